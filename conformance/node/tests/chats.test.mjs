// Groups, who is in them, and what stands around their messages.

import assert from 'node:assert/strict';

import {
  bot, everyItem, group, ok, person, refusal, say, startSandbox, workflow,
} from './driving.mjs';

const sandbox = await startSandbox();
const client = bot(sandbox);
const [user, colleague, stranger] = [0, 1, 2].map((index) => person(sandbox, index));
const chat = await group(client, [user, colleague]);
const path = { chat_id: chat };

workflow('a group is created, changed and ended', async () => {
  const made = await group(client, [user], { name: 'Herons', description: 'd' });
  const here = { path: { chat_id: made } };
  const got = ok(await client.im.v1.chat.get(here));
  assert.deepEqual([got.name, got.user_count, got.bot_count], ['Herons', '1', '1']);
  ok(await client.im.v1.chat.update({ ...here, data: { name: 'Egrets' } }));
  assert.equal(ok(await client.im.v1.chat.get(here, user.as)).name, 'Egrets');
  ok(await client.im.v1.chat.delete(here));
  const late = client.im.v1.chat.update({ ...here, data: { name: 'late' } });
  assert.equal((await refusal(late)).code, 232009);
});

workflow('groups are listed and found by iterators', async () => {
  for (const name of ['Grebe one', 'Grebe two', 'Grebe three']) await group(client, [], { name });
  const listed = await everyItem(client.im.v1.chat.listWithIterator({ params: { page_size: 2 } }));
  assert.ok(listed.items.length >= 3 && listed.pages > 1);
  assert.ok(ok(await client.im.v1.chat.list({ params: { page_size: 2 } })).has_more);
  const params = { query: 'grebe', page_size: 2 };
  const found = await everyItem(client.im.v1.chat.searchWithIterator({ params }));
  assert.deepEqual([found.items.length, found.pages], [3, 2]);
  assert.equal(ok(await client.im.v1.chat.search({ params })).items.length, 2);
});

workflow('groups are found by the newer search', async () => {
  await group(client, [], { name: 'Kingfisher watch' });
  const found = ok(await client.im.v2.chat.search({ data: { query: 'Kingfisher' } }));
  assert.equal(found.items[0].meta_data.name, 'Kingfisher watch');
});

workflow('a group has a link to join by', async () => {
  const link = ok(await client.im.v1.chat.link({ path, data: { validity_period: 'week' } }));
  assert.match(link.share_link, /^https:/);
  assert.match(link.expire_time, /^\d{10}$/);
});

workflow('people come and go', async () => {
  const data = { id_list: [stranger.id] };
  const isIn = async () => ok(await client.im.v1.chatMembers.isInChat({ path }, stranger.as));
  ok(await client.im.v1.chatMembers.create({ path, data }));
  assert.equal((await isIn()).is_in_chat, true);
  const params = { page_size: 2 };
  const all = await everyItem(client.im.v1.chatMembers.getWithIterator({ path, params }));
  assert.deepEqual([all.items.length, all.pages], [3, 2]);
  assert.equal(ok(await client.im.v1.chatMembers.get({ path })).member_total, 3);
  ok(await client.im.v1.chatMembers.delete({ path, data }));
  assert.equal((await isIn()).is_in_chat, false);
});

workflow('anyone joins a public group', async () => {
  const open = await group(client, [], { name: 'open house', chat_type: 'public' });
  ok(await client.im.v1.chatMembers.meJoin({ path: { chat_id: open } }, stranger.as));
  const refused = await refusal(client.im.v1.chatMembers.meJoin({ path }, stranger.as));
  assert.equal(refused.status, 400);
});

workflow('the owner names managers', async () => {
  const data = { manager_ids: [user.id] };
  const named = ok(await client.im.v1.chatManagers.addManagers({ path, data }));
  assert.deepEqual(named.chat_managers, [user.id]);
  const left = ok(await client.im.v1.chatManagers.deleteManagers({ path, data }));
  assert.deepEqual(left.chat_managers ?? [], []);
});

workflow('only some may speak', async () => {
  const here = { path: { chat_id: await group(client, [user, colleague]) } };
  const data = { moderation_setting: 'moderator_list', moderator_added_list: [user.id] };
  ok(await client.im.v1.chatModeration.update({ ...here, data }));
  const got = ok(await client.im.v1.chatModeration.get(here));
  assert.equal(got.moderation_setting, 'moderator_list');
  const all = await everyItem(client.im.v1.chatModeration.getWithIterator(here));
  assert.ok(all.items.some((item) => item.user_id === user.id));
});

workflow('an announcement is read and changed', async () => {
  const { revision } = ok(await client.im.v1.chatAnnouncement.get({ path }));
  const text = { elements: [{ type: 'textRun', textRun: { text: 'Read me', style: {} } }] };
  const payload = JSON.stringify({ blocks: [{ type: 'paragraph', paragraph: text }] });
  const location = { zoneId: '0', index: 0, endOfZone: true };
  const insert = {
    requestType: 'InsertBlocksRequestType',
    insertBlocksRequest: { payload, location },
  };
  const data = { revision, requests: [JSON.stringify(insert)] };
  ok(await client.im.v1.chatAnnouncement.patch({ path, data }));
  assert.ok(Number(ok(await client.im.v1.chatAnnouncement.get({ path })).revision) > revision);
});

