/** The consent page and what it gives, with Google's own client for the addresses and the exchange, and another one for the ID tokens. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { CodeChallengeMethod, OAuth2Client } from 'google-auth-library';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { DEMO_GOOGLE } from '../../sandbox/demo.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { NOW, SCOPE, call, control, sandboxFor, stopClock } from './fixture.ts';

const { clientId, clientSecret } = DEMO_GOOGLE;
const BACK = 'https://desk.example/auth/google/callback';
const CALENDARS = ['calendar.events', 'calendar.freebusy'].map((name) => SCOPE + name);

function clientOf(sandbox: Sandbox): OAuth2Client {
  const endpoints = { oauth2AuthBaseUrl: `${sandbox.url}/o/oauth2/v2/auth`, oauth2TokenUrl: `${sandbox.url}/token` };
  return new OAuth2Client({ clientId, clientSecret, redirectUri: BACK, endpoints });
}

async function begun(t: TestContext) {
  stopClock(t);
  const sandbox = await sandboxFor(t);
  return { sandbox, client: clientOf(sandbox) };
}

/** Presses a button of the page at `url`, with these boxes ticked. */
async function decide(sandbox: Sandbox, url: string, changes: Record<string, string>, granted: string[] = CALENDARS): Promise<URL> {
  const asked = new URL(url);
  const form = new URLSearchParams({ ...Object.fromEntries(asked.searchParams), user: 'Ana@clinic.example', decision: 'allow', ...changes });
  for (const scope of granted) form.append('granted', scope);
  const answer = await fetch(sandbox.url + asked.pathname, { method: 'POST', body: form, redirect: 'manual' });
  assert.equal(answer.status, 302, await answer.text());
  return new URL(answer.headers.get('location') ?? '');
}

const codeOf = (back: URL): string => back.searchParams.get('code') ?? '';

test("Google's client signs somebody in with PKCE, and the ID token holds", async (t) => {
  const { sandbox, client } = await begun(t);
  const { codeVerifier, codeChallenge } = await client.generateCodeVerifierAsync();
  const url = client.generateAuthUrl({
    scope: ['openid', 'email'],
    state: 'a state',
    code_challenge: codeChallenge ?? '',
    code_challenge_method: CodeChallengeMethod.S256,
    ...{ nonce: 'a nonce' },
  });
  const page = await (await fetch(url)).text();
  assert.ok(page.includes('Continue') && page.includes('value="a state"') && !page.includes('checkbox'), page);
  const back = await decide(sandbox, url, {}, []);
  assert.equal(back.origin + back.pathname, BACK);
  assert.deepEqual([back.searchParams.get('state'), back.searchParams.get('iss')], ['a state', 'https://accounts.google.com']);
  const { tokens } = await client.getToken({ code: codeOf(back), codeVerifier });
  assert.deepEqual([tokens.scope, tokens.refresh_token], ['openid email', undefined]);
  const { body: keys } = await call(sandbox, 'GET', '/oauth2/v3/certs');
  const options = { issuer: 'https://accounts.google.com', audience: clientId, currentDate: new Date(NOW) };
  const { payload } = await jwtVerify(tokens.id_token ?? '', createLocalJWKSet(keys), options);
  assert.deepEqual([payload.email, payload.email_verified, payload.hd, payload.nonce], ['ana@clinic.example', true, 'clinic.example', 'a nonce']);
  assert.match(payload.sub ?? '', /^\d{21}$/);
});

