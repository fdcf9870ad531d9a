/** The control API: the record of calls, the page, reset, clock, strict input, and no secret anywhere. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { DEMO_GOOGLE, DEMO_TWILIO } from '../../sandbox/demo.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import {
  ACCOUNT,
  CALENDAR,
  NOW,
  TWILIO_BASIC,
  call,
  control,
  demoToken,
  reason,
  refreshForm,
  sandboxFor,
} from './fixture.ts';

test('calls are recorded with route, parsed body and status, and counted per route', async (t) => {
  const sandbox = await sandboxFor(t);
  const token = await demoToken(sandbox);
  const json = { timeMin: '2026-12-01T00:00:00Z', timeMax: '2026-12-02T00:00:00Z', items: [] };
  await call(sandbox, 'POST', '/calendar/v3/freeBusy', { token, json });
  await call(sandbox, 'GET', '/calendar/v3/colors?x=1', { token });
  const { counts, requests } = await control(sandbox, 'GET', '/requests');
  assert.deepEqual(counts, { 'google.token': 1, 'google.freeBusy': 1, unknown: 1 });
  const { id, at, ...freeBusy } = requests[1];
  assert.deepEqual([id, at], [2, '2026-12-01T15:00:00.000Z']);
  const place = { route: 'google.freeBusy', method: 'POST', path: '/calendar/v3/freeBusy', query: {} };
  assert.deepEqual(freeBusy, { ...place, body: json, status: 200, dropped: null });
  const filtered = await control(sandbox, 'GET', '/requests?route=unknown');
  assert.deepEqual(
    filtered.requests.map(({ status, query }: any) => [status, query]),
    [[404, { x: '1' }]],
  );
  await control(sandbox, 'DELETE', '/requests');
  assert.deepEqual(await control(sandbox, 'GET', '/requests'), { counts: {}, requests: [] });
});

test('neither record nor state nor page shows a secret', async (t) => {
  const sandbox = await sandboxFor(t);
  const token = await demoToken(sandbox);
  await call(sandbox, 'GET', `${ACCOUNT}.json`, { basic: TWILIO_BASIC });
  await call(sandbox, 'POST', `/revoke?token=${token}`);
  await demoToken(sandbox);
  const live = Object.keys(sandbox.state.google.accessTokens);
  assert.equal(live.length, 0, 'the grant is revoked');
  const shown = await Promise.all(['/requests', '/state', '/'].map((path) => control(sandbox, 'GET', path)));
  const secrets = [
    DEMO_GOOGLE.clientSecret,
    DEMO_GOOGLE.refreshToken,
    token,
    Buffer.from(TWILIO_BASIC).toString('base64'),
  ];
  for (const secret of secrets)
    assert.equal(JSON.stringify(shown).includes(secret), false, secret.slice(0, 4));
  assert.equal(JSON.stringify(shown).includes(`"authToken"`), false);
});

test('live tokens are masked in the state', async (t) => {
  const sandbox = await sandboxFor(t);
  const token = await demoToken(sandbox);
  const { google } = await control(sandbox, 'GET', '/state');
  assert.equal(google.accessTokens[0].token, `…${token.slice(-4)}`);
});

test('the page shows what there is, escaped, without outside assets', async (t) => {
  const sandbox = await sandboxFor(t);
  await control(sandbox, 'POST', `/google/calendars/${DEMO_GOOGLE.calendarId}/events`, {
    summary: '<b>Crown & bridge</b>',
    start: '2026-12-01T17:00:00',
    end: '2026-12-01T18:00:00',
  });
  const form = { To: '+12025550123', From: DEMO_TWILIO.fromNumber, Body: 'See you <soon>' };
  await call(sandbox, 'POST', `${ACCOUNT}/Messages.json`, { basic: TWILIO_BASIC, form });
  const { headers, body } = await call(sandbox, 'GET', '/_sandbox/');
  assert.match(headers.get('content-type') ?? '', /^text\/html/);
  for (const text of [
    '&lt;b&gt;Crown &amp; bridge',
    'See you &lt;soon&gt;',
    DEMO_TWILIO.fromNumber,
    'twilio.messages.create',
  ]) {
    assert.ok(body.includes(text), text);
  }
  assert.doesNotMatch(body, /<script|src=|https?:\/\//);
});

test('reset brings the demo data back, or nothing at all', async (t) => {
  const sandbox = await sandboxFor(t);
  const { state } = sandbox;
  await control(sandbox, 'DELETE', `/google/calendars/${DEMO_GOOGLE.calendarId}`);
  await control(sandbox, 'POST', '/faults', { route: '*', status: 500 });
  await control(sandbox, 'POST', '/clock', { advanceSeconds: 60 });
  await control(sandbox, 'POST', '/reset', {});
  assert.equal(sandbox.now(), NOW);
  assert.ok(state.google.calendars[DEMO_GOOGLE.calendarId], 'the reference taken before stays valid');
  assert.equal((await call(sandbox, 'POST', '/token', { form: refreshForm() })).status, 200);
  await control(sandbox, 'POST', '/reset', { demo: false });
  assert.deepEqual([state.google.calendars, state.twilio.accounts], [{}, {}]);
});

test('the clock can be moved from outside', async (t) => {
  const sandbox = await sandboxFor(t);
  const token = await demoToken(sandbox);
  assert.deepEqual(await control(sandbox, 'POST', '/clock', { advanceSeconds: 3599 }), {
    now: '2026-12-01T15:59:59.000Z',
  });
  assert.deepEqual(reason(await call(sandbox, 'GET', `${CALENDAR}/events`, { token })), [401, 'authError']);
});

test('a person can add, move and delete events', async (t) => {
  const sandbox = await sandboxFor(t);
  const path = `/google/calendars/${DEMO_GOOGLE.calendarId}/events`;
  const added = await control(sandbox, 'POST', path, {
    start: '2026-12-01T17:00:00',
    end: '2026-12-01T18:00:00',
  });
  const moved = await control(sandbox, 'PATCH', `${path}/${added.id}`, {
    start: '2026-12-05',
    end: '2026-12-06',
  });
  assert.deepEqual([moved.start, moved.end], [{ date: '2026-12-05' }, { date: '2026-12-06' }]);
  assert.notEqual(moved.etag, added.etag);
  await control(sandbox, 'DELETE', `${path}/${added.id}`);
  assert.equal(sandbox.state.google.calendars[DEMO_GOOGLE.calendarId]?.events[added.id]?.status, 'cancelled');
});

const BAD: [what: string, method: string, path: string, json: unknown][] = [
  ['a misspelt field', 'POST', '/clock', { advanceSecond: 1 }],
  ['text for a number', 'POST', '/clock', { advanceSeconds: '1' }],
  ['a body that is no object', 'POST', '/reset', [1]],
  ['text for a flag', 'POST', '/reset', { demo: 'yes' }],
  ['a key that is no key', 'POST', '/google/service-accounts', { email: 'a@example.com', publicKey: 'x' }],
  ['an unknown zone', 'PUT', '/google/calendars/new', { timeZone: 'Mars/Olympus' }],
  ['an unknown role', 'PUT', '/google/calendars/new', { access: { 'a@example.com': 'king' } }],
  ['an account SID that is none', 'PUT', '/twilio/accounts/AC1', { authToken: 'x' }],
  ['a new account without token', 'PUT', `/twilio/accounts/AC${'1'.repeat(32)}`, {}],
  [
    'an unknown kind of key',
    'PUT',
    `/twilio/accounts/${DEMO_TWILIO.accountSid}/keys/SK1`,
    { secret: 'x', kind: 'super' },
  ],
];

for (const [what, method, path, json] of BAD) {
  test(`${method} ${path} with ${what} is refused and changes nothing`, async (t) => {
    const sandbox = await sandboxFor(t);
    const before = JSON.stringify(sandbox.state);
    const { status, body } = await call(sandbox, method, `/_sandbox${path}`, { json });
    assert.deepEqual([status, typeof body.error], [400, 'string']);
    assert.ok(JSON.stringify(sandbox.state) === before, 'the state changed');
  });
}

test('unknown control routes and methods are told apart', async (t) => {
  const sandbox = await sandboxFor(t);
  assert.equal((await call(sandbox, 'GET', '/_sandbox/nothing')).status, 404);
  assert.equal((await call(sandbox, 'PUT', '/_sandbox/reset', { json: {} })).status, 405);
});

/** `fetch` does not let a caller set Host; plain HTTP does. */
function statusWith(sandbox: Sandbox, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers };
    request(`${sandbox.url}/_sandbox/reset`, options, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

test('pages of other sites cannot use the control API', async (t) => {
  const sandbox = await sandboxFor(t);
  assert.equal(await statusWith(sandbox, { origin: 'https://evil.example.com' }), 403);
  assert.equal(await statusWith(sandbox, { host: 'evil.example.com' }), 403);
  assert.equal(await statusWith(sandbox, { origin: sandbox.url }), 200);
});
