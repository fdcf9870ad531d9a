/** Sending texts: Twilio's own client, the magic numbers, and each refusal with the vendor's code. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import twilio from 'twilio';
import { DEMO_TWILIO } from '../../sandbox/demo.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { ACCOUNT, TWILIO_BASIC, call, control, sandboxFor, type Answer } from './fixture.ts';

const { accountSid, authToken, fromNumber } = DEMO_TWILIO;
const TO = '+12025550123';
const SERVICE = `MG${'5e'.repeat(16)}`;

function sdkFor(sandbox: Sandbox) {
  const client = twilio(accountSid, authToken);
  client.api.baseUrl = sandbox.url;
  return client;
}

function send(sandbox: Sandbox, form: Record<string, string>): Promise<Answer> {
  return call(sandbox, 'POST', `${ACCOUNT}/Messages.json`, { basic: TWILIO_BASIC, form });
}

test("Twilio's client sends, fetches and lists", async (t) => {
  const sandbox = await sandboxFor(t);
  const client = sdkFor(sandbox);
  const sent = await client.messages.create({
    to: TO,
    from: fromNumber,
    body: 'See you on Thursday & bring + sign',
  });
  assert.match(sent.sid, /^SM[0-9a-f]{32}$/);
  assert.deepEqual([sent.status, sent.direction, sent.errorCode], ['queued', 'outbound-api', null]);
  const fetched = await client.messages(sent.sid).fetch();
  assert.equal(fetched.body, 'See you on Thursday & bring + sign');
  assert.deepEqual(fetched.dateCreated, sent.dateCreated);
  const listed = await client.messages.list({ to: TO, limit: 5 });
  assert.deepEqual(
    listed.map(({ sid }) => sid),
    [sent.sid],
  );
});

test("Twilio's client deletes a text whose fate is known, and no other", async (t) => {
  const sandbox = await sandboxFor(t);
  const client = sdkFor(sandbox);
  const { sid } = await client.messages.create({ to: TO, from: fromNumber, body: 'See you' });
  await assert.rejects(client.messages(sid).remove(), (error: any) => error.status === 409 && error.code === 20009);
  await control(sandbox, 'POST', `/twilio/messages/${sid}/status`, { status: 'delivered' });
  assert.equal(await client.messages(sid).remove(), true);
  await assert.rejects(client.messages(sid).fetch(), (error: any) => error.status === 404);
  await assert.rejects(client.messages(sid).remove(), (error: any) => error.status === 404 && error.code === 20404);
});

test("errors reach Twilio's client with code, status and link", async (t) => {
  const client = sdkFor(await sandboxFor(t));
  await assert.rejects(
    client.messages.create({ to: '+15005550009', from: fromNumber, body: 'x' }),
    (error: any) => {
      assert.deepEqual(
        [error.status, error.code, error.moreInfo],
        [400, 21614, 'https://www.twilio.com/docs/errors/21614'],
      );
      return true;
    },
  );
});

const GOOD = { To: TO, From: fromNumber, Body: 'Hello' };
const REFUSED: [what: string, change: Record<string, string>, code: number][] = [
  ['no To', { To: '' }, 21604],
  ['a To that is no number', { To: 'banana' }, 21211],
  ['a To without plus', { To: '12025550123' }, 21211],
  ['magic To 1: invalid', { To: '+15005550001' }, 21211],
  ['magic To 2: unroutable', { To: '+15005550002' }, 21612],
  ['magic To 3: region', { To: '+15005550003' }, 21408],
  ['magic To 4: opted out', { To: '+15005550004' }, 21610],
  ['magic To 9: no mobile', { To: '+15005550009' }, 21614],
  ['no sender', { From: '' }, 21603],
  ['a From that is no number', { From: 'constructor' }, 21212],
  ['magic From 1: invalid', { From: '+15005550001' }, 21212],
  ['magic From 7: not owned', { From: '+15005550007' }, 21606],
  ['magic From 8: queue full', { From: '+15005550008' }, 21611],
  ["somebody else's number", { From: '+12025550199' }, 21606],
  ['no body', { Body: '' }, 21602],
  ['a body of 1601', { Body: 'x'.repeat(1601) }, 21617],
  ['an unknown service', { From: '', MessagingServiceSid: SERVICE }, 21705],
  ['a callback that is no URL', { StatusCallback: 'callback' }, 21609],
  ['a callback host with underscore', { StatusCallback: 'https://a_b.example.com/' }, 21609],
];

for (const [what, change, code] of REFUSED) {
  test(`${what}: 400 ${code}, and nothing is sent`, async (t) => {
    const sandbox = await sandboxFor(t);
    const { status, body } = await send(sandbox, { ...GOOD, ...change });
    assert.deepEqual([status, body.code, body.status], [400, code, 400]);
    assert.equal(body.more_info, `https://www.twilio.com/docs/errors/${code}`);
    assert.deepEqual(sandbox.state.twilio.messages, {});
  });
}

test('a recipient who opted out is refused until they opt in', async (t) => {
  const sandbox = await sandboxFor(t);
  const path = `/twilio/accounts/${accountSid}/opt-outs/${encodeURIComponent(TO)}`;
  await control(sandbox, 'PUT', path);
  assert.equal((await send(sandbox, GOOD)).body.code, 21610);
  await control(sandbox, 'DELETE', path);
  assert.equal((await send(sandbox, GOOD)).status, 201);
});

test('a trial account writes to verified numbers only', async (t) => {
  const sandbox = await sandboxFor(t);
  await control(sandbox, 'PUT', `/twilio/accounts/${accountSid}`, {
    type: 'Trial',
    verifiedNumbers: ['+12025550111'],
  });
  assert.equal((await send(sandbox, GOOD)).body.code, 21608);
  assert.equal((await send(sandbox, { ...GOOD, To: '+12025550111' })).status, 201);
});

test('a messaging service accepts first and picks the sender later', async (t) => {
  const sandbox = await sandboxFor(t);
  await control(sandbox, 'PUT', `/twilio/accounts/${accountSid}/messaging-services/${SERVICE}`, {
    sender: fromNumber,
  });
  const { status, body } = await send(sandbox, { To: TO, MessagingServiceSid: SERVICE, Body: 'Hello' });
  assert.deepEqual(
    [status, body.status, body.from, body.messaging_service_sid],
    [201, 'accepted', null, SERVICE],
  );
  await control(sandbox, 'POST', `/twilio/messages/${body.sid}/status`, { status: 'sent' });
  const later = await call(sandbox, 'GET', `${ACCOUNT}/Messages/${body.sid}.json`, { basic: TWILIO_BASIC });
  assert.equal(later.body.from, fromNumber);
});

test('only forms are taken', async (t) => {
  const sandbox = await sandboxFor(t);
  const { status, body } = await call(sandbox, 'POST', `${ACCOUNT}/Messages.json`, {
    basic: TWILIO_BASIC,
    json: GOOD,
  });
  assert.deepEqual([status, body.code], [415, undefined]);
});

const LENGTHS: [what: string, body: string, segments: string][] = [
  ['160 plain', 'a'.repeat(160), '1'],
  ['161 plain', 'a'.repeat(161), '2'],
  ['80 euro signs (two places each)', '€'.repeat(80), '1'],
  ['81 euro signs', '€'.repeat(81), '2'],
  ['70 of another script', 'ж'.repeat(70), '1'],
  ['71 of another script', 'ж'.repeat(71), '2'],
];

for (const [what, body, segments] of LENGTHS) {
  test(`${what}: ${segments} segment(s)`, async (t) => {
    const answer = await send(await sandboxFor(t), { ...GOOD, Body: body });
    assert.equal(answer.body.num_segments, segments);
  });
}

async function notFoundCode(t: TestContext, path: string): Promise<[number, number]> {
  const { status, body } = await call(await sandboxFor(t), 'GET', path, { basic: TWILIO_BASIC });
  return [status, body.code];
}

test('an unknown message and an unknown path are 20404', async (t) => {
  assert.deepEqual(await notFoundCode(t, `${ACCOUNT}/Messages/SM${'0'.repeat(32)}.json`), [404, 20404]);
  assert.deepEqual(await notFoundCode(t, `${ACCOUNT}/Nothing.json`), [404, 20404]);
});
