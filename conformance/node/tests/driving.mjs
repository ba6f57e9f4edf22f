// A sandbox in a process of its own, and the official SDK pointed at it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';

import lark from '@larksuiteoapi/node-sdk';

const silent = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };

/** Starts the real binary, which serves a new workspace from memory until the file's tests are over. */
export async function startSandbox(limits = 'off') {
  const home = await mkdtemp(join(tmpdir(), 'lark-conformance-'));
  const words = ['sandbox', 'start', '--memory', '--port', '0', '--limits', limits];
  const env = { HOME: home, LARK_CLI_CONFIG_DIR: home };
  const stdio = ['ignore', 'pipe', 'inherit'];
  const child = spawn(process.env.LARK_CLI_BINARY, words, { env, stdio });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  after(async () => {
    child.kill();
    await ended;
    await rm(home, { recursive: true, force: true });
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([
    new Promise((resolve) => lines.once('line', (text) => resolve([text]))),
    ended.then(() => assert.fail('the sandbox ended before it served')),
  ]);
  const facts = JSON.parse(line);
  const headers = { Authorization: `Bearer ${facts.admin_token}` };
  const answer = await fetch(`${facts.base_url}/sandbox/info`, { headers });
  return { baseUrl: facts.base_url, facts, info: (await answer.json()).data };
}

/** A client of one of the sandbox's apps; `id` is the app's. */
export function bot(sandbox, index = 0) {
  const { app_id: appId, app_secret: appSecret } = sandbox.info.apps[index];
  const client = new lark.Client({ appId, appSecret, domain: sandbox.baseUrl, logger: silent });
  return Object.assign(client, { id: appId });
}

/** Somebody who uses the first app: their id, and what makes a call theirs. */
export function person(sandbox, index = 0) {
  const { open_id: id, user_access_token: token } = sandbox.info.users[index];
  return { id, as: lark.withUserAccessToken(token) };
}

/** The id of a new group of the bot and these people. */
export async function group(client, people, data = {}) {
  const members = { user_id_list: people.map(({ id }) => id) };
  const made = await client.im.v1.chat.create({ data: { name: 'n', ...members, ...data } });
  return made.data.chat_id;
}

export function textTo(chat, text) {
  const data = { receive_id: chat, msg_type: 'text', content: JSON.stringify({ text }) };
  return { params: { receive_id_type: 'chat_id' }, data };
}

/** Sends a text and gives the message. */
export async function say(client, chat, text, options) {
  return ok(await client.im.v1.message.create(textTo(chat, text), options));
}

export function textOf(message) {
  return JSON.parse(message.body.content).text;
}

/** The data of an answer that is none of a refusal. */
export function ok(answer) {
  assert.equal(answer.code, 0, answer.msg);
  return answer.data;
}

/** How a call is refused: its status, and the code and log id of the body. */
export async function refusal(call) {
  const error = await call.then(() => assert.fail('the call was answered'), (thrown) => thrown);
  assert.ok(error.response, String(error));
  const { status, data, headers } = error.response;
  const body = typeof data.pipe === 'function' ? JSON.parse(await collect(data)) : data;
  assert.equal(body.error.log_id, headers['x-tt-logid']);
  return { status, code: body.code, error: body.error, headers };
}

export async function collect(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

/** The items of all pages of an SDK's iterator, and how many pages they came in. */
export async function everyItem(iterator) {
  const items = [];
  let pages = 0;
  for await (const page of await iterator) {
    items.push(...(page.items ?? []));
    pages += 1;
  }
  return { items, pages };
}

const list = await readFile(new URL('../../pending.txt', import.meta.url), 'utf8');
const pending = list.split('\n').filter((line) => line.startsWith('node '));

/** A test, unless pending.txt lists it: then it must fail. */
export function workflow(name, run) {
  if (!pending.includes(`node ${name}`)) return test(name, run);
  return test(`${name} (pending)`, async () => {
    await assert.rejects(async () => run(), 'this passes: take its line out of pending.txt');
  });
}
