/** Vapi's side held against the types of Vapi's SDK: the fields that it takes, and what it answers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEMO_VAPI } from '../../sandbox/demo.ts';
import type { Shape } from '../../sandbox/vapi/checks.ts';
import { ASSISTANT, BACKOFF, FUNCTION, KNOWLEDGE_BASE, NUMBERS, OPENAI, SERVER, TOOLS } from '../../sandbox/vapi/shapes.ts';
import { complaints, fieldsOf } from '../fixtures/sdk_types.ts';
import { sandboxFor } from './fixture.ts';
import { TOOL, ask } from './vapi_fixture.ts';

const SHAPES: [type: string, shape: Shape | undefined, more?: string[]][] = [
  ['Server', SERVER],
  ['BackoffPlan', BACKOFF],
  ['OpenAiFunction', FUNCTION],
  ['CreateCustomKnowledgeBaseDto', KNOWLEDGE_BASE],
  ['OpenAiModel', OPENAI, ['provider']],
  ['CreateFunctionToolDto', TOOLS.function],
  ['CreateApiRequestToolDto', TOOLS.apiRequest],
  ['CreateTransferCallToolDto', TOOLS.transferCall],
  ['CreateEndCallToolDto', TOOLS.endCall],
  ['CreateAssistantDto', ASSISTANT],
  ['CreateTwilioPhoneNumberDto', NUMBERS.twilio],
  ['CreateVapiPhoneNumberDto', NUMBERS.vapi],
];

test('the sandbox takes the fields of the SDK types, requires those that they require, and no other', () => {
  for (const [type, shape, more = []] of SHAPES) {
    const fields = fieldsOf(`Vapi.${type}`);
    assert.deepEqual(Object.keys(shape?.fields ?? {}).sort(), [...Object.keys(fields), ...more].sort(), type);
    const required = [...Object.keys(fields).filter((name) => fields[name]), ...more];
    assert.deepEqual([...(shape?.required ?? [])].sort(), required.sort(), type);
  }
});

test('a change takes what creation does, except what is given once', () => {
  const fieldsFor = (type: string) => Object.keys(fieldsOf(`Vapi.${type}`)).sort();
  for (const kind of [
    'FunctionTool',
    'ApiRequestTool',
    'TransferCallTool',
    'EndCallTool',
    'TwilioPhoneNumber',
  ])
    assert.deepEqual(fieldsFor(`Update${kind}Dto`), fieldsFor(`Create${kind}Dto`), kind);
  assert.deepEqual(fieldsFor('UpdateAssistantDto'), [...fieldsFor('CreateAssistantDto'), 'id'].sort());
  assert.deepEqual(
    [...fieldsFor('UpdateVapiPhoneNumberDto'), 'numberDesiredAreaCode'].sort(),
    fieldsFor('CreateVapiPhoneNumberDto'),
  );
});

test('answers are of the types that the SDK promises', async (t) => {
  const sandbox = await sandboxFor(t);
  const request = {
    type: 'apiRequest',
    method: 'POST',
    url: 'https://frontdesk.example.com/x',
    timeoutSeconds: 9,
  };
  const made = async (path: string, json: object) => (await ask(sandbox, 'POST', path, json)).body;
  const fetched = async (path: string) => (await ask(sandbox, 'GET', path)).body;
  const tool = await made('/tool', TOOL);
  const claims = {
    function: { type: "Vapi.FunctionTool & { type: 'function' }", json: tool },
    request: { type: "Vapi.ApiRequestTool & { type: 'apiRequest' }", json: await made('/tool', request) },
    assistant: { type: 'Vapi.Assistant', json: await fetched(`/assistant/${DEMO_VAPI.assistantId}`) },
    imported: {
      type: 'Vapi.GetPhoneNumbersResponse',
      json: await fetched(`/phone-number/${DEMO_VAPI.phoneNumberId}`),
    },
    bought: {
      type: 'Vapi.CreatePhoneNumbersResponse',
      json: await made('/phone-number', { provider: 'vapi' }),
    },
    tools: { type: 'Vapi.ListToolsResponseItem[]', json: await fetched('/tool') },
    assistants: { type: 'Vapi.Assistant[]', json: await fetched('/assistant') },
    numbers: { type: 'Vapi.ListPhoneNumbersResponseItem[]', json: await fetched('/phone-number') },
  };
  const fine = Object.fromEntries(Object.keys(claims).map((name) => [name, []]));
  assert.deepEqual(complaints(claims), fine);

  const { orgId, ...incomplete } = tool;
  const wrong = {
    wrong: { type: 'Vapi.FunctionTool', json: { ...incomplete, type: undefined, async: 'no' } },
  };
  assert.deepEqual(
    complaints(wrong),
    { wrong: ['async: mistyped', 'orgId: missing'] },
    'this check can fail',
  );
});
