/** An account at Vapi that the Worker sets up, read back by Vapi's own client and held against its types. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { DEMO_VAPI } from '../../sandbox/demo.ts';
import { complaints, type Claim } from '../fixtures/sdk_types.ts';
import { clientFor } from '../sandbox/vapi_fixture.ts';
import { sandboxFor, start, type Clinic } from './fixture.ts';

const ORIGIN = 'https://frontdesk.example.com';
const SECRET = 'a-webhook-secret-of-the-clinic';

const sandbox = await sandboxFor({ after });
const frontdesk = await start({ after }, { vars: { PUBLIC_URL: ORIGIN }, sandbox });

/** The SDK has objects where Vapi's description has words and numbers, which are sent here. */
const DEPARTURES = ['server.backoffPlan.excludedStatusCodes[]: mistyped', 'server.backoffPlan.type: mistyped'];

/** A clinic with something to choose from, somebody who takes over, and the demo's Vapi account. */
async function clinicAtVapi(): Promise<Clinic> {
  const clinic = await frontdesk.clinic();
  const put = (path: string, json: object) => frontdesk.done('PUT', path, { token: clinic.admin, json });
  await put('/api/integrations/vapi', { api_key: DEMO_VAPI.apiKey, webhook_secrets: [SECRET] });
  await frontdesk.map(clinic, clinic.number, { vapi_phone_number_id: DEMO_VAPI.phoneNumberId });
  const service = { name: 'Cleaning', minutes: 30 };
  await frontdesk.done('POST', '/api/services', { token: clinic.admin, json: service });
  await frontdesk.sql(
    'INSERT INTO assistants (org_id, document, updated_at) VALUES (?1, ?2, 1)',
    clinic.id,
    JSON.stringify({ assistant_id: DEMO_VAPI.assistantId, transfer: { number: '+12025550199' } }),
  );
  return clinic;
}

test('an account is set up, and what is sent is what the SDK has types for', async () => {
  const clinic = await clinicAtVapi();
  const document = await frontdesk.done('GET', '/api/vapi/tools.json', { token: clinic.admin });
  const provision = (dry_run: boolean) =>
    frontdesk.done('POST', '/api/vapi/provision', { token: clinic.admin, json: { dry_run, knowledge_base: true } });

  const claims: Record<string, Claim> = Object.fromEntries(
    document.tools.map((json: any, at: number) => [`tool-${at}`, { type: 'Vapi.CreateToolsRequest', json }]),
  );
  claims.assistant = { type: 'Vapi.CreateAssistantDto', json: { serverMessages: document.server_messages } };
  claims.number = { type: "Omit<Vapi.UpdateTwilioPhoneNumberDto, 'id'>", json: document.number };
  const transfer = `tool-${document.tools.length - 1}`;
  const found = complaints(claims);
  for (const [name, said] of Object.entries(found)) {
    const expected = name.startsWith('tool-') && name !== transfer ? DEPARTURES : [];
    assert.deepEqual(said, expected, name);
  }

  const dry = await provision(true);
  assert.deepEqual([dry.ok, dry.steps.length, (await clientFor(sandbox).tools.list()).length], [true, document.tools.length + 2, 0]);
  const outcome = await provision(false);
  assert.equal(outcome.ok, true, outcome.detail);

  const vapi = clientFor(sandbox);
  const tools: any[] = await vapi.tools.list();
  const names = tools.map((tool) => tool.function?.name ?? tool.type).reverse();
  assert.deepEqual(
    names,
    document.tools.map((tool: any) => tool.function?.name ?? tool.type),
  );
  const assistant: any = await vapi.assistants.get({ id: DEMO_VAPI.assistantId });
  const { provider, model, temperature, toolIds } = assistant.model;
  assert.deepEqual([provider, model, temperature], ['openai', 'gpt-4o', 0.3]);
  assert.deepEqual(toolIds, tools.map(({ id }) => id).reverse());
  assert.deepEqual(assistant.serverMessages, document.server_messages);
  const { knowledgeBase } = assistant.model;
  const claim = { type: 'Vapi.CreateCustomKnowledgeBaseDto', json: knowledgeBase };
  assert.deepEqual(complaints({ knowledgeBase: claim }).knowledgeBase, []);
  const number: any = await vapi.phoneNumbers.get({ id: DEMO_VAPI.phoneNumberId });
  for (const { server } of [assistant, number, tools[1], knowledgeBase]) {
    const { url, headers } = server;
    assert.deepEqual([url, headers], [`${ORIGIN}/api/vapi/webhook/${clinic.id}`, { 'X-Vapi-Secret': SECRET }]);
  }

  const again = await provision(false);
  assert.deepEqual(new Set(again.steps.map(({ action }: any) => action)), new Set(['unchanged']));
  const shown = JSON.stringify([document, dry, outcome, again]);
  assert.ok(!shown.includes(SECRET) && !shown.includes(DEMO_VAPI.apiKey));
});
