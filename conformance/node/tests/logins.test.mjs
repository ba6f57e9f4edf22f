// Logging in, and an app of one's own, with the SDK's helpers.

import assert from 'node:assert/strict';

import lark from '@larksuiteoapi/node-sdk';

import { bot, ok, person, refusal, startSandbox, workflow } from './driving.mjs';

const sandbox = await startSandbox();
const client = bot(sandbox);
const user = person(sandbox);
const callback = 'http://127.0.0.1:3000/callback';
const scope = 'im:chat:readonly offline_access';
// The example of RFC 7636.
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

async function consent(body) {
  const headers = { Authorization: `Bearer ${sandbox.facts.admin_token}` };
  const url = `${sandbox.baseUrl}/sandbox/consent`;
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  assert.equal(answer.status, 200);
  return (await answer.json()).data;
}

/** The code that the browser of the user comes back with. */
async function newCode(more = {}) {
  const query = new URLSearchParams({ client_id: client.id, redirect_uri: callback, scope, ...more });
  const url = `${sandbox.baseUrl}/open-apis/authen/v1/authorize?${query}`;
  const { location } = await consent({ url, allow: true, open_id: user.id });
  return new URL(location).searchParams.get('code');
}

/** A client that knows the sandbox as its host for logins, too. */
function withLogins() {
  const { app_id: appId, app_secret: appSecret } = sandbox.info.apps[0];
  const { baseUrl: domain } = sandbox;
  const logger = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };
  return new lark.Client({ appId, appSecret, domain, oauthBaseUrl: domain, logger });
}

async function refusedToken(call) {
  const error = await call.then(() => assert.fail('a token was given'), (thrown) => thrown);
  return error.code;
}

workflow('a code with its verifier is good for a token, once', async () => {
  const { accessToken } = withLogins();
  const page = { code_challenge: challenge, code_challenge_method: 'S256' };
  const code = await newCode(page);
  const wrong = { code, redirectUri: callback, codeVerifier: 'x'.repeat(43) };
  assert.equal(await refusedToken(accessToken.retrieveByAuthorizationCode(wrong)), 20049);
  const right = { code, redirectUri: callback, codeVerifier: verifier };
  const tokens = await accessToken.retrieveByAuthorizationCode(right);
  assert.deepEqual([tokens.tokenType, tokens.expiresIn, tokens.scope], ['Bearer', 7200, scope]);
  const as = lark.withUserAccessToken(tokens.accessToken);
  assert.equal(ok(await client.authen.v1.userInfo.get({}, as)).open_id, user.id);
  assert.ok(ok(await client.im.v1.chat.list({}, as)).items.length > 0);
  const send = client.im.v1.message.create({
    params: { receive_id_type: 'chat_id' },
    data: { receive_id: 'oc_x', msg_type: 'text', content: '{"text":"x"}' },
  }, as);
  assert.equal((await refusal(send)).code, 99991679);
  assert.equal(await refusedToken(accessToken.retrieveByAuthorizationCode(right)), 20065);
});

workflow('a refresh token works once', async () => {
  const { accessToken } = withLogins();
  const code = await newCode();
  const first = await accessToken.retrieveByAuthorizationCode({ code, redirectUri: callback });
  const second = await accessToken.refresh({ refreshToken: first.refreshToken });
  assert.notEqual(second.accessToken, first.accessToken);
  assert.ok(second.refreshTokenExpiresIn > 600000);
  assert.equal(await refusedToken(accessToken.refresh({ refreshToken: first.refreshToken })), 20073);
});

workflow('the older call for tokens works too', async () => {
  const data = { grant_type: 'authorization_code', code: await newCode() };
  const tokens = ok(await client.authen.v1.oidcAccessToken.create({ data }));
  const again = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
  const renewed = ok(await client.authen.v1.oidcRefreshAccessToken.create({ data: again }));
  assert.ok(renewed.access_token.startsWith('eyJ'));
});

workflow('an app is registered by the SDK and works', async () => {
  // The helper speaks https alone; the sandbox is on this machine and does not.
  const plain = lark.defaultHttpInstance.interceptors.request.use((request) => {
    request.url = request.url.replace(/^https:\/\/127\.0\.0\.1/, 'http://127.0.0.1');
    return request;
  });
  try {
    let decided;
    const made = await lark.registerApp({
      domain: new URL(sandbox.baseUrl).host,
      onQRCodeReady: ({ url }) => {
        decided = consent({ user_code: new URL(url).searchParams.get('user_code'), allow: true });
      },
    });
    await decided;
    assert.ok(made.user_info.open_id.startsWith('ou_'));
    const { client_id: appId, client_secret: appSecret } = made;
    const mine = new lark.Client({ appId, appSecret, domain: sandbox.baseUrl });
    const chat = ok(await mine.im.v1.chat.create({ data: { name: 'mine' } }));
    assert.ok(chat.chat_id.startsWith('oc_'));
  } finally {
    lark.defaultHttpInstance.interceptors.request.eject(plain);
  }
});
