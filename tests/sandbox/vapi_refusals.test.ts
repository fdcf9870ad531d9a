/** What Vapi refuses, and in which words: keys, bodies, parameters, paths. Nothing that is refused leaves a trace. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEMO_TWILIO, DEMO_VAPI } from '../../sandbox/demo.ts';
import { call, sandboxFor } from './fixture.ts';
import { TOOL, ask, clientFor, failsWith } from './vapi_fixture.ts';

const { assistantId, phoneNumberId } = DEMO_VAPI;
const ASSISTANT = `/assistant/${assistantId}`;
const NUMBER = `/phone-number/${phoneNumberId}`;
const NOBODY = '99999999-9999-4999-8999-999999999999';

const KEYS: [what: string, authorization: string | undefined][] = [
  ['no key', undefined],
  ['a wrong key', 'Bearer wrong'],
  ['an empty key', 'Bearer '],
  ['a key without its scheme', DEMO_VAPI.apiKey],
  ['a key as a password', `Basic ${Buffer.from(`:${DEMO_VAPI.apiKey}`).toString('base64')}`],
  ['an inherited name', 'Bearer constructor'],
];

for (const [what, authorization] of KEYS) {
  test(`${what} is refused in Vapi's words, on every route`, async (t) => {
    const sandbox = await sandboxFor(t);
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    for (const [method, path] of [
      ['GET', '/tool'],
      ['POST', '/assistant'],
      ['GET', ASSISTANT],
      ['PATCH', NUMBER],
      ['DELETE', NUMBER],
    ] as const) {
      const { status, body } = await call(sandbox, method, path, { headers });
      assert.deepEqual([status, body.error, body.statusCode], [401, 'Unauthorized', 401], path);
      assert.match(body.message, /^Invalid Key\. Hot tip, you may be using the private key instead/);
    }
  });
}

test("Vapi's client reports a wrong key", async (t) => {
  const vapi = clientFor(await sandboxFor(t), 'wrong');
  await assert.rejects(vapi.assistants.list(), failsWith(401, /Invalid Key/));
});

const named = (name: string) => ({ ...TOOL, function: { ...TOOL.function, name } });
const served = (server: object) => ({ ...TOOL, server });
const modelled = (model: object) => ({ model });
const OPENAI = { provider: 'openai', model: 'gpt-4o' };
const TWILIO = { provider: 'twilio', number: '+14155550123', twilioAccountSid: DEMO_TWILIO.accountSid };
const TYPES = 'function, apiRequest, transferCall, endCall';
const PATTERN = '/^[a-zA-Z0-9_-]{1,64}$/';

const BODIES: [method: string, path: string, json: unknown, messages: string[]][] = [
  ['POST', '/tool', { ...TOOL, tols: [] }, ['property tols should not exist']],
  ['POST', '/tool', { ...TOOL, constructor: 1 }, ['property constructor should not exist']],
  ['POST', '/tool', {}, [`type must be one of the following values: ${TYPES}`, 'type must be a string']],
  ['POST', '/tool', { type: 'constructor' }, [`type must be one of the following values: ${TYPES}`]],
  ['POST', '/tool', named('check availability'), [`function.name must match ${PATTERN} regular expression`]],
  ['POST', '/tool', named('x'.repeat(65)), [`function.name must match ${PATTERN} regular expression`]],
  ['POST', '/tool', served({ timeoutSeconds: 301 }), ['server.timeoutSeconds must not be greater than 300']],
  ['POST', '/tool', served({ timeoutSeconds: 0.5 }), ['server.timeoutSeconds must not be less than 1']],
  ['POST', '/tool', served({ secret: 'x' }), ['server.property secret should not exist']],
  ['POST', '/tool', served({ url: 'here' }), ['server.url must be a URL address']],
  [
    'POST',
    '/tool',
    served({ backoffPlan: { type: 'linear', maxRetries: 11, baseDelaySeconds: 1 } }),
    [
      'server.backoffPlan.type must be one of the following values: fixed, exponential',
      'server.backoffPlan.maxRetries must not be greater than 10',
    ],
  ],
  ['POST', '/tool', { ...TOOL, async: 'no' }, ['async must be a boolean value']],
  ['POST', '/tool', { ...TOOL, server: [] }, ['server must be an object']],
  ['POST', '/tool', { ...TOOL, messages: {} }, ['messages must be an array']],
  [
    'POST',
    '/tool',
    { ...TOOL, messages: [{ type: 'request-begin' }] },
    [
      'messages.0.type must be one of the following values: request-start, request-complete, request-failed, request-response-delayed',
    ],
  ],
  ['POST', '/tool', { ...TOOL, parameters: [{ value: 'a' }] }, ['parameters.0.key must be a string']],
  [
    'POST',
    '/tool',
    { type: 'apiRequest', method: 'HEAD', url: 'https://x.example', function: {} },
    [
      'property function should not exist',
      'method must be one of the following values: POST, GET, PUT, PATCH, DELETE',
    ],
  ],
  ['POST', '/assistant', { name: 'x'.repeat(41) }, ['name must be shorter than or equal to 40 characters']],
  ['POST', '/assistant', { serverUrl: 'https://x.example' }, ['property serverUrl should not exist']],
  ['POST', '/assistant', modelled({ provider: 'openai' }), ['model.model must be a string']],
  ['POST', '/assistant', modelled({ ...OPENAI, toolId: [] }), ['model.property toolId should not exist']],
  ['POST', '/assistant', modelled({ ...OPENAI, toolIds: ['x'] }), ['model.toolIds.0 must be a UUID']],
  ['PATCH', ASSISTANT, { id: assistantId }, ['property id should not exist']],
  ['PATCH', ASSISTANT, { maxDurationSeconds: 5 }, ['maxDurationSeconds must not be less than 10']],
  [
    'PATCH',
    ASSISTANT,
    modelled({ toolIds: [] }),
    ['model.provider must be a string', 'model.model must be a string'],
  ],
  ['POST', '/phone-number', { ...TWILIO, sipUri: 'sip:x@y' }, ['property sipUri should not exist']],
  [
    'POST',
    '/phone-number',
    { provider: 'twilio', number: TWILIO.number },
    ['twilioAccountSid must be a string'],
  ],
  [
    'POST',
    '/phone-number',
    { ...TWILIO, number: '4155550123' },
    [
      'number must be a valid phone number in the E.164 format. Hot tip, you may be missing the country code (Eg. US: +1).',
    ],
  ],
  ['PATCH', NUMBER, { provider: 'vapi' }, ['provider must be one of the following values: twilio']],
  ['PATCH', NUMBER, { serverUrl: 'https://x.example' }, ['property serverUrl should not exist']],
  ['PATCH', NUMBER, { number: null }, ['number must be a valid phone number']],
  ['GET', '/tool?limit=1001', undefined, ['limit must not be greater than 1000']],
  ['GET', '/tool?limit=ten', undefined, ['limit must be a number conforming to the specified constraints']],
  ['GET', '/tool?page=2', undefined, ['property page should not exist']],
  ['GET', '/phone-number?createdAtGt=soon', undefined, ['createdAtGt must be a valid ISO 8601 date string']],
];

for (const [method, path, json, messages] of BODIES) {
  test(`${method} ${path.replace(/[0-9a-f-]{36}/, ':id')}: ${messages.join(', ').slice(0, 80)}`, async (t) => {
    const sandbox = await sandboxFor(t);
    const before = JSON.stringify(sandbox.state);
    const { status, body } = await ask(sandbox, method, path, json);
    assert.deepEqual([status, body.error, body.statusCode], [400, 'Bad Request', 400], JSON.stringify(body));
    for (const message of messages)
      assert.ok(
        body.message.some((each: string) => each.startsWith(message)),
        body.message,
      );
    assert.ok(JSON.stringify(sandbox.state) === before, 'the state changed');
  });
}

test('all complaints come at once, unknown fields first', async (t) => {
  const sandbox = await sandboxFor(t);
  const { body } = await ask(sandbox, 'POST', '/tool', { tools: [], more: 1 });
  assert.deepEqual(body, {
    message: [
      'property tools should not exist',
      'property more should not exist',
      `type must be one of the following values: ${TYPES}`,
      'type must be a string',
    ],
    error: 'Bad Request',
    statusCode: 400,
  });
});

test("a tool's type cannot be named again, changed or not", async (t) => {
  const sandbox = await sandboxFor(t);
  const { body: tool } = await ask(sandbox, 'POST', '/tool', TOOL);
  for (const type of ['apiRequest', 'function']) {
    const { status, body } = await ask(sandbox, 'PATCH', `/tool/${tool.id}`, { type });
    assert.deepEqual([status, body.message], [400, ['property type should not exist']]);
  }
});

test('what refers to nothing is refused', async (t) => {
  const sandbox = await sandboxFor(t);
  const tools = await ask(sandbox, 'PATCH', ASSISTANT, modelled({ ...OPENAI, toolIds: [NOBODY] }));
  assert.deepEqual(
    [tools.status, tools.body.message],
    [400, `Couldn't Get Tool. \`toolId\` ${NOBODY} Does Not Exist.`],
  );
  const assistant = await ask(sandbox, 'PATCH', NUMBER, { assistantId: NOBODY });
  const message = `Couldn't Get Assistant. \`assistantId\` ${NOBODY} Does Not Exist.`;
  assert.deepEqual([assistant.status, assistant.body.message], [400, message]);
});

test('bodies that are no JSON object, ids and paths that there are not', async (t) => {
  const sandbox = await sandboxFor(t);
  for (const json of [[], 'text', null])
    assert.equal((await ask(sandbox, 'POST', '/tool', json)).status, 400);
  for (const id of [NOBODY, 'x', 'constructor']) {
    const { status, body } = await ask(sandbox, 'GET', `/tool/${id}`);
    assert.deepEqual([status, body], [404, { message: 'Not Found', statusCode: 404 }]);
  }
  const { status, body } = await ask(sandbox, 'PUT', ASSISTANT, {});
  assert.deepEqual(
    [status, body],
    [404, { message: `Cannot PUT ${ASSISTANT}`, error: 'Not Found', statusCode: 404 }],
  );
});
