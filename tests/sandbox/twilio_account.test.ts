/** Twilio's credentials, the account resource, the number list and the paging that all lists share. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import twilio from 'twilio';
import { DEMO_TWILIO } from '../../sandbox/demo.ts';
import { ACCOUNT, NOW, TWILIO_BASIC, call, control, sandboxFor } from './fixture.ts';

const { accountSid, authToken, fromNumber } = DEMO_TWILIO;
const KEY = `SK${'ab'.repeat(16)}`;
const TO = '+12025550123';

const LOGINS: [what: string, basic: string | undefined, account: number, numbers: number][] = [
  ['SID and auth token', TWILIO_BASIC, 200, 200],
  ['a wrong token', `${accountSid}:wrong`, 401, 401],
  ['no credentials', undefined, 401, 401],
  ['an unknown key', `SK${'0'.repeat(32)}:secret`, 401, 401],
  ["another account's SID", `AC${'9'.repeat(32)}:${authToken}`, 401, 401],
];

for (const [what, basic, account, numbers] of LOGINS) {
  test(`${what}: account ${account}, numbers ${numbers}`, async (t) => {
    const sandbox = await sandboxFor(t);
    const options = basic === undefined ? {} : { basic };
    const one = await call(sandbox, 'GET', `${ACCOUNT}.json`, options);
    const other = await call(sandbox, 'GET', `${ACCOUNT}/IncomingPhoneNumbers.json`, options);
    assert.deepEqual([one.status, other.status], [account, numbers]);
    if (account === 401) assert.deepEqual([one.body.code, one.body.message], [20003, 'Authenticate']);
  });
}

/** Status and, for an error, its code. */
type Seen = [status: number, code: number | undefined];

const KEYS: [kind: string, account: Seen, numbers: Seen][] = [
  ['main', [200, undefined], [200, undefined]],
  ['standard', [401, 20003], [200, undefined]],
  ['restricted', [403, 70051], [403, 70051]],
];

for (const [kind, account, numbers] of KEYS) {
  test(`a ${kind} API key: account ${account[0]}, numbers ${numbers[0]}`, async (t) => {
    const sandbox = await sandboxFor(t);
    await control(sandbox, 'PUT', `/twilio/accounts/${accountSid}/keys/${KEY}`, { secret: 'secret', kind });
    const open = async (path: string): Promise<Seen> => {
      const { status, body } = await call(sandbox, 'GET', ACCOUNT + path, { basic: `${KEY}:secret` });
      return [status, body.code];
    };
    assert.deepEqual(await open('.json'), account);
    assert.deepEqual(await open('/IncomingPhoneNumbers.json'), numbers);
  });
}

test('an API key with a wrong secret is refused', async (t) => {
  const sandbox = await sandboxFor(t);
  await control(sandbox, 'PUT', `/twilio/accounts/${accountSid}/keys/${KEY}`, {
    secret: 'secret',
    kind: 'main',
  });
  const { status, body } = await call(sandbox, 'GET', `${ACCOUNT}.json`, { basic: `${KEY}:wrong` });
  assert.deepEqual([status, body.code], [401, 20003]);
});

test("an account sees neither another's messages nor its resources", async (t) => {
  const sandbox = await sandboxFor(t);
  const other = `AC${'7'.repeat(32)}`;
  await control(sandbox, 'PUT', `/twilio/accounts/${other}`, { authToken: 'other' });
  const form = { To: TO, From: fromNumber, Body: 'Hello' };
  const { body: message } = await call(sandbox, 'POST', `${ACCOUNT}/Messages.json`, {
    basic: TWILIO_BASIC,
    form,
  });
  const get = (path: string) => call(sandbox, 'GET', path, { basic: `${other}:other` });
  const messages = `/2010-04-01/Accounts/${other}/Messages`;
  assert.deepEqual((await get(`${messages}.json`)).body.messages, []);
  assert.equal((await get(`${messages}/${message.sid}.json`)).body.code, 20404);
  assert.equal((await get(`${ACCOUNT}/Messages/${message.sid}.json`)).body.code, 20003);
});

