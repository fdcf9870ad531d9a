/** Others' clients at work on an org's own address, with the org's own secret: the official SDKs in both eras, and the inspector. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { hasInspector, hasPythonSdk, INSPECTOR, PYTHON, REQUIRED } from '../../scripts/mcp-clients.mjs';
import { PATHS } from '../../scripts/project.mjs';
import { start, workday } from '../worker/fixture.ts';
import { play, TOOLS, visit } from './visit.ts';

const SECRET = 'a-secret-of-the-clinics-own-clients';
const SELF = { name: 'tests', version: '1' };

const frontdesk = await start({ after }, { plain: true });
const { id, name, admin } = await frontdesk.clinic();
await frontdesk.done('PUT', '/api/integrations/mcp', { token: admin, json: { webhook_secrets: [SECRET] } });
const url = `${frontdesk.url}/mcp/${id}`;

let calls = 0;

/** What a worker of the org's own says of a call that it carries. */
function headersOfCall(): Record<string, string> {
  calls += 1;
  return { authorization: `Bearer ${SECRET}`, 'x-caller-number': `+1212555${String(calls).padStart(4, '0')}`, 'x-call-id': `call-${calls}` };
}

const startAt = (time: string) => `${workday()}T${time}`;

/** Runs a program with a text on its standard input, and answers what it printed. */
async function output(program: string, args: string[], input = ''): Promise<string> {
  const child = spawn(program, args);
  child.stdin.end(input);
  const [out, error, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  assert.equal(status, 0, `${out}${error}`);
  return out;
}

/** A client of Python's in one mode, for all that it does. */
async function inPython(mode: string, version: string, time: string): Promise<void> {
  const steps = visit(startAt(time));
  const asked = { url, headers: headersOfCall(), mode, steps: steps.map(([tool, args]) => [tool, args]) };
  const script = new URL('client.py', import.meta.url).pathname;
  const done = JSON.parse(await output(PYTHON, [script], JSON.stringify(asked)));
  assert.deepEqual([done.version, done.tools], [version, TOOLS]);
  assert.ok(done.instructions.includes(name), done.instructions);
  await play(startAt(time), async () => done.results.shift());
}

test('TypeScript SDK 1, with a handshake', async () => {
  const client = new Client(SELF);
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: headersOfCall() } }));
  assert.ok(client.getInstructions()?.includes(name));
  assert.deepEqual((await client.listTools()).tools.map((tool) => tool.name), TOOLS);
  await play(startAt('09:00'), (tool, args) => client.callTool({ name: tool, arguments: args }));
  await client.close();
});

for (const [mode, version, time] of [['auto', '2026-07-28', '09:30'], ['legacy', '2025-11-25', '10:00']] as const) {
  test(`TypeScript SDK 2, ${mode}`, async () => {
    const client = new ModernClient(SELF, { versionNegotiation: { mode } });
    await client.connect(new ModernTransport(new URL(url), { requestInit: { headers: headersOfCall() } }));
    assert.equal(client.getNegotiatedProtocolVersion(), version);
    assert.ok(client.getInstructions()?.includes(name));
    assert.deepEqual((await client.listTools()).tools.map((tool) => tool.name), TOOLS);
    await play(startAt(time), (tool, args) => client.callTool({ name: tool, arguments: args }));
    await client.close();
  });
}

const python = REQUIRED || (await hasPythonSdk()) ? false : 'the Python SDK is not installed';
test('Python SDK, as it is', { skip: python }, () => inPython('auto', '2026-07-28', '10:30'));
test('Python SDK, with a handshake', { skip: python }, () => inPython('legacy', '2025-11-25', '11:00'));

test("the inspector's CLI", { skip: REQUIRED || (await hasInspector()) ? false : 'the inspector is not installed' }, async () => {
  const headers = Object.entries(headersOfCall()).flatMap(([header, value]) => ['--header', `${header}: ${value}`]);
  const inspect = async (method: string, ...more: string[]) => {
    const options = ['--transport', 'http', '--format', 'json', '--method', method, ...headers, ...more];
    return JSON.parse(await output(PATHS.node, [INSPECTOR, '--cli', url, ...options]));
  };
  const listed = await inspect('tools/list');
  assert.deepEqual((listed.result ?? listed).tools.map((tool: { name: string }) => tool.name), TOOLS);
  await play(startAt('11:30'), async (tool, args) => {
    const called = await inspect('tools/call', '--tool-name', tool, '--tool-args-json', JSON.stringify(args));
    return called.result ?? called;
  });
});
