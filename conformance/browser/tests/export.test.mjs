// An exported page, as somebody sees it who opens the file on a machine without a network.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { chromium } from 'playwright-core';

const run = promisify(execFile);
const binary = process.env.LARK_CLI_BINARY;
const pictures = join(dirname(binary), '..', 'pictures');
const launch = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
  ],
};

let home;
let browser;

async function lark(...words) {
  const env = {
    HOME: home,
    LARK_CLI_DATA_DIR: join(home, 'data'),
    LARK_CLI_PROFILE: 'sandbox',
    LARK_CLI_SANDBOX_CLOCK: '2026-01-05T09:00:00Z',
    TZ: 'Asia/Shanghai',
  };
  const { stdout } = await run(binary, words, { env, cwd: home });
  return JSON.parse(stdout).data;
}

async function chatCalled(name) {
  const { chats } = await lark('im', 'list-chats', '--as', 'user');
  return chats.find((chat) => chat.name === name).chat_id;
}

/** Exports a chat and opens it; whatever it asks for beside itself, and what it complains of, is noted. */
async function opened(chat, options = {}, identity = 'user') {
  const name = `${chat}.html`;
  await lark('im', 'export', '--chat-id', chat, '--format', 'html', '--output', name, '--overwrite', '--as', identity);
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, ...options });
  await context.setOffline(true);
  const page = await context.newPage();
  const asked = [];
  const complaints = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  const url = pathToFileURL(join(home, name)).href;
  await page.goto(url);
  const outside = () => asked.filter((each) => each !== url && !each.startsWith('data:'));
  return { page, outside, complaints };
}

async function picture(page, name) {
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, name) });
}

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'lark-browser-'));
  browser = await chromium.launch(launch);
});

after(async () => {
  await browser?.close();
  await rm(home, { recursive: true, force: true });
});

test('the conversation is there, offline and in one piece', async () => {
  const { page, outside, complaints } = await opened(await chatCalled('Orbit 2.0 发布组'));
  assert.equal(await page.title(), 'Orbit 2.0 发布组');
  const listed = await page.locator('main > article').count();
  assert.ok(listed > 100, `${listed} messages`);
  assert.ok(await page.locator('h2').count() >= 5, 'days');
  await page.getByText('就叫 Aurora 吧。').scrollIntoViewIfNeeded();
  assert.ok(await page.getByText('"Aurora"?').first().isVisible());
  const own = page.locator('article.mine').first();
  const [left, right] = [await page.locator('main > article:not(.mine) .body').first().boundingBox(), await own.locator('.body').boundingBox()];
  assert.ok(right.x > left.x, 'what one said oneself is on the right');
  // They are drawn when one comes near them.
  const widths = await page.locator('main img').evaluateAll((images) => Promise.all(images.map((image) => {
    image.scrollIntoView();
    return image.decode().then(() => image.naturalWidth);
  })));
  assert.ok(widths.length > 0 && widths.every((width) => width > 0), `${widths}`);
  assert.ok(await page.locator('.reactions li').count() > 3);
  assert.ok(await page.locator('.card .button').count() > 0, 'a card with its button');
  assert.deepEqual(outside(), []);
  assert.deepEqual(complaints, []);
  await page.evaluate(() => scrollTo(0, 0));
  await picture(page, 'export.png');
});

test('every kind of message is drawn, and what was forwarded stands in its bundle', async () => {
  const { page, complaints } = await opened(await chatCalled('样式大全 Every Kind'));
  const bundle = page.locator('details.forwarded').first();
  assert.ok(await bundle.getByText('Two lines to forward.').first().isVisible());
  for (const said of ['批准 Approve', 'Crash-free', 'walkthrough.mp4', '深圳湾 1 号', '庆功吃什么？', 'Review call']) {
    assert.ok(await page.getByText(said).first().isVisible(), said);
  }
  assert.ok(await page.locator('.notice').count() >= 2, 'who came, and a line between');
  const image = page.locator('.image img').first();
  const small = await image.boundingBox();
  await page.locator('.image input').first().focus();
  await page.keyboard.press('Space');
  assert.ok((await image.boundingBox()).width > small.width * 2, 'it grows by a key too');
  await image.click();
  assert.equal((await image.boundingBox()).width, small.width);
  assert.ok(await page.locator('a.file[download][href^="data:"]').count() > 0, 'small files are in the page');
  assert.deepEqual(complaints, []);
  await picture(page, 'export-kinds.png');
});

test('a thread opens, and a quoted message is led to', async () => {
  const { page } = await opened(await chatCalled('Orbit 2.0 发布组'));
  const folded = page.locator('details.thread:not([open])').first();
  const reply = folded.locator('article').first();
  assert.equal(await reply.isVisible(), false);
  await folded.locator('summary').first().click();
  assert.equal(await page.locator('details.thread[open] article').first().isVisible(), true);
  const quote = page.locator('a.quote').first();
  const target = await quote.getAttribute('href');
  await quote.click();
  assert.equal(await page.evaluate(() => location.hash), target);
  assert.ok(await page.locator(target).isVisible());
});

test('what is looked for stays, with its day', async () => {
  const { page } = await opened(await chatCalled('Orbit 2.0 发布组'));
  await page.getByRole('searchbox').fill('AURORA');
  const shown = page.locator('main > article:visible');
  assert.ok(await shown.count() > 0 && await shown.count() < 20);
  assert.ok(await page.locator('main > h2:visible').count() > 0);
  await page.getByRole('searchbox').fill('');
  assert.ok(await page.locator('main > article:visible').count() > 100);
});

test('it is dark where one likes it dark, and fits a narrow screen', async () => {
  const chat = await chatCalled('Orbit 2.0 发布组');
  const luminance = (page) => page.evaluate(() => {
    const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number);
    return (red + green + blue) / 3;
  });
  const light = await opened(chat, { colorScheme: 'light' });
  assert.ok(await luminance(light.page) > 200);
  const dark = await opened(chat, { colorScheme: 'dark', viewport: { width: 390, height: 844 } });
  assert.ok(await luminance(dark.page) < 60);
  const overflow = await dark.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${overflow} pixels too wide`);
  await picture(dark.page, 'export-dark.png');
});

test('what others wrote runs nothing', async () => {
  const { chat_id: chat } = await lark('im', 'create-chat', '--name', '<b>Hostile</b>', '--as', 'bot');
  const hostile = [
    '<script>document.title="owned"</script>',
    '<img src=x onerror=alert(1)><svg onload=alert(2)>',
    '"><details open ontoggle=alert(3)>',
    'https://evil.example/"onmouseover="alert(4)',
  ];
  for (const text of hostile) await lark('im', 'send-message', '--chat-id', chat, '--text', text, '--as', 'bot');
  const post = { content: [[{ tag: 'a', text: 'click', href: 'javascript:alert(5)' }]] };
  await lark('im', 'send-message', '--chat-id', chat, '--post', JSON.stringify(post), '--as', 'bot');
  const { page, outside, complaints } = await opened(chat, {}, 'bot');
  assert.equal(await page.title(), '<b>Hostile</b>');
  for (const text of hostile) assert.ok(await page.getByText(text, { exact: false }).first().isVisible(), text);
  assert.equal(await page.locator('main img, main svg, main script, [onerror], [onmouseover]').count(), 0);
  assert.equal(await page.locator('a[href^="javascript"]').count(), 0);
  assert.deepEqual(outside(), []);
  assert.deepEqual(complaints, []);
});