test('boxes that were unticked are scopes that are missing, and Cancel is a refusal', async (t) => {
  const { sandbox, client } = await begun(t);
  const url = client.generateAuthUrl({ scope: ['openid', 'email', ...CALENDARS], access_type: 'offline', prompt: 'consent', state: 's' });
  const page = await (await fetch(url)).text();
  assert.equal(page.match(/name="granted"/g)?.length, 2);
  const { tokens } = await client.getToken(codeOf(await decide(sandbox, url, {}, CALENDARS.slice(0, 1))));
  assert.equal(tokens.scope, `openid email ${CALENDARS[0]}`);
  assert.match(tokens.refresh_token ?? '', /^1\/\//);
  const withheld = await client.getToken(codeOf(await decide(sandbox, url, { withhold: 'refresh_token' }, CALENDARS)));
  assert.equal(withheld.tokens.refresh_token, undefined);
  const refused = await decide(sandbox, url, { decision: 'deny' });
  assert.deepEqual([refused.searchParams.get('error'), refused.searchParams.get('code'), refused.searchParams.get('state')], ['access_denied', null, 's']);
});

test('a refresh token comes the first time and with prompt=consent, and no other time', async (t) => {
  const { sandbox, client } = await begun(t);
  const refreshed = async (options: object) => {
    const url = client.generateAuthUrl({ scope: CALENDARS, ...options });
    const { tokens } = await client.getToken(codeOf(await decide(sandbox, url, {})));
    return tokens.refresh_token !== undefined;
  };
  assert.equal(await refreshed({}), false);
  assert.equal(await refreshed({ access_type: 'offline' }), true);
  assert.equal(await refreshed({ access_type: 'offline' }), false);
  assert.equal(await refreshed({ access_type: 'offline', prompt: 'consent' }), true);
});

test('the refresh token of a consent is one like any other', async (t) => {
  const { sandbox, client } = await begun(t);
  const url = client.generateAuthUrl({ scope: CALENDARS, access_type: 'offline' });
  const { tokens } = await client.getToken(codeOf(await decide(sandbox, url, {})));
  client.setCredentials({ refresh_token: tokens.refresh_token ?? '' });
  const { token } = await client.getAccessToken();
  const listed = await call(sandbox, 'GET', '/calendar/v3/users/me/calendarList', { token: token ?? '' });
  assert.equal(listed.status, 403, 'the list is another scope');
});

test('a code is good once, in time, for its client, its address and its verifier', async (t) => {
  const { sandbox, client } = await begun(t);
  await control(sandbox, 'POST', '/google/clients', { clientId: 'other', clientSecret: 'secret' });
  const { codeVerifier, codeChallenge } = await client.generateCodeVerifierAsync();
  const proof = { code_challenge: codeChallenge ?? '', code_challenge_method: CodeChallengeMethod.S256 };
  const fresh = async () => codeOf(await decide(sandbox, client.generateAuthUrl({ scope: CALENDARS, ...proof }), {}));
  const redeem = async (changes: Record<string, string>) => {
    const form = { grant_type: 'authorization_code', client_id: clientId, client_secret: clientSecret, redirect_uri: BACK, code_verifier: codeVerifier };
    const { status, body } = await call(sandbox, 'POST', '/token', { form: { ...form, ...changes } });
    return status === 200 ? 'tokens' : body.error;
  };
  const code = await fresh();
  assert.deepEqual([await redeem({ code }), await redeem({ code })], ['tokens', 'invalid_grant']);
  assert.equal(await redeem({ code: await fresh(), code_verifier: 'x'.repeat(43) }), 'invalid_grant');
  assert.equal(await redeem({ code: await fresh(), client_id: 'other', client_secret: 'secret' }), 'invalid_grant');
  assert.equal(await redeem({ code: await fresh(), redirect_uri: 'https://evil.example/' }), 'redirect_uri_mismatch');
  assert.equal(await redeem({ code: '4/nobody' }), 'invalid_grant');
  const late = await fresh();
  sandbox.advance(600);
  assert.equal(await redeem({ code: late }), 'invalid_grant');
});

test('what is wrong with the request is shown to the person, and never sent back', async (t) => {
  const { sandbox, client } = await begun(t);
  await control(sandbox, 'POST', '/google/clients', { clientId: 'strict', clientSecret: 's', redirectUris: [BACK] });
  const url = new URL(client.generateAuthUrl({ scope: CALENDARS }));
  for (const [name, value, error] of [
    ['client_id', 'nobody', 'invalid_client'],
    ['redirect_uri', 'desk.example', 'redirect_uri_mismatch'],
    ['response_type', 'token', 'unsupported_response_type'],
    ['scope', '', 'invalid_scope'],
    ['code_challenge', 'x', 'invalid_request'],
  ] as const) {
    const asked = new URL(url);
    asked.searchParams.set(name, value);
    const answer = await fetch(asked, { redirect: 'manual' });
    assert.ok(answer.status === 400 && (await answer.text()).includes(error), name);
  }
  url.searchParams.set('client_id', 'strict');
  assert.equal((await fetch(url)).status, 200);
  url.searchParams.set('redirect_uri', `${BACK}/`);
  assert.equal((await fetch(url)).status, 400);
});

test('what is asked for is shown as text', async (t) => {
  const { client } = await begun(t);
  const page = await (await fetch(client.generateAuthUrl({ scope: CALENDARS, state: '"><script>alert(1)</script>' }))).text();
  assert.ok(!page.includes('<script>'), page);
});
