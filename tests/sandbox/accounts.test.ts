/** The page of accounts to try the console with: what it says is true, and stays so. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { NEW_CLINIC } from '../../sandbox/accounts.ts';
import { DEMO_VAPI } from '../../sandbox/demo.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { call, sandboxFor } from './fixture.ts';
import { ask } from './vapi_fixture.ts';

async function pageOf(sandbox: Sandbox, method = 'GET'): Promise<string> {
  const { status, headers, body } = await call(sandbox, method, '/_sandbox/accounts');
  assert.deepEqual([status, headers.get('content-type')], [200, 'text/html; charset=utf-8']);
  return body;
}

/** A sandbox in which they are made. */
async function withAccounts(t: Parameters<typeof sandboxFor>[0], options?: Parameters<typeof sandboxFor>[1]): Promise<Sandbox> {
  const sandbox = await sandboxFor(t, options);
  await pageOf(sandbox, 'POST');
  return sandbox;
}

const keyIn = (page: string) => /<textarea[^>]*>([^<]*)</.exec(page)?.[1]?.replaceAll('&quot;', '"') ?? '';

test('it shows what the wizard asks for, and the key that mends the demo clinic', async (t) => {
  const page = await pageOf(await withAccounts(t, { frontdesk: 'http://localhost:8901' }));
  const { number, google, twilio, vapi } = NEW_CLINIC;
  const shown = [DEMO_VAPI.apiKey, number, google.calendarId, google.user, twilio.accountSid, twilio.authToken, twilio.fromNumber, vapi.apiKey, vapi.assistantId];
  for (const value of shown) assert.ok(page.includes(`<code>${value}</code>`), value);
  assert.match(page, /curl -X POST http:\/\/localhost:8901\/api\/vapi\/tools\/calendar\/book /);
  assert.equal(JSON.parse(keyIn(page)).client_email, google.serviceAccount);
});

test('each of them opens what it says', async (t) => {
  const sandbox = await withAccounts(t);
  const { google, twilio, vapi, number } = NEW_CLINIC;
  const { body } = await ask(sandbox, 'GET', '/phone-number', undefined, vapi.apiKey);
  assert.deepEqual(body.map((one: any) => [one.number, one.assistantId]), [[number, vapi.assistantId]]);
  const account = await call(sandbox, 'GET', `/2010-04-01/Accounts/${twilio.accountSid}.json`, { basic: `${twilio.accountSid}:${twilio.authToken}` });
  assert.equal(account.status, 200);
  const { access } = sandbox.state.google.calendars[google.calendarId]!;
  assert.deepEqual(access, { [google.user]: 'owner', [google.serviceAccount]: 'writer' });
});

test('it is the same when it is opened again, after a restart too, and brings back nothing that was changed', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const stateFile = join(folder, 'state.json');
  const first = await withAccounts(t, { stateFile });
  const page = await pageOf(first);
  first.state.vapi.assistants[NEW_CLINIC.vapi.assistantId]!.fields.name = 'Changed';
  const before = structuredClone(first.state);
  assert.equal(await pageOf(first, 'POST'), page);
  assert.deepEqual(first.state, before);
  assert.equal(await pageOf(await sandboxFor(t, { stateFile })), page);
});

test('looking at the page makes nothing: it says how they are made', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const stateFile = join(folder, 'state.json');
  const sandbox = await sandboxFor(t, { stateFile });
  const [before, written] = [structuredClone(sandbox.state), readFileSync(stateFile, 'utf8')];
  assert.match(await pageOf(sandbox), /<form method="post"><button>Make them</);
  assert.deepEqual(sandbox.state, before);
  await pageOf(sandbox, 'POST');
  const made = statSync(stateFile, { bigint: true });
  assert.notEqual(readFileSync(stateFile, 'utf8'), written);
  await pageOf(sandbox);
  const { ino, mtimeNs } = statSync(stateFile, { bigint: true });
  assert.deepEqual([ino, mtimeNs], [made.ino, made.mtimeNs]);
});

test('it says which of them is published and which was made here', async (t) => {
  const page = await pageOf(await withAccounts(t));
  assert.match(page.replaceAll(/\s+/g, ' '), /All are published, but for the service account's key: that was made on this machine\./);
});

test('nobody but this page shows a private key', async (t) => {
  const sandbox = await sandboxFor(t);
  const secret = JSON.parse(keyIn(await pageOf(sandbox, 'POST'))).private_key.split('\n')[1];
  for (const path of ['/_sandbox/', '/_sandbox/state', '/_sandbox/vapi']) {
    const { body } = await call(sandbox, 'GET', path);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    assert.ok(!text.includes(secret) && !text.includes(NEW_CLINIC.vapi.apiKey), path);
  }
});