test('a suspended account refuses its own credentials', async (t) => {
  const sandbox = await sandboxFor(t);
  await control(sandbox, 'PUT', `/twilio/accounts/${accountSid}`, { status: 'suspended' });
  const { status, body } = await call(sandbox, 'GET', `${ACCOUNT}.json`, { basic: TWILIO_BASIC });
  assert.deepEqual([status, body.code], [401, 20003]);
});

test("Twilio's client reads the account", async (t) => {
  const sandbox = await sandboxFor(t);
  const client = twilio(accountSid, authToken);
  client.api.baseUrl = sandbox.url;
  const account = await client.api.accounts(accountSid).fetch();
  assert.deepEqual([account.status, account.friendlyName], ['active', 'Downtown Dental Clinic']);
});

/** A sandbox whose account owns five numbers. */
async function withNumbers(t: TestContext) {
  const sandbox = await sandboxFor(t);
  for (const digit of [1, 2, 3, 4]) {
    const path = `/twilio/accounts/${accountSid}/numbers/${encodeURIComponent(`+1202555010${digit}`)}`;
    await control(sandbox, 'PUT', path, { friendlyName: `Line ${digit}` });
  }
  const client = twilio(accountSid, authToken);
  client.api.baseUrl = sandbox.url;
  return { sandbox, client };
}

test("Twilio's client pages through the numbers by the relative links", async (t) => {
  const { sandbox, client } = await withNumbers(t);
  const numbers = await client.incomingPhoneNumbers.list({ pageSize: 2 });
  const expected = [fromNumber, '+12025550101', '+12025550102', '+12025550103', '+12025550104'];
  assert.deepEqual(
    numbers.map(({ phoneNumber }) => phoneNumber),
    expected,
  );
  assert.equal(sandbox.requests.count('twilio.numbers.list'), 3);
});

test('numbers are filtered by part and by name', async (t) => {
  const { client } = await withNumbers(t);
  const filter = async (by: object) =>
    (await client.incomingPhoneNumbers.list(by)).map(({ phoneNumber }) => phoneNumber);
  assert.deepEqual(await filter({ phoneNumber: '+12025550103' }), ['+12025550103']);
  assert.deepEqual(await filter({ phoneNumber: '555010' }), [
    '+12025550101',
    '+12025550102',
    '+12025550103',
    '+12025550104',
  ]);
  assert.deepEqual(await filter({ friendlyName: 'Line 2' }), ['+12025550102']);
});

test('the envelope: relative links, and the next page only while there is one', async (t) => {
  const { sandbox } = await withNumbers(t);
  const get = async (path: string) => (await call(sandbox, 'GET', path, { basic: TWILIO_BASIC })).body;
  const first = await get(`${ACCOUNT}/IncomingPhoneNumbers.json?PageSize=3`);
  assert.deepEqual([first.page, first.page_size, first.start, first.end], [0, 3, 0, 2]);
  assert.match(first.next_page_uri, /^\/2010-04-01\/Accounts\/.*PageSize=3&Page=1&PageToken=PA/);
  const last = await get(first.next_page_uri);
  assert.deepEqual([last.page, last.start, last.end, last.next_page_uri], [1, 3, 4, null]);
  const bad = await call(sandbox, 'GET', `${ACCOUNT}/Messages.json?PageSize=0`, { basic: TWILIO_BASIC });
  assert.deepEqual([bad.status, bad.body.code], [400, 20001]);
});

test('messages are found by To, From and day, newest first', async (t) => {
  const { sandbox, client } = await withNumbers(t);
  const create = (to: string, from: string) => client.messages.create({ to, from, body: 'Hello' });
  const first = await create(TO, fromNumber);
  sandbox.advance(86_400);
  const second = await create(TO, '+12025550101');
  const third = await create('+12025550124', fromNumber);
  const find = async (by: object) => (await client.messages.list(by)).map(({ sid }) => sid);
  assert.deepEqual(await find({}), [third.sid, second.sid, first.sid]);
  assert.deepEqual(await find({ to: TO }), [second.sid, first.sid]);
  assert.deepEqual(await find({ to: TO, from: fromNumber }), [first.sid]);
  const today = new Date(NOW);
  assert.deepEqual(await find({ dateSent: today }), [first.sid]);
  assert.deepEqual(await find({ dateSentBefore: today }), [first.sid]);
  assert.deepEqual(await find({ dateSentAfter: new Date(NOW + 86_400_000) }), [third.sid, second.sid]);
});

