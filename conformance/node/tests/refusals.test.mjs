// Tokens, scopes and limits, and that no method the SDK has for im/v1 is left out.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';

import lark from '@larksuiteoapi/node-sdk';

import {
  bot, group, person, refusal, say, startSandbox, textTo, workflow,
} from './driving.mjs';

const sandbox = await startSandbox('real');
const client = bot(sandbox);
const user = person(sandbox);

workflow('a wrong token is refused', async () => {
  const call = client.im.v1.chat.list({}, lark.withUserAccessToken('u-not-a-token'));
  const { status, code } = await refusal(call);
  assert.deepEqual([status, code], [400, 99991668]);
});

workflow('a missing scope is named', async () => {
  const other = bot(sandbox, 1);
  const chat = await group(client, [user], { bot_id_list: [other.id] });
  const params = { container_id_type: 'chat', container_id: chat };
  const { status, code, error } = await refusal(other.im.v1.message.list({ params }));
  assert.deepEqual([status, code], [400, 99991672]);
  assert.ok(error.permission_violations.some((one) => one.subject === 'im:message:readonly'));
});

workflow('a chat takes five messages a second', async () => {
  const chat = await group(client, [user]);
  const calls = Array.from({ length: 12 }, () => client.im.v1.message.create(textTo(chat, 'x')));
  const settled = await Promise.allSettled(calls);
  const sent = settled.filter((one) => one.status === 'fulfilled');
  const refused = settled.filter((one) => one.status === 'rejected');
  assert.ok(sent.length >= 5 && sent.length <= 10, `${sent.length} were sent`);
  assert.ok(refused.every((one) => one.reason.response.data.code === 230020));
});

workflow('too many calls are told to wait', async () => {
  const calls = Array.from({ length: 120 }, () => client.im.v1.chat.list({ params: { page_size: 1 } }));
  const settled = await Promise.allSettled(calls);
  const refused = settled.filter((one) => one.status === 'rejected');
  assert.ok(refused.length > 0);
  const { status, data, headers } = refused[0].reason.response;
  assert.deepEqual([status, data.code], [429, 99991400]);
  assert.ok(Number(headers['x-ogw-ratelimit-reset']) >= 1);
});

workflow('every method of the SDK is called', async () => {
  const here = new URL('.', import.meta.url);
  const files = (await readdir(here)).filter((name) => name.endsWith('.mjs'));
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, here), 'utf8')));
  const called = new Set(texts.join('').match(/im\.v1\.\w+\.\w+/g));
  const resources = Object.entries(client.im.v1);
  const methods = resources.flatMap(([resource, value]) =>
    Object.keys(value).map((method) => `im.v1.${resource}.${method}`));
  assert.deepEqual(methods.filter((method) => !called.has(method)), []);
});
