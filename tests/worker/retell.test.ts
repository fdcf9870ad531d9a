/** Retell on workerd: an account that the Worker sets up, read back by Retell's own client, and requests signed by its SDK. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import Retell from 'retell-sdk';
import { DEMO_CLINIC_NUMBER, DEMO_RETELL } from '../../sandbox/demo.ts';
import { sandboxFor, start, type Clinic } from './fixture.ts';

const ORIGIN = 'https://frontdesk.example.com';
const CALLER = '+12025550188';

const sandbox = await sandboxFor({ after });
const frontdesk = await start({ after }, { vars: { PUBLIC_URL: ORIGIN, RETELL_AUTH: 'secret' }, sandbox });
const retell = new Retell({ apiKey: DEMO_RETELL.apiKey, baseURL: sandbox.url, maxRetries: 0 });

async function clinicAtRetell(): Promise<Clinic> {
  const clinic = await frontdesk.clinic();
  const json = { api_key: DEMO_RETELL.apiKey };
  await frontdesk.done('PUT', '/api/integrations/retell', { token: clinic.admin, json });
  return clinic;
}

/** What the Worker answers a request that Retell's own code has signed. */
async function post(path: string, body: object, key: string = DEMO_RETELL.apiKey) {
  const text = JSON.stringify(body);
  const signature = await Retell.sign(text, key);
  return frontdesk.call('POST', path, {
    body: text,
    headers: { 'content-type': 'application/json', 'x-retell-signature': signature },
  });
}

test('an account is set up once, and its addresses are those that answer', async () => {
  const clinic = await clinicAtRetell();
  await frontdesk.map(clinic, DEMO_CLINIC_NUMBER);
  const provision = (dry_run: boolean) =>
    frontdesk.done('POST', '/api/retell/provision', {
      token: clinic.admin,
      json: { dry_run, agent_id: DEMO_RETELL.agentId, phone_number: DEMO_CLINIC_NUMBER },
    });
  const dry = await provision(true);
  assert.equal((await retell.llm.retrieve(DEMO_RETELL.llmId)).general_tools?.length, 1);
  const outcome = await provision(false);
  assert.equal(outcome.ok, true, outcome.detail);
  assert.deepEqual(dry.steps.map(({ what }: any) => what), outcome.steps.map(({ what }: any) => what));
  assert.ok((await provision(false)).steps.every(({ action }: any) => action === 'unchanged'));

  const { general_tools } = await retell.llm.retrieve(DEMO_RETELL.llmId);
  const agent = await retell.agent.retrieve(DEMO_RETELL.agentId);
  const number = await retell.phoneNumber.retrieve(DEMO_CLINIC_NUMBER);
  const at = (url: string | null | undefined): string => {
    assert.ok(url?.startsWith(`${ORIGIN}/api/retell/${clinic.id}/`), String(url));
    return String(url).slice(ORIGIN.length);
  };
  const ringing = { event: 'call_inbound', call_inbound: { from_number: CALLER, to_number: DEMO_CLINIC_NUMBER } };
  const asked = await post(at(number.inbound_webhook_url), ringing);
  assert.equal(asked.status, 200);
  const variables = asked.body.call_inbound.dynamic_variables;
  assert.ok(Object.values(variables).every((value) => typeof value === 'string'));

  const call = {
    call_id: 'call_1',
    call_type: 'phone_call',
    direction: 'inbound',
    from_number: CALLER,
    to_number: DEMO_CLINIC_NUMBER,
  };
  const check: any = general_tools?.find((tool: any) => tool.name === 'check_availability');
  const args = { earliest: true, frontdesk_call: variables.frontdesk_call };
  const heard = await post(at(check.url), { name: 'check_availability', args, call });
  assert.equal(heard.status, 200);
  assert.match(heard.body.result, /^[^\n]{20,499}$/);
  assert.equal((await post(at(agent.webhook_url), { event: 'call_ended', call })).status, 204);
  const refused = await post(at(check.url), { name: 'check_availability', args, call }, 'key_of_somebody_else');
  assert.equal(refused.status, 401);
});