test("Twilio's client reads the account's messaging services and nobody else's", async (t) => {
  const sandbox = await sandboxFor(t);
  const [own, other] = [`MG${'1'.repeat(32)}`, `MG${'2'.repeat(32)}`];
  await control(sandbox, 'PUT', `/twilio/accounts/${accountSid}/messaging-services/${own}`, { sender: fromNumber });
  await control(sandbox, 'PUT', `/twilio/accounts/${accountSid}/keys/${KEY}`, { secret: 'secret', kind: 'standard' });
  for (const client of [twilio(accountSid, authToken), twilio(KEY, 'secret', { accountSid })]) {
    client.messaging.baseUrl = sandbox.url;
    const service = await client.messaging.v1.services(own).fetch();
    assert.deepEqual([service.sid, service.accountSid], [own, accountSid]);
    await assert.rejects(client.messaging.v1.services(other).fetch(), { status: 404, code: 20404 });
  }
  const stranger = twilio(accountSid, 'wrong');
  stranger.messaging.baseUrl = sandbox.url;
  await assert.rejects(stranger.messaging.v1.services(own).fetch(), { status: 401, code: 20003 });
});

test("Twilio's client changes where texts to a number go, and nothing that it does not name", async (t) => {
  const { client } = await withNumbers(t);
  const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: '+12025550101' });
  assert.deepEqual([number?.smsUrl, number?.smsMethod, number?.smsApplicationSid], [null, 'POST', null]);
  const one = client.incomingPhoneNumbers(number?.sid ?? '');
  const application = `AP${'1'.repeat(32)}`;
  await one.update({ smsUrl: 'https://frontdesk.example.com/in?org=1', smsMethod: 'GET', smsApplicationSid: application });
  const renamed = await one.update({ friendlyName: 'Renamed' });
  assert.deepEqual(
    [renamed.friendlyName, renamed.smsUrl, renamed.smsMethod, renamed.smsApplicationSid],
    ['Renamed', 'https://frontdesk.example.com/in?org=1', 'GET', application],
  );
  const freed = await one.update({ smsApplicationSid: '' });
  assert.deepEqual([freed.smsApplicationSid, freed.voiceUrl], [null, null]);
});

test('what cannot be where texts go is refused', async (t) => {
  const { sandbox, client } = await withNumbers(t);
  const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: '+12025550101' });
  const path = `${ACCOUNT}/IncomingPhoneNumbers/${number?.sid}.json`;
  for (const [form, code] of [
    [{ SmsUrl: '/in' }, 21502],
    [{ SmsUrl: 'https://front_desk.example.com/in' }, 21502],
    [{ SmsMethod: 'PUT' }, 21403],
    [{ SmsApplicationSid: 'AP1' }, 21219],
  ] as const) {
    const { status, body } = await call(sandbox, 'POST', path, { basic: TWILIO_BASIC, form });
    assert.deepEqual([status, body.code], [400, code], JSON.stringify(form));
  }
  const unknown = `${ACCOUNT}/IncomingPhoneNumbers/PN${'9'.repeat(32)}.json`;
  const missing = await call(sandbox, 'POST', unknown, { basic: TWILIO_BASIC, form: { SmsMethod: 'POST' } });
  assert.deepEqual([missing.status, missing.body.code], [404, 20404]);
});

test('a number says what it takes', async (t) => {
  const { sandbox, client } = await withNumbers(t);
  const path = `/twilio/accounts/${accountSid}/numbers/${encodeURIComponent('+12025550101')}`;
  await control(sandbox, 'PUT', path, { voice: false, smsUrl: 'https://elsewhere.example.com' });
  const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: '+12025550101' });
  assert.deepEqual([number?.capabilities, number?.smsUrl], [{ voice: false, sms: true, mms: true, fax: false }, 'https://elsewhere.example.com']);
});
