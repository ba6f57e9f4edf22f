// Sending, reading, editing, recalling and passing on.

import assert from 'node:assert/strict';

import {
  bot, everyItem, group, ok, person, refusal, say, startSandbox, textOf, textTo, workflow,
} from './driving.mjs';

const sandbox = await startSandbox();
const client = bot(sandbox);
const user = person(sandbox);
const chat = await group(client, [user]);
const target = await group(client, [user]);

const card = (text) => ({
  config: { update_multi: true },
  elements: [{ tag: 'markdown', content: text }],
});

async function send(msgType, content) {
  const data = { receive_id: chat, msg_type: msgType, content: JSON.stringify(content) };
  return ok(await client.im.v1.message.create({ params: { receive_id_type: 'chat_id' }, data }));
}

async function read(message) {
  return ok(await client.im.v1.message.get({ path: { message_id: message.message_id } })).items;
}

workflow('a text comes back as it was sent', async () => {
  const sent = await say(client, chat, 'hi 你好 <b>&');
  assert.match(sent.message_id, /^om_/);
  assert.match(sent.create_time, /^\d{13}$/);
  assert.equal(sent.sender.sender_type, 'app');
  const [message] = await read(sent);
  assert.equal(textOf(message), 'hi 你好 <b>&');
});

workflow('a person sends in their own name', async () => {
  const sent = await say(client, chat, 'from me', user.as);
  assert.deepEqual([sent.sender.sender_type, sent.sender.id], ['user', user.id]);
});

workflow('posts and cards are taken', async () => {
  const post = { en_us: { title: 't', content: [[{ tag: 'a', text: 'x', href: 'https://x.y' }]] } };
  assert.equal((await send('post', post)).msg_type, 'post');
  assert.equal((await send('interactive', card('**1**'))).msg_type, 'interactive');
});

workflow('cards of a template are taken', async () => {
  const data = { receive_id: chat, template_id: 'AAqkxxx', template_variable: { a: 'b' } };
  const params = { receive_id_type: 'chat_id' };
  const sent = ok(await client.im.v1.message.createByCard({ params, data }));
  assert.equal(sent.msg_type, 'interactive');
  const path = { message_id: sent.message_id };
  const again = { template_id: 'AAqkxxx', template_variable: { a: 'c' } };
  ok(await client.im.v1.message.replyByCard({ path, data: again }));
});

workflow('the same uuid sends once', async () => {
  const request = textTo(chat, 'once');
  request.data.uuid = 'node-1';
  const first = ok(await client.im.v1.message.create(request));
  assert.equal(ok(await client.im.v1.message.create(request)).message_id, first.message_id);
});

workflow('a reply in a thread opens it and is read there', async () => {
  const first = await say(client, chat, 'topic');
  const data = { msg_type: 'text', content: JSON.stringify({ text: 'a' }), reply_in_thread: true };
  const path = { message_id: first.message_id };
  const reply = ok(await client.im.v1.message.reply({ path, data }));
  assert.match(reply.thread_id, /^omt_/);
  const params = { container_id_type: 'thread', container_id: reply.thread_id };
  const { items } = await everyItem(client.im.v1.message.listWithIterator({ params }));
  assert.equal(textOf(items.at(-1)), 'a');
});

workflow('history is read by an iterator', async () => {
  const room = await group(client, [user]);
  const texts = Array.from({ length: 11 }, (_, n) => `${n}`);
  for (const text of texts) await say(client, room, text);
  for (const [sort, expected] of [['Asc', texts], ['Desc', texts.toReversed()]]) {
    const order = { sort_type: `ByCreateTime${sort}`, page_size: 4 };
    const params = { container_id_type: 'chat', container_id: room, ...order };
    const { items, pages } = await everyItem(client.im.v1.message.listWithIterator({ params }));
    const said = items.filter((item) => item.msg_type === 'text').map(textOf);
    assert.deepEqual(said, expected);
    assert.ok(pages >= 3);
  }
});

workflow('a GET with a body of two braces is answered', async () => {
  const params = { container_id_type: 'chat', container_id: chat, page_size: 1 };
  const listed = ok(await client.im.v1.message.list({ params, data: {} }));
  assert.equal(listed.items.length, 1);
});

workflow('a text is edited', async () => {
  const sent = await say(client, chat, 'befor');
  const data = { msg_type: 'text', content: JSON.stringify({ text: 'before' }) };
  ok(await client.im.v1.message.update({ path: { message_id: sent.message_id }, data }));
  const [message] = await read(sent);
  assert.deepEqual([textOf(message), message.updated], ['before', true]);
});

