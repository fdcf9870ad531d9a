/** A clinic's numbers at its vendors on workerd: found in both regions, mapped, called, and STOP heard where it was asked for. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { DEMO_TWILIO } from '../../sandbox/demo.ts';
import { control } from '../sandbox/fixture.ts';
import { sandboxFor, start, TWILIO, type Clinic } from './fixture.ts';

const ORIGIN = 'https://frontdesk.example.com';
const IRISH = { account_sid: `AC${'1e'.repeat(16)}`, auth_token: 'irish-token-that-opens-nothing', from_number: '+12125550171', region: 'ie1' };
const EUROPEAN = { region: 'eu', api_key: 'vapi-eu-key-that-opens-nothing' };
const DISCOVER = '/api/inbound/phone-mappings/discover';

const sandbox = await sandboxFor({ after });
const frontdesk = await start({ after }, { vars: { PUBLIC_URL: ORIGIN }, sandbox });

const put = (clinic: Clinic, service: string, json: object) => frontdesk.done('PUT', `/api/integrations/${service}`, { token: clinic.admin, json });
const discover = (clinic: Clinic) => frontdesk.done('POST', DISCOVER, { token: clinic.admin });
const atTwilio = (account: string, number: string, fields: object = {}) =>
  control(sandbox, 'PUT', `/twilio/accounts/${account}/numbers/${encodeURIComponent(number)}`, fields);

test('numbers of both vendors in Europe are found, mapped and called', async () => {
  const clinic = await frontdesk.clinic();
  await control(sandbox, 'PUT', `/twilio/accounts/${IRISH.account_sid}`, { authToken: IRISH.auth_token, region: 'ie1' });
  await control(sandbox, 'PUT', '/vapi/orgs/e0000000-0000-4000-8000-000000000001', { keys: [EUROPEAN.api_key], region: 'eu' });
  const numbers = Array.from({ length: 205 }, (_, at) => `+1213555${String(at).padStart(4, '0')}`);
  for (const number of [IRISH.from_number, ...numbers]) await atTwilio(IRISH.account_sid, number);
  const line = numbers.at(-1)!;
  const json = { provider: 'twilio', number: line, twilioAccountSid: IRISH.account_sid, twilioAuthToken: IRISH.auth_token, name: 'Last line' };
  const made: any = await (await fetch(`${sandbox.url}/eu/phone-number`, { method: 'POST', headers: { authorization: `Bearer ${EUROPEAN.api_key}`, 'content-type': 'application/json' }, body: JSON.stringify(json) })).json();
  await put(clinic, 'twilio', IRISH);
  await put(clinic, 'vapi', EUROPEAN);

  sandbox.requests.clear();
  const answer = await frontdesk.call('POST', DISCOVER, { token: clinic.admin });
  assert.ok(!answer.text.includes(IRISH.auth_token), 'Vapi answers with it');
  const found = answer.body as any;
  assert.deepEqual(found.vendors.map((vendor: any) => [vendor.service, vendor.state]), [['twilio', 'listed'], ['vapi', 'listed']]);
  assert.equal(found.numbers.length, 206);
  const row = found.numbers.find(({ number }: any) => number === line);
  assert.deepEqual([row.found_at, row.vapi_phone_number_id, row.state, row.can_be_mapped], [['twilio', 'vapi'], made.id, 'new', true]);
  const asked = sandbox.requests.list().map(({ path }) => path.split('/')[1]);
  assert.deepEqual(asked.toSorted(), ['eu', 'ie1', 'ie1'], 'in the regions, and nowhere else');

  await frontdesk.map(clinic, line, { vapi_phone_number_id: row.vapi_phone_number_id });
  const called = { id: made.id, provider: 'twilio', number: line };
  assert.match(await frontdesk.heard(called), /free|open/);
  const other = await frontdesk.clinic();
  await put(other, 'twilio', IRISH);
  const theirs = (await discover(other)).numbers.find(({ number }: any) => number === line);
  assert.deepEqual([theirs.state, theirs.remarks, theirs.can_be_mapped], ['other_org', [], false]);
});

test('a STOP is heard once replies are sent here, and not before', async () => {
  const clinic = await frontdesk.clinic();
  await atTwilio(TWILIO.account_sid, DEMO_TWILIO.fromNumber, { smsUrl: 'https://sms.example.com/in' });
  await put(clinic, 'twilio', TWILIO);
  const stop = async (from: string) => {
    const { smsUrl } = sandbox.state.twilio.accounts[TWILIO.account_sid]!.numbers[DEMO_TWILIO.fromNumber]!;
    const { pathname, search } = new URL(smsUrl ?? ORIGIN);
    const json = { accountSid: TWILIO.account_sid, from, to: DEMO_TWILIO.fromNumber, body: 'STOP', url: smsUrl, deliverTo: frontdesk.url + pathname + search };
    return (await control(sandbox, 'POST', '/twilio/inbound', json)).delivery.status;
  };
  assert.equal(await stop('+12125550181'), 404, 'sms.example.com has no such path here');
  const replies = (json: object) => frontdesk.call('POST', '/api/integrations/twilio/replies', { token: clinic.admin, json });
  assert.equal((await replies({ dry_run: false })).status, 409, 'nobody has seen what is given up');
  const { before } = (await replies({ dry_run: true })).body as any;
  const outcome = (await replies({ dry_run: false, instead_of: before })).body as any;
  assert.deepEqual([outcome.action, outcome.before.url], ['changed', 'https://sms.example.com/in']);
  assert.equal(await stop('+12125550182'), 200);
  const { items } = await frontdesk.done('GET', '/api/audit', { token: clinic.admin });
  const actions = items.map(({ action }: any) => action);
  assert.ok(actions.includes('texts.replies_directed'), actions.join());
  assert.equal(actions.filter((action: string) => action === 'text.opted_out').length, 1);
});
