/** Faults per route: what the caller sees, and whether the work behind it was done. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { DEMO_TWILIO } from '../../sandbox/demo.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import {
  ACCOUNT,
  CALENDAR,
  TWILIO_BASIC,
  call,
  control,
  demoToken,
  reason,
  refreshForm,
  sandboxFor,
} from './fixture.ts';

const EVENT = {
  id: 'booking00001',
  start: { dateTime: '2026-12-03T10:00:00-05:00' },
  end: { dateTime: '2026-12-03T10:30:00-05:00' },
};
const TEXT = { To: '+12025550123', From: DEMO_TWILIO.fromNumber, Body: 'Hello' };

async function withToken(t: TestContext) {
  const sandbox = await sandboxFor(t);
  const token = await demoToken(sandbox);
  const insert = () => call(sandbox, 'POST', `${CALENDAR}/events`, { token, json: EVENT });
  const stored = async (): Promise<boolean> =>
    (await call(sandbox, 'GET', `${CALENDAR}/events/booking00001`, { token })).status === 200;
  return { sandbox, token, insert, stored };
}

const send = (sandbox: Sandbox) =>
  call(sandbox, 'POST', `${ACCOUNT}/Messages.json`, { basic: TWILIO_BASIC, form: TEXT });
const sentCount = (sandbox: Sandbox) => Object.keys(sandbox.state.twilio.messages).length;
const fault = (sandbox: Sandbox, spec: object) => control(sandbox, 'POST', '/faults', spec);

test('a status answers in the vendor shape, does no work, and ends after its times', async (t) => {
  const { sandbox, insert, stored } = await withToken(t);
  await fault(sandbox, { route: 'google.events.insert', status: 503, times: 2 });
  assert.deepEqual(reason(await insert()), [503, 'backendError']);
  assert.deepEqual(reason(await insert()), [503, 'backendError']);
  assert.equal(await stored(), false);
  assert.equal((await insert()).status, 200);
});

const SHAPES: [route: string, spec: object, status: number, seen: string | number][] = [
  ['google.events.insert', { status: 401 }, 401, 'authError'],
  ['google.events.insert', { status: 403 }, 403, 'rateLimitExceeded'],
  ['google.events.insert', { status: 403, reason: 'quotaExceeded' }, 403, 'quotaExceeded'],
  [
    'google.events.insert',
    { status: 403, reason: 'forbiddenForServiceAccounts' },
    403,
    'forbiddenForServiceAccounts',
  ],
  ['google.events.insert', { status: 404 }, 404, 'notFound'],
  ['google.events.insert', { status: 410, reason: 'fullSyncRequired' }, 410, 'fullSyncRequired'],
  ['google.events.insert', { status: 429 }, 429, 'rateLimitExceeded'],
  ['google.events.insert', { status: 500 }, 500, 'backendError'],
  ['google.*', { status: 502 }, 502, 'backendError'],
  ['*', { status: 504 }, 504, 'backendError'],
  ['google.token', { status: 400 }, 400, 'invalid_grant'],
  ['google.token', { status: 401 }, 401, 'invalid_client'],
  ['google.token', { status: 400, reason: 'invalid_scope' }, 400, 'invalid_scope'],
  ['google.token', { status: 503 }, 503, 'internal_failure'],
  ['twilio.messages.create', { status: 429 }, 429, 20429],
  ['twilio.messages.create', { status: 401 }, 401, 20003],
  ['twilio.messages.create', { status: 400, code: 21635 }, 400, 21635],
  ['twilio.messages.create', { status: 500 }, 500, 20500],
];

for (const [route, spec, status, seen] of SHAPES) {
  test(`${route} ${JSON.stringify(spec)}: ${status} ${seen}`, async (t) => {
    const { sandbox, insert } = await withToken(t);
    await fault(sandbox, { route, ...spec });
    const { body, ...answer } = route.startsWith('twilio.')
      ? await send(sandbox)
      : route === 'google.token'
        ? await call(sandbox, 'POST', '/token', { form: refreshForm() })
        : await insert();
    assert.deepEqual(
      [answer.status, body.code ?? body.error?.errors?.[0].reason ?? body.error],
      [status, seen],
    );
    assert.equal(sentCount(sandbox), 0);
  });
}

test('own body and headers; a text body goes out as it is', async (t) => {
  const { sandbox, insert } = await withToken(t);
  const headers = { 'Retry-After': '7', 'Content-Type': 'text/html' };
  await fault(sandbox, { route: 'google.events.insert', status: 503, body: '<html>', headers, times: 1 });
  const page = await insert();
  const seen = [page.body, page.headers.get('retry-after'), page.headers.get('content-type')];
  assert.deepEqual(seen, ['<html>', '7', 'text/html']);
});

test('a body without status replaces the true answer: a lying 200', async (t) => {
  const { sandbox, insert, stored } = await withToken(t);
  await fault(sandbox, { route: 'google.events.insert', body: { id: 'something else' } });
  const { status, body } = await insert();
  assert.deepEqual([status, body, await stored()], [200, { id: 'something else' }, true]);
});

test('drop before cuts the connection without the work, drop after with it', async (t) => {
  const { sandbox, insert, stored } = await withToken(t);
  await fault(sandbox, { route: 'google.events.insert', drop: 'before', times: 1 });
  await fault(sandbox, { route: 'google.events.insert', drop: 'after', times: 1 });
  await assert.rejects(insert(), TypeError);
  assert.equal(await stored(), false);
  await assert.rejects(insert(), TypeError);
  assert.equal(await stored(), true);
  assert.deepEqual(reason(await insert()), [409, 'duplicate']);
  const calls = sandbox.requests.list('google.events.insert').map(({ status, dropped }) => [status, dropped]);
  assert.deepEqual(calls, [
    [null, 'before'],
    [null, 'after'],
    [409, null],
  ]);
});

test('afterWork: a 5xx although the message was sent', async (t) => {
  const sandbox = await sandboxFor(t);
  await fault(sandbox, { route: 'twilio.messages.create', status: 500, afterWork: true, times: 1 });
  assert.equal((await send(sandbox)).status, 500);
  assert.equal(sentCount(sandbox), 1);
});

test('broken JSON: a true answer cut in half under a true length', async (t) => {
  const { sandbox, insert, stored } = await withToken(t);
  await fault(sandbox, { route: 'google.events.insert', brokenJson: true, times: 1 });
  const { status, body } = await insert();
  assert.deepEqual([status, typeof body, await stored()], [200, 'string', true]);
  assert.throws(() => JSON.parse(body), SyntaxError);
});

test('a held request waits, before the work, until it is released', async (t) => {
  const { sandbox, insert, stored } = await withToken(t);
  await fault(sandbox, { route: 'google.events.insert', hold: true, times: 1 });
  const held = insert();
  const { held: routes } = await control(sandbox, 'GET', '/held?atLeast=1');
  assert.deepEqual([routes, await stored()], [['google.events.insert'], false]);
  assert.equal(sandbox.requests.list('google.events.insert')[0]?.status, null);
  assert.deepEqual(await control(sandbox, 'POST', '/release', { route: 'twilio.*' }), { released: 0 });
  assert.deepEqual(await control(sandbox, 'POST', '/release', {}), { released: 1 });
  assert.equal((await held).status, 200);
});

test('a request held after the work lets a client time out on a done deed', async (t) => {
  const { sandbox, token, stored } = await withToken(t);
  await fault(sandbox, { route: 'google.events.insert', hold: true, drop: 'after' });
  const aborter = new AbortController();
  const headers = { authorization: `Bearer ${token}` };
  const url = `${sandbox.url}${CALENDAR}/events`;
  const given = fetch(url, { method: 'POST', headers, body: JSON.stringify(EVENT), signal: aborter.signal });
  await sandbox.faults.untilHeld(1);
  aborter.abort();
  await assert.rejects(given, { name: 'AbortError' });
  assert.equal(await stored(), true);
});

test('a delay ends early on release', async (t) => {
  const { sandbox, insert } = await withToken(t);
  await fault(sandbox, { route: 'google.events.insert', delayMs: 3_600_000 });
  const slow = insert();
  await sandbox.faults.untilHeld(1);
  await control(sandbox, 'DELETE', '/faults');
  assert.equal((await slow).status, 200);
});

test('skip lets calls pass first; faults are listed and cleared', async (t) => {
  const sandbox = await sandboxFor(t);
  await fault(sandbox, { route: 'twilio.messages.create', status: 429, skip: 1, times: 1 });
  const { faults } = await control(sandbox, 'GET', '/faults');
  assert.deepEqual(faults, [{ id: 1, route: 'twilio.messages.create', status: 429, skip: 1, times: 1 }]);
  const statuses = [await send(sandbox), await send(sandbox), await send(sandbox)].map(
    ({ status }) => status,
  );
  assert.deepEqual(statuses, [201, 429, 201]);
  await fault(sandbox, { route: '*', status: 500 });
  await control(sandbox, 'DELETE', '/faults');
  assert.equal((await send(sandbox)).status, 201);
});

const BAD: [what: string, spec: object][] = [
  ['no route', { status: 500 }],
  ['an unknown route', { route: 'google.freebusy', status: 500 }],
  ['an unknown field', { route: '*', stauts: 500 }],
  ['an inherited name as field', { route: '*', constructor: 1 }],
  ['a status that is no status', { route: '*', status: 42 }],
  ['a drop at the wrong time', { route: '*', drop: 'during' }],
  ['times of zero', { route: '*', times: 0 }],
  ['headers that are no text', { route: '*', headers: { 'retry-after': 7 } }],
];

for (const [what, spec] of BAD) {
  test(`a fault with ${what} is refused`, async (t) => {
    const sandbox = await sandboxFor(t);
    assert.equal((await call(sandbox, 'POST', '/_sandbox/faults', { json: spec })).status, 400);
    assert.deepEqual(sandbox.faults.list(), []);
  });
}
