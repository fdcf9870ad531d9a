/** The sandbox's Twilio against Twilio's OpenAPI document: requests of the vendor's client and every kind of reply. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import twilio from 'twilio';
import { DEMO_TWILIO } from '../../sandbox/demo.ts';
import { ACCOUNT, TWILIO_BASIC, call, control, sandboxFor } from './fixture.ts';
import { TwilioSpec } from './twilio_spec.ts';
import { vendorSpec } from './vendor_specs.mjs';

const { accountSid, authToken, fromNumber } = DEMO_TWILIO;
const SERVICE = `MG${'5e'.repeat(16)}`;
const TO = '+12025550123';
const FORM = { To: TO, From: fromNumber, Body: 'Hello' };

const PATHS = {
  account: '/2010-04-01/Accounts/{Sid}.json',
  messages: '/2010-04-01/Accounts/{AccountSid}/Messages.json',
  message: '/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json',
  numbers: '/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json',
  number: '/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json',
};

const found = await vendorSpec('twilio');
const skip = found.missing ?? false;
const spec = found.document === undefined ? null : new TwilioSpec(found.document);

function theSpec(): TwilioSpec {
  assert.ok(spec);
  return spec;
}

test('a new message has all documented fields and no other', { skip }, async (t) => {
  const sandbox = await sandboxFor(t);
  const { body } = await call(sandbox, 'POST', `${ACCOUNT}/Messages.json`, {
    basic: TWILIO_BASIC,
    form: FORM,
  });
  theSpec().checkReply('post', PATHS.messages, 201, body);
  assert.deepEqual(Object.keys(body).sort(), theSpec().fieldsOf('api.v2010.account.message'));
});

test('messages stay valid through a messaging service, media, sending and failing', { skip }, async (t) => {
  const sandbox = await sandboxFor(t);
  const service = `/twilio/accounts/${accountSid}/messaging-services/${SERVICE}`;
  await control(sandbox, 'PUT', service, { sender: fromNumber });
  const forms = [
    { To: TO, MessagingServiceSid: SERVICE, Body: 'Hello' },
    { To: TO, From: fromNumber, MediaUrl: 'https://example.com/map.png' },
    {
      To: TO,
      MessagingServiceSid: SERVICE,
      Body: 'Later',
      ScheduleType: 'fixed',
      SendAt: '2026-12-02T10:00:00Z',
    },
  ];
  for (const form of forms) {
    theSpec().checkForm('post', PATHS.messages, form);
    const { status, body } = await call(sandbox, 'POST', `${ACCOUNT}/Messages.json`, {
      basic: TWILIO_BASIC,
      form,
    });
    assert.equal(status, 201);
    theSpec().checkReply('post', PATHS.messages, 201, body);
    for (const change of [{ status: 'sent' }, { status: 'failed', errorCode: 30007 }]) {
      await control(sandbox, 'POST', `/twilio/messages/${body.sid}/status`, change);
      const path = `${ACCOUNT}/Messages/${body.sid}.json`;
      const { body: later } = await call(sandbox, 'GET', path, { basic: TWILIO_BASIC });
      theSpec().checkReply('get', PATHS.message, 200, later);
    }
  }
});

test('lists and the account are valid, with all documented fields', { skip }, async (t) => {
  const sandbox = await sandboxFor(t);
  await call(sandbox, 'POST', `${ACCOUNT}/Messages.json`, { basic: TWILIO_BASIC, form: FORM });
  await call(sandbox, 'POST', `${ACCOUNT}/Messages.json`, { basic: TWILIO_BASIC, form: FORM });
  const get = async (path: string) =>
    (await call(sandbox, 'GET', ACCOUNT + path, { basic: TWILIO_BASIC })).body;
  const messages = await get('/Messages.json?PageSize=1');
  theSpec().checkReply('get', PATHS.messages, 200, messages);
  assert.notEqual(messages.next_page_uri, null);
  const numbers = await get('/IncomingPhoneNumbers.json');
  theSpec().checkReply('get', PATHS.numbers, 200, numbers);
  const fields = Object.keys(numbers.incoming_phone_numbers[0]).sort();
  assert.deepEqual(fields, theSpec().fieldsOf('api.v2010.account.incoming_phone_number'));
  const account = await get('.json');
  theSpec().checkReply('get', PATHS.account, 200, account);
  assert.deepEqual(Object.keys(account).sort(), theSpec().fieldsOf('api.v2010.account'));
});

test("the forms that Twilio's client sends are valid and known to the last field", { skip }, async (t) => {
  const sandbox = await sandboxFor(t);
  const client = twilio(accountSid, authToken);
  client.api.baseUrl = sandbox.url;
  await client.messages.create({
    to: TO,
    from: fromNumber,
    body: 'Hello',
    statusCallback: 'https://example.com/s',
  });
  const [recorded] = sandbox.requests.list('twilio.messages.create');
  theSpec().checkForm('post', PATHS.messages, recorded?.body as Record<string, string>);
});

test('a number is changed as the document has it', { skip }, async (t) => {
  const sandbox = await sandboxFor(t);
  const client = twilio(accountSid, authToken);
  client.api.baseUrl = sandbox.url;
  const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: fromNumber });
  const smsUrl = 'https://example.com/in?org=1';
  await client.incomingPhoneNumbers(number?.sid ?? '').update({ smsUrl, smsMethod: 'POST' });
  const [recorded] = sandbox.requests.list('twilio.numbers.update');
  const form = recorded?.body as Record<string, string>;
  theSpec().checkForm('post', PATHS.number, form);
  const path = `${ACCOUNT}/IncomingPhoneNumbers/${number?.sid}.json`;
  const { body } = await call(sandbox, 'POST', path, { basic: TWILIO_BASIC, form });
  theSpec().checkReply('post', PATHS.number, 200, body);
  // By which Twilio takes an application off a number; its description has no word for that.
  assert.throws(() => theSpec().checkForm('post', PATHS.number, { SmsApplicationSid: '' }), { name: 'AssertionError', message: /SmsApplicationSid/ });
});

test('errors have the shape that all Twilio errors have', { skip }, async (t) => {
  const sandbox = await sandboxFor(t);
  const refused = await call(sandbox, 'POST', `${ACCOUNT}/Messages.json`, {
    basic: TWILIO_BASIC,
    form: { To: 'x' },
  });
  const unknown = await call(sandbox, 'GET', `${ACCOUNT}/Nothing.json`, { basic: TWILIO_BASIC });
  const stranger = await call(sandbox, 'GET', `${ACCOUNT}.json`);
  for (const answer of [refused, unknown, stranger]) theSpec().checkError(answer.status, answer.body);
});

const INVALID: [what: string, form: Record<string, string>, complaint: RegExp][] = [
  ['no To', { Body: 'x' }, /To/],
  ['a To that is no number', { To: 'banana' }, /To/],
  ['an unknown field', { To: TO, Bodi: 'x' }, /Bodi/],
  ['a malformed service', { To: TO, MessagingServiceSid: 'MG1' }, /MessagingServiceSid/],
  ['a period that is no number', { To: TO, ValidityPeriod: 'long' }, /ValidityPeriod/],
];

for (const [what, form, complaint] of INVALID) {
  test(`this check can fail: ${what}`, { skip }, () => {
    const checking = () => theSpec().checkForm('post', PATHS.messages, form);
    assert.throws(checking, { name: 'AssertionError', message: complaint });
  });
}

test('this check can fail: a reply of the wrong type', { skip }, async (t) => {
  const sandbox = await sandboxFor(t);
  const { body } = await call(sandbox, 'POST', `${ACCOUNT}/Messages.json`, {
    basic: TWILIO_BASIC,
    form: FORM,
  });
  const wrong = [
    { num_segments: 1 },
    { sid: 'SM1' },
    { status: 'lost' },
    { date_created: '2026-12-01T15:00:00Z' },
  ];
  for (const change of wrong) {
    const checking = () => theSpec().checkReply('post', PATHS.messages, 201, { ...body, ...change });
    assert.throws(checking, assert.AssertionError, JSON.stringify(change));
  }
});
