/** Vapi's side from behind: faults, the record, the page, organisations, and the state file. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DEMO_GOOGLE, DEMO_VAPI } from '../../sandbox/demo.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { call, control, sandboxFor } from './fixture.ts';
import { TOOL, ask, clientFor, failsWith } from './vapi_fixture.ts';

const fault = (sandbox: Sandbox, spec: object) => control(sandbox, 'POST', '/faults', spec);
const toolsOf = (sandbox: Sandbox) => Object.keys(sandbox.state.vapi.tools).length;
const create = (sandbox: Sandbox) => ask(sandbox, 'POST', '/tool', TOOL);

const SHAPES: [route: string, status: number, error: string | undefined][] = [
  ['vapi.tools.create', 401, 'Unauthorized'],
  ['vapi.tools.create', 429, undefined],
  ['vapi.tools.create', 500, 'Internal Server Error'],
  ['vapi.tools.*', 502, 'Bad Gateway'],
  ['vapi.*', 503, 'Service Unavailable'],
  ['*', 504, undefined],
];

for (const [route, status, error] of SHAPES) {
  test(`a fault of ${status} on ${route} answers in Vapi's shape and does no work`, async (t) => {
    const sandbox = await sandboxFor(t);
    await fault(sandbox, { route, status, times: 1 });
    const { status: seen, body } = await create(sandbox);
    assert.deepEqual(
      [seen, body.statusCode, body.error, typeof body.message],
      [status, status, error, 'string'],
    );
    assert.equal(toolsOf(sandbox), 0);
    assert.equal((await create(sandbox)).status, 201);
  });
}

test('drops and failures before and after the work', async (t) => {
  const sandbox = await sandboxFor(t);
  const route = 'vapi.tools.create';
  await fault(sandbox, { route, drop: 'before', times: 1 });
  await fault(sandbox, { route, drop: 'after', times: 1 });
  await fault(sandbox, { route, status: 500, afterWork: true, times: 1 });
  await assert.rejects(create(sandbox), TypeError);
  assert.equal(toolsOf(sandbox), 0);
  await assert.rejects(create(sandbox), TypeError);
  assert.equal(toolsOf(sandbox), 1);
  await assert.rejects(clientFor(sandbox).tools.create(TOOL), failsWith(500, /Internal Server Error/));
  assert.equal(toolsOf(sandbox), 2);
});

test('a held change and a delay wait until they are released; broken JSON is half an answer', async (t) => {
  const sandbox = await sandboxFor(t);
  const patch = () => ask(sandbox, 'PATCH', `/assistant/${DEMO_VAPI.assistantId}`, { name: 'Later' });
  for (const wait of [{ hold: true }, { delayMs: 3_600_000 }]) {
    await fault(sandbox, { route: 'vapi.assistants.patch', ...wait, times: 1 });
    const held = patch();
    await sandbox.faults.untilHeld(1);
    await control(sandbox, 'POST', '/release', { route: 'vapi.*' });
    assert.equal((await held).status, 200);
  }
  await fault(sandbox, { route: 'vapi.assistants.patch', brokenJson: true });
  assert.equal(typeof (await patch()).body, 'string');
});

test('neither record nor state nor page shows a key, a token or a header', async (t) => {
  const sandbox = await sandboxFor(t);
  const secrets = [
    'the-secret-header-of-the-tool',
    'the-auth-token-of-twilio',
    'the-key-of-a-model-provider',
  ];
  const [header, twilioAuthToken, apiKey] = secrets;
  const server = { ...TOOL.server, headers: { 'X-Vapi-Secret': header } };
  await ask(sandbox, 'POST', '/tool', { ...TOOL, server });
  const number = { provider: 'twilio', number: '+14155550123', twilioAccountSid: 'AC1', twilioAuthToken };
  assert.equal((await ask(sandbox, 'POST', '/phone-number', number)).status, 201);
  const credentials = [{ provider: 'openai', apiKey }];
  await ask(sandbox, 'PATCH', `/assistant/${DEMO_VAPI.assistantId}`, { credentials });
  const shown = await Promise.all(
    ['/requests', '/state', '/vapi', '/'].map((path) => control(sandbox, 'GET', path)),
  );
  for (const secret of [...secrets, DEMO_VAPI.apiKey])
    assert.equal(JSON.stringify(shown).includes(secret), false, secret);
  const [recorded] = sandbox.requests.list('vapi.tools.create');
  assert.deepEqual(recorded?.body, {
    ...TOOL,
    server: { ...TOOL.server, headers: { 'X-Vapi-Secret': '…tool' } },
  });
});

test('the page and the view show who has what and what points where', async (t) => {
  const sandbox = await sandboxFor(t);
  const { body: tool } = await create(sandbox);
  const model = { provider: 'openai', model: 'gpt-4o', toolIds: [tool.id] };
  await ask(sandbox, 'PATCH', `/assistant/${DEMO_VAPI.assistantId}`, {
    model,
    serverMessages: ['tool-calls'],
  });
  const [org] = await control(sandbox, 'GET', '/vapi');
  assert.deepEqual(org.tools, [
    { id: tool.id, name: 'check_availability', type: 'function', server: TOOL.server.url },
  ]);
  assert.deepEqual(org.assistants, [
    {
      id: DEMO_VAPI.assistantId,
      name: 'Downtown Dental front desk',
      model: 'openai gpt-4o',
      tools: ['check_availability'],
      serverMessages: ['tool-calls'],
      server: '',
    },
  ]);
  const [number] = org.phoneNumbers;
  assert.deepEqual([number.number, number.assistant], [DEMO_VAPI.number, 'Downtown Dental front desk']);
  assert.deepEqual((await control(sandbox, 'GET', '/state')).vapi, { orgs: [org] });
  const { body: page } = await call(sandbox, 'GET', '/_sandbox/');
  for (const text of ['Downtown Dental front desk', 'check_availability', DEMO_VAPI.number, TOOL.server.url])
    assert.ok(page.includes(text), text);
  await ask(sandbox, 'DELETE', `/tool/${tool.id}`);
  const [after] = await control(sandbox, 'GET', '/vapi');
  assert.deepEqual(after.assistants[0].tools, ['(deleted)']);
});

test('an organisation keeps what it has when its keys change; a key belongs to one only', async (t) => {
  const sandbox = await sandboxFor(t);
  const path = `/vapi/orgs/${DEMO_VAPI.orgId}`;
  await control(sandbox, 'PUT', path, { keys: ['the-new-key-of-the-clinic'] });
  assert.equal((await ask(sandbox, 'GET', '/tool')).status, 401);
  const { body } = await ask(sandbox, 'GET', '/assistant', undefined, 'the-new-key-of-the-clinic');
  assert.deepEqual(
    [body.length, sandbox.state.vapi.orgs[DEMO_VAPI.orgId]?.name],
    [1, 'Downtown Dental Clinic'],
  );
  const json = { keys: ['the-new-key-of-the-clinic'] };
  assert.equal((await call(sandbox, 'PUT', '/_sandbox/vapi/orgs/other', { json })).status, 409);
  assert.equal((await call(sandbox, 'PUT', `/_sandbox${path}`, { json: { key: 'x' } })).status, 400);
});

function stateFileFor(t: { after(end: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'state.json');
}

test('tools and changes survive a restart', async (t) => {
  const stateFile = stateFileFor(t);
  const first = await sandboxFor(t, { stateFile });
  const { body: tool } = await create(first);
  await ask(first, 'PATCH', `/phone-number/${DEMO_VAPI.phoneNumberId}`, { name: 'Front' });
  const second = await sandboxFor(t, { stateFile });
  assert.deepEqual(second.state, first.state);
  assert.deepEqual((await ask(second, 'GET', `/tool/${tool.id}`)).body, tool);
});

test('a state file from before Vapi was played is kept, and the demo account added to it', async (t) => {
  const stateFile = stateFileFor(t);
  const first = await sandboxFor(t, { stateFile });
  await control(first, 'DELETE', `/google/calendars/${DEMO_GOOGLE.calendarId}`);
  const saved = JSON.parse(readFileSync(stateFile, 'utf8'));
  delete saved.state.vapi;
  writeFileSync(stateFile, JSON.stringify(saved));
  const second = await sandboxFor(t, { stateFile });
  assert.deepEqual(second.state.google.calendars, {});
  assert.equal((await ask(second, 'GET', '/phone-number')).body.at(-1).number, DEMO_VAPI.number);
  assert.deepEqual(JSON.parse(readFileSync(stateFile, 'utf8')).state, second.state);
});

test('reset brings the demo account back, or nothing at all', async (t) => {
  const sandbox = await sandboxFor(t);
  await ask(sandbox, 'DELETE', `/assistant/${DEMO_VAPI.assistantId}`);
  await control(sandbox, 'POST', '/reset', {});
  assert.equal((await ask(sandbox, 'GET', '/assistant')).body.length, 1);
  await control(sandbox, 'POST', '/reset', { demo: false });
  assert.deepEqual(sandbox.state.vapi, { orgs: {}, tools: {}, assistants: {}, phoneNumbers: {} });
  assert.equal((await ask(sandbox, 'GET', '/assistant')).status, 401);
});