workflow('a card is replaced', async () => {
  const sent = await send('interactive', card('**1**'));
  const path = { message_id: sent.message_id };
  const content = JSON.stringify(card('**two**'));
  ok(await client.im.v1.message.patch({ path, data: { content } }));
  assert.match((await read(sent))[0].body.content, /two/);
});

workflow('a card is not replaced by the call that edits texts', async () => {
  const sent = await send('interactive', card('**1**'));
  const data = { template_id: 'AAqkxxx', template_variable: {} };
  const path = { message_id: sent.message_id };
  // The SDK's `updateByCard` calls PUT, which is for texts and posts.
  const { status, code } = await refusal(client.im.v1.message.updateByCard({ path, data }));
  assert.deepEqual([status, code], [400, 230001]);
});

workflow('a recalled message stays as a stub', async () => {
  const sent = await say(client, chat, 'oops');
  const path = { message_id: sent.message_id };
  ok(await client.im.v1.message.delete({ path }));
  assert.equal((await read(sent))[0].deleted, true);
  assert.equal((await refusal(client.im.v1.message.delete({ path }))).status, 400);
});

workflow('messages and threads are forwarded', async () => {
  const sent = await say(client, chat, 'pass it on');
  const to = { params: { receive_id_type: 'chat_id' }, data: { receive_id: target } };
  const path = { message_id: sent.message_id };
  const passed = ok(await client.im.v1.message.forward({ path, ...to }));
  assert.deepEqual([passed.chat_id, textOf(passed)], [target, 'pass it on']);
  const data = { msg_type: 'text', content: JSON.stringify({ text: 'a' }), reply_in_thread: true };
  const reply = ok(await client.im.v1.message.reply({ path, data }));
  const thread = { path: { thread_id: reply.thread_id } };
  assert.equal(ok(await client.im.v1.thread.forward({ ...thread, ...to })).chat_id, target);
});

workflow('several messages become one forward', async () => {
  const sent = [await say(client, chat, '0'), await say(client, chat, '1')];
  const ids = sent.map((message) => message.message_id);
  const data = { receive_id: target, message_id_list: ids };
  const params = { receive_id_type: 'chat_id' };
  const { message } = ok(await client.im.v1.message.mergeForward({ params, data }));
  assert.equal(message.msg_type, 'merge_forward');
  assert.deepEqual((await read(message)).slice(1).map(textOf), ['0', '1']);
});

workflow('people are pressed', async () => {
  const sent = await say(client, chat, 'now!');
  const path = { message_id: sent.message_id };
  const request = { path, params: { user_id_type: 'open_id' }, data: { user_id_list: [user.id] } };
  for (const answer of [
    await client.im.v1.message.urgentApp(request),
    await client.im.v1.message.urgentSms(request),
    await client.im.v1.message.urgentPhone(request),
  ]) {
    assert.deepEqual(ok(answer).invalid_user_id_list ?? [], []);
  }
});

workflow('readers are listed to the sender', async () => {
  const sent = await say(client, chat, 'read me');
  const path = { message_id: sent.message_id };
  const params = { user_id_type: 'open_id' };
  assert.deepEqual(ok(await client.im.v1.message.readUsers({ path, params })).items ?? [], []);
});

workflow('bubbles follow a message to a person', async () => {
  const request = textTo(user.id, 'yes or no?');
  request.params.receive_id_type = 'open_id';
  const sent = ok(await client.im.v1.message.create(request));
  const data = { follow_ups: [{ content: 'yes' }] };
  const path = { message_id: sent.message_id };
  ok(await client.im.v1.message.pushFollowUp({ path, data }));
});

workflow('messages are searched by their words', async () => {
  await say(client, chat, 'the pelican report', user.as);
  const data = { query: 'pelican', filter: { chat_ids: [chat] } };
  const found = ok(await client.im.v1.message.search({ data }, user.as));
  assert.equal(found.items[0].meta_data.chat_id, chat);
  const all = await everyItem(client.im.v1.message.searchWithIterator({ data }, user.as));
  assert.equal(all.items.length, 1);
});

workflow('a message to many is followed and recalled', async () => {
  const data = { msg_type: 'text', content: { text: 'all' }, open_ids: [user.id] };
  const url = '/open-apis/message/v4/batch_send/';
  const sent = ok(await client.request({ method: 'POST', url, data }));
  const path = { batch_message_id: sent.message_id };
  const progress = ok(await client.im.v1.batchMessage.getProgress({ path }));
  assert.equal(progress.batch_message_send_progress.valid_user_ids_count, 1);
  const readers = ok(await client.im.v1.batchMessage.readUser({ path })).read_user;
  assert.deepEqual(readers, { read_count: '0', total_count: '1' });
  ok(await client.im.v1.batchMessage.delete({ path }));
});
