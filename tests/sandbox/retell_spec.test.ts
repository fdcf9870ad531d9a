/** Retell's side held against Retell's own client: what it takes, what it answers, and whose things they are. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Retell from 'retell-sdk';
import { DEMO_CLINIC_NUMBER, DEMO_RETELL } from '../../sandbox/demo.ts';
import { AGENT, CUSTOM, LLM, NUMBER, TRANSFER } from '../../sandbox/retell/shapes.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import type { Shape } from '../../sandbox/vapi/checks.ts';
import { complaints, fieldsOf } from '../fixtures/sdk_types.ts';
import { call, sandboxFor } from './fixture.ts';

/** Retell's client. Without retries, for they take seconds and hide what was answered. */
const clientFor = (sandbox: Sandbox, apiKey: string = DEMO_RETELL.apiKey): Retell =>
  new Retell({ apiKey, baseURL: sandbox.url, maxRetries: 0 });

const TOOL = {
  type: 'custom' as const,
  name: 'check_availability',
  url: 'https://desk.example/api/retell/tools/calendar/check',
  parameters: { type: 'object' as const, properties: { date: { type: 'string' } } },
};

const SHAPES: [type: string, shape: Shape, without: string[]][] = [
  ['LlmUpdateParams.CustomTool', CUSTOM, []],
  ['LlmUpdateParams.TransferCallTool', TRANSFER, []],
  ['LlmUpdateParams', LLM, ['version']],
  ['PhoneNumberUpdateParams', NUMBER, []],
];

test('the sandbox takes the fields of the SDK types, requires those that they require, and no other', () => {
  for (const [type, shape, without] of SHAPES) {
    const fields = fieldsOf(`Retell.${type}`);
    const names = Object.keys(fields).filter((name) => !without.includes(name));
    assert.deepEqual(Object.keys(shape.fields).sort(), names.sort(), type);
    const required = names.filter((name) => fields[name]);
    assert.deepEqual([...(shape.required ?? [])].sort(), required.sort(), type);
  }
  // Of an agent it takes a part: what has to do with webhooks, and what every agent has.
  const agent = Object.keys(fieldsOf('Retell.AgentUpdateParams'));
  assert.deepEqual(Object.keys(AGENT.fields).filter((name) => !agent.includes(name)), []);
});

test('answers are of the types that the SDK promises', async (t) => {
  const sandbox = await sandboxFor(t);
  const client = clientFor(sandbox);
  const claims = {
    agent: { type: 'Retell.AgentResponse', json: await client.agent.retrieve(DEMO_RETELL.agentId) },
    llm: { type: 'Retell.LlmResponse', json: await client.llm.update(DEMO_RETELL.llmId, { general_tools: [TOOL] }) },
    number: { type: 'Retell.PhoneNumberResponse', json: await client.phoneNumber.retrieve(DEMO_CLINIC_NUMBER) },
    numbers: { type: 'Retell.PhoneNumberListResponse', json: await client.phoneNumber.list({ limit: 1 }) },
  };
  assert.deepEqual(complaints(claims), { agent: [], llm: [], number: [], numbers: [] });
  const wrong = { wrong: { type: 'Retell.LlmResponse', json: { ...claims.llm.json, llm_id: 5 } } };
  assert.deepEqual(complaints(wrong), { wrong: ['llm_id: mistyped'] }, 'this check can fail');
});

test('a change replaces the fields that it gives as a whole, and is there afterwards', async (t) => {
  const sandbox = await sandboxFor(t);
  const client = clientFor(sandbox);
  await client.llm.update(DEMO_RETELL.llmId, { general_tools: [TOOL] });
  const llm = await client.llm.retrieve(DEMO_RETELL.llmId);
  assert.deepEqual(llm.general_tools, [TOOL]);
  assert.ok(llm.general_prompt?.includes('{{clinic_name}}'));
  const webhook_url = 'https://desk.example/api/retell/events';
  await client.agent.update(DEMO_RETELL.agentId, { webhook_url, webhook_events: ['call_ended'] });
  assert.equal((await client.agent.retrieve(DEMO_RETELL.agentId)).webhook_url, webhook_url);
  await client.phoneNumber.update(DEMO_CLINIC_NUMBER, { inbound_webhook_url: webhook_url });
  assert.equal((await client.phoneNumber.retrieve(DEMO_CLINIC_NUMBER)).inbound_webhook_url, webhook_url);
});

test('what does not fit is refused', async (t) => {
  const sandbox = await sandboxFor(t);
  const patch = (path: string, json: object) => call(sandbox, 'PATCH', path, { token: DEMO_RETELL.apiKey, json });
  for (const tool of [
    { ...TOOL, name: 'with space' },
    { ...TOOL, url: 'nowhere' },
    { ...TOOL, parameters: { properties: {} } },
    { ...TOOL, max_retry: 6 },
    { ...TOOL, timeout_ms: 999 },
    { ...TOOL, secret: 'x' },
    { type: 'transfer_call', name: 't' },
  ])
    assert.equal((await patch(`/update-retell-llm/${DEMO_RETELL.llmId}`, { general_tools: [tool] })).status, 422);
  assert.equal((await patch(`/update-retell-llm/${DEMO_RETELL.llmId}`, { general_tools: [TOOL, TOOL] })).status, 422);
  assert.equal((await patch(`/update-agent/${DEMO_RETELL.agentId}`, { webhook_events: ['moon_phase'] })).status, 422);
  assert.equal((await patch('/update-agent/agent_of_nobody', {})).status, 404);
});

test('without a key of the workspace nothing is shown', async (t) => {
  const sandbox = await sandboxFor(t);
  for (const token of [undefined, 'key_of_nobody', 'constructor']) {
    const answer = await call(sandbox, 'GET', `/get-agent/${DEMO_RETELL.agentId}`, token === undefined ? {} : { token });
    assert.equal(answer.status, 401);
  }
  await assert.rejects(clientFor(sandbox, 'key_of_nobody').phoneNumber.list(), Retell.AuthenticationError);
});

test('a call is deleted by whoever has a key of the workspace', async (t) => {
  const sandbox = await sandboxFor(t);
  await clientFor(sandbox).call.delete('call_of_the_workspace');
  await assert.rejects(clientFor(sandbox, 'key_of_nobody').call.delete('call_of_the_workspace'), Retell.AuthenticationError);
});