workflow('a message is put on top and taken down', async () => {
  const message = await say(client, chat, 'look here');
  const data = { chat_top_notice: [{ action_type: '1', message_id: message.message_id }] };
  ok(await client.im.v1.chatTopNotice.putTopNotice({ path, data }));
  ok(await client.im.v1.chatTopNotice.deleteTopNotice({ path }));
});

workflow('tabs are added, changed, sorted and removed', async () => {
  const tab = (name) => ({
    tab_name: name, tab_type: 'url', tab_content: { url: `https://example.com/${name}` },
  });
  const urls = (tabs) => tabs.filter((one) => one.tab_type === 'url');
  const data = { chat_tabs: [tab('a'), tab('b')] };
  const made = urls(ok(await client.im.v1.chatTab.create({ path, data })).chat_tabs);
  const [a, b] = made.map((one) => one.tab_id);
  const changed = { chat_tabs: [{ tab_id: a, ...tab('c') }] };
  ok(await client.im.v1.chatTab.updateTabs({ path, data: changed }));
  const listed = ok(await client.im.v1.chatTab.listTabs({ path })).chat_tabs;
  assert.deepEqual(urls(listed).map((one) => one.tab_name), ['c', 'b']);
  const fixed = listed.filter((one) => one.tab_type !== 'url').map((one) => one.tab_id);
  const order = { tab_ids: [...fixed, b, a] };
  ok(await client.im.v1.chatTab.sortTabs({ path, data: order }));
  const left = ok(await client.im.v1.chatTab.deleteTabs({ path, data: { tab_ids: [a] } }));
  assert.deepEqual(urls(left.chat_tabs).map((one) => one.tab_name), ['b']);
});

workflow('a menu grows, is sorted and cut', async () => {
  const link = { common_url: 'https://example.com' };
  const level = (name) => ({
    chat_menu_item: { action_type: 'REDIRECT_LINK', redirect_link: link, name },
  });
  const tops = ({ menu_tree: tree }) => tree.chat_menu_top_levels ?? [];
  const names = (answer) => tops(ok(answer)).map((one) => one.chat_menu_item.name);
  const data = { menu_tree: { chat_menu_top_levels: [level('a'), level('b')] } };
  const made = ok(await client.im.v1.chatMenuTree.create({ path, data }));
  const ids = tops(made).map((one) => one.chat_menu_top_level_id);
  const order = { chat_menu_top_level_ids: ids.toReversed() };
  assert.deepEqual(names(await client.im.v1.chatMenuTree.sort({ path, data: order })), ['b', 'a']);
  const item = { path: { ...path, menu_item_id: ids[0] } };
  const change = { update_fields: ['NAME'], chat_menu_item: { name: 'c' } };
  ok(await client.im.v1.chatMenuItem.patch({ ...item, data: change }));
  assert.deepEqual(names(await client.im.v1.chatMenuTree.get({ path })), ['b', 'c']);
  const cut = { chat_menu_top_level_ids: [ids[0]] };
  assert.deepEqual(names(await client.im.v1.chatMenuTree.delete({ path, data: cut })), ['b']);
});

workflow('reactions are put, counted and taken back', async () => {
  const { message_id: messageId } = await say(client, chat, 'x');
  const on = { path: { message_id: messageId } };
  const data = { reaction_type: { emoji_type: 'OK' } };
  const mine = ok(await client.im.v1.messageReaction.create({ ...on, data }, user.as));
  ok(await client.im.v1.messageReaction.create({ ...on, data }));
  const params = { page_size: 1 };
  const all = await everyItem(client.im.v1.messageReaction.listWithIterator({ ...on, params }));
  assert.deepEqual([all.items.length, all.pages], [2, 2]);
  assert.equal(ok(await client.im.v1.messageReaction.list(on)).has_more, false);
  const away = { path: { ...on.path, reaction_id: mine.reaction_id } };
  assert.equal((await refusal(client.im.v1.messageReaction.delete(away))).code, 231007);
  ok(await client.im.v1.messageReaction.delete(away, user.as));
});

workflow('reactions of many messages are asked for at once', async () => {
  const { message_id: messageId } = await say(client, chat, 'x');
  const data = { queries: [{ message_id: messageId }] };
  const answer = ok(await client.im.v1.messageReaction.batchQuery({ data }));
  assert.equal(answer.success_msg_reaction_details[0].message_id, messageId);
});

workflow('pins are put, listed and removed', async () => {
  const sent = [await say(client, chat, '0'), await say(client, chat, '1')];
  for (const message of sent) {
    const data = { message_id: message.message_id };
    assert.equal(ok(await client.im.v1.pin.create({ data })).pin.chat_id, chat);
  }
  const params = { chat_id: chat, page_size: 1 };
  const all = await everyItem(client.im.v1.pin.listWithIterator({ params }));
  assert.deepEqual([all.items.length, all.pages], [2, 2]);
  ok(await client.im.v1.pin.delete({ path: { message_id: sent[0].message_id } }));
  assert.equal(ok(await client.im.v1.pin.list({ params })).items.length, 1);
});
