/**
 * What somebody can cause who proves nothing, on the runtime: how much of a body is taken before the answer, and what is asked of KV, D1 and
 * objects. A test that sends a head and no body hangs if the Worker waits for the body.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { CHECK, freshNumber, start, startIsolates, toolCalls, workday, type Calls } from './fixture.ts';
import { sendTo, type Sending } from './sending.ts';

const MIB = 1024 * 1024;
const SECRET = 'a-secret-of-the-platform-for-its-webhooks';
const OWN = 'a-secret-of-the-clinic-for-its-webhooks';
const vars = {
  VAPI_AUTH: 'secret',
  VAPI_SECRETS: SECRET,
  VAPI_HMAC_SECRETS: 'a-signing-secret-of-the-platform-for-webhooks',
  PUBLIC_URL: 'https://frontdesk.example.com',
};
const JUNK = { 'x-vapi-secret': 'a-junk-secret-of-nobody' };
const FORGED = { 'x-signature': '0'.repeat(64), 'x-timestamp': String(Math.floor(Date.now() / 1000)) };

const plain = await start({ after }, { plain: true, vars });

/** The answer to a head of which the body never comes. */
const head = (path: string, headers: Record<string, string | number>, more: Sending = {}) =>
  sendTo(plain.url, Buffer.alloc(0), { path, headers, whole: false, ...more });

const codeOf = ({ status, text }: { status?: number; text: string }) => [status, JSON.parse(text).code];

test('without a body that is needed, the answer does not wait for one', { timeout: 30_000 }, async (t) => {
  const small = { 'content-length': 1000 };
  const large = { 'content-length': 8 * MIB };
  const org = randomUUID();
  const cases: [what: string, path: string, headers: Record<string, string | number>, status: number, code: string][] = [
    ['a webhook without credentials', CHECK, small, 401, 'unauthorized'],
    ['a webhook in chunks without credentials', CHECK, {}, 401, 'unauthorized'],
    ['a junk secret before more than anybody takes', CHECK, { ...large, ...JUNK }, 401, 'unauthorized'],
    ['a forged signature before more than anybody takes', CHECK, { ...large, ...FORGED }, 401, 'unauthorized'],
    ["the platform's secret before more than anybody takes", CHECK, { ...large, 'x-vapi-secret': SECRET }, 413, 'too_large'],
    ['an admin without a token', '/api/inbound/phone-mappings', small, 401, 'unauthorized'],
    ['an admin with a bad one', '/api/org', { ...large, authorization: 'Bearer no.valid.token' }, 401, 'unauthorized'],
    ['a callback without a signature', `/api/twilio/inbound?org=${org}`, small, 403, 'forbidden'],
    ['what cannot be a signature', `/api/twilio/inbound?org=${org}`, { ...small, 'x-twilio-signature': 'x' }, 403, 'forbidden'],
    ['a path of nobody', '/api/nowhere', small, 404, 'not_found'],
  ];
  for (const [what, path, headers, status, code] of cases) {
    await t.test(what, async () => {
      const method = path === '/api/org' ? 'PATCH' : 'POST';
      assert.deepEqual(codeOf(await head(path, headers, { method })), [status, code]);
    });
  }
});

test('of a body without a length no more is taken than a webhook may have', { timeout: 30_000 }, async () => {
  for (const [headers, status, code] of [[JUNK, 401, 'unauthorized'], [{ 'x-vapi-secret': SECRET }, 413, 'too_large']] as const) {
    const answer = await sendTo(plain.url, Buffer.alloc(MIB + 1, ' '), { path: CHECK, headers, whole: false });
    assert.deepEqual(codeOf(answer), [status, code]);
  }
});

test('bodies that are proven are read whole, announced or in chunks', async () => {
  const clinic = await plain.clinic();
  const body = Buffer.from(JSON.stringify(toolCalls(clinic.number, { date: workday() }, { artifact: 'x'.repeat(300_000) })));
  for (const length of [{ 'content-length': body.length }, {}] as Record<string, number>[]) {
    const answer = await sendTo(plain.url, body, { path: CHECK, headers: { 'x-vapi-secret': SECRET, ...length } });
    assert.match(answer.text, /more than nine openings/);
  }
});

/** The most that an isolate asks D1 for strangers, before answers and behind them. */
const mostReads = (milliseconds: number) => 16 + (4 * milliseconds) / 1000;

test('strangers cost an isolate next to nothing', async (t) => {
  const [first, cold] = await startIsolates(t, 2, { vars });
  assert.ok(first && cold);
  const clinic = await first.clinic();
  await first.done('PUT', '/api/integrations/vapi', { token: clinic.admin, json: { webhook_secrets: [OWN] } });
  const json = (called: string | object) => toolCalls(called, { date: workday() });
  const ask = (called: string | object, headers: Record<string, string> = JUNK) =>
    cold.call('POST', CHECK, { json: json(called), headers });

  const began = Date.now();
  const costs: Calls[] = [];
  for (let n = 0; n < 150; n += 1) {
    const called = [clinic.number, freshNumber(), { id: randomUUID() }][n % 3] ?? clinic.number;
    const { status, observed } = await ask(called, { 'x-vapi-secret': randomUUID() });
    assert.equal(status, 401);
    costs.push(observed.altogether);
  }
  const sum = (of: (calls: Calls) => number) => costs.reduce((total, calls) => total + of(calls), 0);
  assert.ok(costs.every(({ kv, d1 }) => kv <= 1 && d1 <= 1), JSON.stringify(costs));
  assert.equal(sum(({ hops }) => hops), 0);
  assert.ok(sum(({ d1 }) => d1) <= mostReads(Date.now() - began), `${sum(({ d1 }) => d1)} reads of D1`);

  // Meanwhile everybody who can prove it is served.
  for (const secret of [SECRET, OWN]) {
    const { status, body } = await ask(clinic.number, { 'x-vapi-secret': secret });
    assert.equal(status, 200);
    assert.match(body.results[0].result, /more than nine openings/);
  }
});
