/** The state file and the command line: what survives a restart, and how a start fails. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DEMO_GOOGLE, DEMO_TWILIO } from '../../sandbox/demo.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { ACCOUNT, CALENDAR, NOW, TWILIO_BASIC, call, control, demoToken, sandboxFor } from './fixture.ts';

const MAIN = fileURLToPath(new URL('../../sandbox/main.ts', import.meta.url));

function stateFileFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'nested', 'state.json');
}

test('tokens, events, tombstones and messages survive a restart; faults do not', async (t) => {
  const stateFile = stateFileFor(t);
  const first = await startSandbox({ stateFile, clock: () => NOW });
  const token = await demoToken(first);
  const event = { id: 'booking00001', start: { date: '2026-12-03' }, end: { date: '2026-12-04' } };
  await call(first, 'POST', `${CALENDAR}/events`, { token, json: event });
  await call(first, 'DELETE', `${CALENDAR}/events/booking00001`, { token });
  const form = { To: '+12025550123', From: DEMO_TWILIO.fromNumber, Body: 'Hello' };
  const { body: message } = await call(first, 'POST', `${ACCOUNT}/Messages.json`, {
    basic: TWILIO_BASIC,
    form,
  });
  await control(first, 'POST', '/faults', { route: '*', status: 500 });
  await first.close();

  const second = await sandboxFor(t, { stateFile });
  assert.deepEqual(second.state, first.state);
  assert.equal((await call(second, 'POST', `${CALENDAR}/events`, { token, json: event })).status, 409);
  const path = `${ACCOUNT}/Messages/${message.sid}.json`;
  assert.equal((await call(second, 'GET', path, { basic: TWILIO_BASIC })).body.body, 'Hello');
});

test('the file is written whole, for the owner only, and leaves no draft behind', async (t) => {
  const stateFile = stateFileFor(t);
  const sandbox = await sandboxFor(t, { stateFile });
  await demoToken(sandbox);
  assert.deepEqual(JSON.parse(readFileSync(stateFile, 'utf8')), { layout: 1, state: sandbox.state });
  assert.equal(statSync(stateFile).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(join(stateFile, '..')), ['state.json']);
});

test('demo data comes at the first start only', async (t) => {
  const stateFile = stateFileFor(t);
  const first = await startSandbox({ stateFile, clock: () => NOW });
  await control(first, 'DELETE', `/google/calendars/${DEMO_GOOGLE.calendarId}`);
  await first.close();
  const second = await sandboxFor(t, { stateFile });
  assert.deepEqual(second.state.google.calendars, {});
});

test('the demo calendar is busy on the working days of the week from today, New York time', async (t) => {
  const sandbox = await sandboxFor(t, { clock: () => Date.parse('2026-12-04T03:00:00Z') }); // Thursday, 22:00 there
  const events = Object.values(sandbox.state.google.calendars[DEMO_GOOGLE.calendarId]?.events ?? {});
  const days = new Set(events.map(({ id }) => id.slice(4, 12)));
  assert.deepEqual([...days], ['20261203', '20261204', '20261207', '20261208', '20261209']);
});

test('a file of another kind is refused, not overwritten', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const text of ['not json', '{"layout":99}', 'null']) {
    const stateFile = join(folder, 'state.json');
    writeFileSync(stateFile, text);
    await assert.rejects(startSandbox({ stateFile }), /delete it to start afresh/);
    assert.equal(readFileSync(stateFile, 'utf8'), text);
  }
});

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the command line; `onLine` sees the first line of output, for a process that keeps running. */
function run(args: string[], onLine: (stop: () => void) => void = () => {}): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args]);
  const ended: Ended = { code: null, out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    ended.out += chunk;
    if (ended.out.includes('\n')) onLine(() => child.kill('SIGTERM'));
  });
  child.stderr.on('data', (chunk) => (ended.err += chunk));
  return new Promise((resolve) => child.on('close', (code) => resolve({ ...ended, code })));
}

test('the command line says where it listens and ends cleanly on SIGTERM', async () => {
  const { code, out, err } = await run(['--port', '0'], (stop) => stop());
  assert.match(out, /^sandbox: .* http:\/\/127\.0\.0\.1:\d+ /);
  assert.deepEqual([code, err], [0, '']);
});

test('a busy port is one clear line and exit code 1', async (t) => {
  const sandbox = await sandboxFor(t);
  const { code, err } = await run(['--port', String(sandbox.port)]);
  assert.equal(code, 1);
  assert.equal(err, `sandbox: port ${sandbox.port} is already in use; choose another with --port\n`);
});

test('an unusable argument is one clear line and exit code 1', async () => {
  for (const args of [
    ['--port', 'many'],
    ['--prot', '1'],
  ]) {
    const { code, err } = await run(args);
    assert.deepEqual([code, err.trimEnd().split('\n').length], [1, 1]);
  }
});
