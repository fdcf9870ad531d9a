/** The vendors' regions in the hands of their own clients: an account is known in its own and nowhere else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VapiClient } from '@vapi-ai/server-sdk';
import twilio from 'twilio';
import { DEMO_TWILIO, DEMO_VAPI } from '../../sandbox/demo.ts';
import { call, control, sandboxFor } from './fixture.ts';
import { clientFor, failsWith } from './vapi_fixture.ts';

const IRISH = `AC${'1e'.repeat(16)}`;
const EUROPEAN = { id: 'e0000000-0000-4000-8000-000000000001', key: 'vapi-eu-key-that-opens-nothing' };
const ELSEWHERE = { status: 401, code: 20003 };

test("Twilio's client finds an account in its region, page by page, and not in another", async (t) => {
  const sandbox = await sandboxFor(t);
  await control(sandbox, 'PUT', `/twilio/accounts/${IRISH}`, { authToken: 'irish', region: 'ie1' });
  for (const number of ['+353155501', '+353155502', '+353155503'])
    await control(sandbox, 'PUT', `/twilio/accounts/${IRISH}/numbers/${encodeURIComponent(number)}`, {});
  const at = (base: string, sid: string, token: string) => {
    const client = twilio(sid, token);
    client.api.baseUrl = client.messaging.baseUrl = base;
    return client;
  };
  const ireland = `${sandbox.url}/ie1`;
  const numbers = await at(ireland, IRISH, 'irish').incomingPhoneNumbers.list({ pageSize: 2 });
  assert.deepEqual(numbers.map(({ phoneNumber }) => phoneNumber), ['+353155501', '+353155502', '+353155503']);
  await assert.rejects(at(sandbox.url, IRISH, 'irish').incomingPhoneNumbers.list(), ELSEWHERE);
  const { accountSid, authToken } = DEMO_TWILIO;
  await assert.rejects(at(ireland, accountSid, authToken).api.accounts(accountSid).fetch(), ELSEWHERE);
  await at(sandbox.url, accountSid, authToken).api.accounts(accountSid).fetch();
  assert.deepEqual(sandbox.requests.list('twilio.numbers.list').map(({ path }) => path.startsWith('/ie1/')), [true, true, false]);
});

test("Vapi's client finds an organisation in its region, and not in the other", async (t) => {
  const sandbox = await sandboxFor(t);
  const { id, key } = EUROPEAN;
  await control(sandbox, 'PUT', `/vapi/orgs/${id}`, { keys: [key], region: 'eu' });
  const europe = (token: string) => new VapiClient({ token, baseUrl: `${sandbox.url}/eu`, maxRetries: 0 });
  const made = await europe(key).phoneNumbers.create({ provider: 'vapi', name: 'Front desk' });
  assert.deepEqual((await europe(key).phoneNumbers.list()).map((number) => number.id), [made.id]);
  await assert.rejects(clientFor(sandbox, key).phoneNumbers.list(), failsWith(401, /Invalid Key/));
  await assert.rejects(europe(DEMO_VAPI.apiKey).phoneNumbers.list(), failsWith(401, /Invalid Key/));
});

test('what is no region is no path', async (t) => {
  const sandbox = await sandboxFor(t);
  for (const path of ['/au1/phone-number', '/eu', '/eu/eu/phone-number', '/ie1/ie1/2010-04-01/Accounts.json'])
    assert.equal((await call(sandbox, 'GET', path)).status, 404, path);
  const refused = await call(sandbox, 'PUT', `/_sandbox/vapi/orgs/${EUROPEAN.id}`, { json: { region: 'mars' } });
  assert.equal(refused.status, 400);
});

test('a list of numbers is cut at a hundred, and goes on by when they were made', async (t) => {
  const sandbox = await sandboxFor(t);
  const vapi = clientFor(sandbox);
  // Those of the demo.
  const before = (await vapi.phoneNumbers.list()).length;
  for (let number = 0; number < 120; number += 1) {
    sandbox.advance(1);
    await vapi.phoneNumbers.create({ provider: 'vapi', sipUri: `sip:line-${number}@sip.vapi.ai` });
  }
  const first = await vapi.phoneNumbers.list();
  assert.equal(first.length, 100);
  const createdAtLt = first.at(-1)?.createdAt;
  const rest = await vapi.phoneNumbers.list({ createdAtLt });
  assert.deepEqual([rest.length, new Set([...first, ...rest].map(({ id }) => id)).size], [20 + before, 120 + before]);
});
