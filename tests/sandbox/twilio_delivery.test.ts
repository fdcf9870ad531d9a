/** The fate of messages by control call, and status callbacks that Twilio's own validator accepts. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import twilio from 'twilio';
import { DEMO_TWILIO } from '../../sandbox/demo.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { sign } from '../../sandbox/twilio/delivery.ts';
import { ACCOUNT, TWILIO_BASIC, call, control, sandboxFor } from './fixture.ts';

const ACCOUNT_SID = DEMO_TWILIO.accountSid;
const PERSON = '+12025550123';

interface Received {
  signature: string;
  fields: Record<string, string>;
}

/** A receiver of callbacks on loopback, and what it got. */
async function receiver(t: TestContext): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const fields = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    received.push({ signature: String(request.headers['x-twilio-signature']), fields });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/status?org=1`, received };
}

async function send(sandbox: Sandbox, callback?: string): Promise<string> {
  const form = { To: '+12025550123', From: DEMO_TWILIO.fromNumber, Body: 'Hello' };
  const withCallback = callback === undefined ? form : { ...form, StatusCallback: callback };
  const { body } = await call(sandbox, 'POST', `${ACCOUNT}/Messages.json`, {
    basic: TWILIO_BASIC,
    form: withCallback,
  });
  return body.sid;
}

test('a status change shows in the resource, with its error', async (t) => {
  const sandbox = await sandboxFor(t);
  const sid = await send(sandbox);
  const changed = await control(sandbox, 'POST', `/twilio/messages/${sid}/status`, {
    status: 'undelivered',
    errorCode: 30003,
  });
  assert.equal(changed.delivery, null);
  const { body } = await call(sandbox, 'GET', `${ACCOUNT}/Messages/${sid}.json`, { basic: TWILIO_BASIC });
  assert.deepEqual(
    [body.status, body.error_code, body.error_message, body.date_sent],
    ['undelivered', 30003, 'Unreachable destination handset', 'Tue, 01 Dec 2026 15:00:00 +0000'],
  );
});

test("a callback is signed so that Twilio's validator accepts it", async (t) => {
  const sandbox = await sandboxFor(t);
  const { url, received } = await receiver(t);
  const sid = await send(sandbox, url);
  const { delivery } = await control(sandbox, 'POST', `/twilio/messages/${sid}/status`, {
    status: 'delivered',
  });
  assert.deepEqual(delivery, { url, status: 204, body: '' });
  const [{ signature, fields } = { signature: '', fields: {} }] = received;
  assert.deepEqual(
    [fields.MessageSid, fields.MessageStatus, fields.SmsStatus],
    [sid, 'delivered', 'delivered'],
  );
  assert.equal(twilio.validateRequest(DEMO_TWILIO.authToken, signature, url, fields), true);
  assert.equal(twilio.validateRequest('another token', signature, url, fields), false);
});

test('a public callback address is signed, while the delivery stays on this machine', async (t) => {
  const sandbox = await sandboxFor(t);
  const { url, received } = await receiver(t);
  const publicUrl = 'https://frontdesk.example.com/twilio/status/abc';
  const sid = await send(sandbox, publicUrl);
  const refused = await call(sandbox, 'POST', `/_sandbox/twilio/messages/${sid}/status`, {
    json: { status: 'sent' },
  });
  assert.equal(refused.status, 400);
  await control(sandbox, 'POST', `/twilio/messages/${sid}/status`, { status: 'sent', deliverTo: url });
  assert.equal(received.length, 1);
  const [{ signature, fields } = { signature: '', fields: {} }] = received;
  assert.equal(twilio.validateRequest(DEMO_TWILIO.authToken, signature, publicUrl, fields), true);
});

test('a callback can be left out, and a dead receiver is reported', async (t) => {
  const sandbox = await sandboxFor(t);
  const sid = await send(sandbox, 'http://127.0.0.1:9/status');
  const quiet = await control(sandbox, 'POST', `/twilio/messages/${sid}/status`, {
    status: 'sent',
    callback: false,
  });
  assert.equal(quiet.delivery, null);
  const loud = await control(sandbox, 'POST', `/twilio/messages/${sid}/status`, { status: 'delivered' });
  assert.equal(typeof loud.delivery.error, 'string');
  assert.equal(loud.message.status, 'delivered');
});

test("a text that comes in posts the number's webhook, signed, and shows what it answered", async (t) => {
  const sandbox = await sandboxFor(t);
  const { url, received } = await receiver(t);
  const text = { accountSid: ACCOUNT_SID, from: PERSON, to: DEMO_TWILIO.fromNumber, body: 'Is there parking?' };
  const { delivery } = await control(sandbox, 'POST', '/twilio/inbound', { ...text, url });
  assert.deepEqual(delivery, { url, status: 204, body: '' });
  const [{ signature, fields } = { signature: '', fields: {} }] = received;
  assert.deepEqual(
    [fields.From, fields.To, fields.Body, fields.SmsStatus, fields.OptOutType],
    [PERSON, DEMO_TWILIO.fromNumber, 'Is there parking?', 'received', undefined],
  );
  assert.equal(twilio.validateRequest(DEMO_TWILIO.authToken, signature, url, fields), true);
  const refused = await call(sandbox, 'POST', '/_sandbox/twilio/inbound', {
    json: { ...text, url: 'https://frontdesk.example.com/api/twilio/inbound' },
  });
  assert.equal(refused.status, 400);
});

test('STOP blocks the sender at Twilio until START, and Advanced Opt-Out says so in the webhook', async (t) => {
  const sandbox = await sandboxFor(t);
  const { url, received } = await receiver(t);
  const form = { To: PERSON, From: DEMO_TWILIO.fromNumber, Body: 'Hello' };
  const attempt = async () =>
    (await call(sandbox, 'POST', `${ACCOUNT}/Messages.json`, { basic: TWILIO_BASIC, form })).body.code;
  const says = (body: string, more = {}) =>
    control(sandbox, 'POST', '/twilio/inbound', {
      ...{ accountSid: ACCOUNT_SID, from: PERSON, to: DEMO_TWILIO.fromNumber, body, url },
      ...more,
    });
  const steps: [body: string, more: { optOutType?: string }, code?: number][] = [
    [' stop ', {}, 21610],
    ['stop it', {}, 21610],
    ['unstop', {}],
    ['Adiós', { optOutType: 'STOP' }, 21610],
    ['Hola', { optOutType: 'START' }],
  ];
  for (const [body, more, code] of steps) {
    await says(body, more);
    assert.equal(await attempt(), code, body);
    assert.equal(received.at(-1)?.fields.OptOutType, more.optOutType);
  }
});

test('the signature of the published example', () => {
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  const fields = { CallSid: 'CA1234567890ABCDE', Digits: '1234', To: '+18005551212' };
  const caller = '+14158675309';
  assert.equal(
    sign('12345', url, { ...fields, Caller: caller, From: caller }),
    'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
  );
});
