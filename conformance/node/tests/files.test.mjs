// Uploads from a stream and from memory, downloads whole and in part.

import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

import { bot, collect, group, ok, person, refusal, startSandbox, workflow } from './driving.mjs';

const sandbox = await startSandbox();
const client = bot(sandbox);
const user = person(sandbox);
const chat = await group(client, [user]);
const folder = await mkdtemp(join(tmpdir(), 'lark-conformance-'));
after(() => rm(folder, { recursive: true, force: true }));

// One red pixel.
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAA'
    + 'AADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
  'base64',
);

async function upload(file) {
  const data = { file_type: 'stream', file_name: '数据 1.bin', file };
  return (await client.im.v1.file.create({ data })).file_key;
}

async function send(msgType, content) {
  const data = { receive_id: chat, msg_type: msgType, content: JSON.stringify(content) };
  const params = { receive_id_type: 'chat_id' };
  return ok(await client.im.v1.message.create({ params, data })).message_id;
}

workflow('a file from memory is sent and read', async () => {
  const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, n) => n % 251));
  const key = await upload(bytes);
  const path = { message_id: await send('file', { file_key: key }), file_key: key };
  const params = { type: 'file' };
  const got = await client.im.v1.messageResource.get({ path, params }, user.as);
  assert.deepEqual(await collect(got.getReadableStream()), bytes);
  assert.match(got.headers['content-disposition'], /filename\*=UTF-8''%E6%95%B0/);
});

workflow('a file from a stream is sent and read into a file', async () => {
  const from = join(folder, 'up.txt');
  await writeFile(from, 'streamed');
  const key = await upload(createReadStream(from));
  const path = { message_id: await send('file', { file_key: key }), file_key: key };
  const got = await client.im.v1.messageResource.get({ path, params: { type: 'file' } });
  const to = join(folder, 'down.txt');
  await got.writeFile(to);
  assert.equal(await readFile(to, 'utf8'), 'streamed');
});

workflow('a bot reads back its own file and image', async () => {
  const key = await upload(Buffer.from('mine'));
  const file = await client.im.v1.file.get({ path: { file_key: key } });
  assert.equal(String(await collect(file.getReadableStream())), 'mine');
  const data = { image_type: 'message', image: png };
  const { image_key: imageKey } = await client.im.v1.image.create({ data });
  const image = await client.im.v1.image.get({ path: { image_key: imageKey } });
  assert.deepEqual(await collect(image.getReadableStream()), png);
});

workflow('an image is sent', async () => {
  const data = { image_type: 'message', image: png };
  const { image_key: imageKey } = await client.im.v1.image.create({ data });
  assert.match(await send('image', { image_key: imageKey }), /^om_/);
});

workflow('a part of a file is answered with 206', async () => {
  const key = await upload(Buffer.from('0123456789'));
  const message = await send('file', { file_key: key });
  const path = `/open-apis/im/v1/messages/${message}/resources/${key}`;
  const headers = { Range: 'bytes=2-5' };
  const params = { type: 'file' };
  const part = await client.request({
    method: 'GET', url: path, params, headers, responseType: 'arraybuffer', $return_headers: true,
  });
  assert.equal(String(Buffer.from(part.data ?? part)), '2345');
});

workflow('refusals of a download are JSON', async () => {
  const key = await upload(Buffer.from('x'));
  const message = await send('text', { text: 'no file' });
  const path = { message_id: message, file_key: key };
  const call = client.im.v1.messageResource.get({ path, params: { type: 'file' } });
  const { status, code } = await refusal(call);
  assert.deepEqual([status, code], [400, 234003]);
});
