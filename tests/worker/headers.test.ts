/** Every header that a handler reads, sent to the module that is deployed: the edge carries only those of the list in `http::headers`. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, test } from 'node:test';
import twilio from 'twilio';
import { DEMO_TWILIO } from '../../sandbox/demo.ts';
import { CHECK, freshNumber, problem, start, toolCalls, TWILIO, workday } from './fixture.ts';

const ORIGIN = 'https://frontdesk.example.com';
const SECRET = 'a-secret-of-the-platform-for-its-webhooks';
const SIGNING = 'a-signing-secret-of-the-platform-for-webhooks';

const frontdesk = await start(
  { after },
  { plain: true, vars: { PUBLIC_URL: ORIGIN, VAPI_AUTH: 'secret', VAPI_SECRETS: SECRET, VAPI_HMAC_SECRETS: SIGNING, VAPI_SECRET_HEADER: 'x-own-secret' } },
);
const clinic = await frontdesk.clinic();

test('Authorization and Content-Type', async () => {
  const org = await frontdesk.call('GET', '/api/org', { token: clinic.admin });
  assert.deepEqual([org.status, org.body.id], [200, clinic.id]);
  problem(await frontdesk.call('GET', '/api/org'), 401, 'unauthorized');
  const headers = { 'content-type': 'text/plain' };
  const typed = await frontdesk.call('PATCH', '/api/org', { token: clinic.admin, json: {}, headers });
  problem(typed, 415, 'unsupported_media_type');
});

test('Idempotency-Key', async () => {
  const headers = { 'idempotency-key': 'a-key-of-the-client' };
  const json = { start: `${workday()}T10:00`, patient_name: 'Walk In', phone: freshNumber() };
  const book = (changes: object = {}) =>
    frontdesk.call('POST', '/api/appointments', { token: clinic.admin, headers, json: { ...json, ...changes } });
  const [first, second] = [await book(), await book()];
  assert.deepEqual([first.status, second.status, second.body.id], [201, 201, first.body.id], second.text);
  problem(await book({ start: `${workday()}T11:00` }), 409, 'key_reused');
  const path = `/api/appointments/${first.body.id}`;
  problem(await frontdesk.call('PATCH', path, { token: clinic.admin, headers, json: { notes: 'By the door' } }), 409, 'key_reused');
  problem(await frontdesk.call('DELETE', path, { token: clinic.admin, headers }), 409, 'key_reused');
});

test('X-Twilio-Signature', async () => {
  await frontdesk.done('PUT', '/api/integrations/twilio', { token: clinic.admin, json: TWILIO });
  const path = `/api/twilio/inbound?org=${clinic.id}`;
  const signature = twilio.getExpectedTwilioSignature(DEMO_TWILIO.authToken, ORIGIN + path, { Body: 'Hello' });
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
  assert.equal((await frontdesk.call('POST', path, { body: 'Body=Hello', headers })).status, 200);
});

test("Vapi's secrets and signatures, under names of a clinic's own too", async () => {
  const body = JSON.stringify(toolCalls(clinic.number, { date: workday() }));
  const now = String(Math.floor(Date.now() / 1000));
  const signed = createHmac('sha256', SIGNING).update(`${now}.${body}`).digest('hex');
  const proofs: Record<string, string>[] = [
    { 'x-vapi-secret': SECRET },
    { authorization: `Bearer ${SECRET}` },
    { 'x-own-secret': SECRET },
    { 'x-signature': signed, 'x-timestamp': now },
  ];
  for (const headers of proofs) {
    assert.equal((await frontdesk.call('POST', CHECK, { body, headers })).status, 200, Object.keys(headers).join());
  }
  problem(await frontdesk.call('POST', CHECK, { body }), 401, 'unauthorized');
  const own = { signature_header: 'x-clinic-sig', timestamp_header: 'x-clinic-time' };
  const json = { signing_secrets: [`${SIGNING}-own`], signing: own };
  await frontdesk.done('PUT', '/api/integrations/vapi', { token: clinic.admin, json });
  const tag = createHmac('sha256', `${SIGNING}-own`).update(`${now}.${body}`).digest('hex');
  const headers = { 'x-clinic-sig': tag, 'x-clinic-time': now };
  assert.equal((await frontdesk.call('POST', CHECK, { body, headers })).status, 200);
});

test('answers of the API are neither stored nor sniffed', async () => {
  for (const [path, status] of [['/api/org', 200], ['/api/nowhere', 404]] as const) {
    const { status: got, headers } = await frontdesk.call('GET', path, { token: clinic.admin });
    const protection = [headers.get('cache-control'), headers.get('x-content-type-options')];
    assert.deepEqual([got, ...protection], [status, 'no-store', 'nosniff'], path);
  }
});
