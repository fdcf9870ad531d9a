/** The page of accounts to try the console with: what it says is true, and stays so. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { NEW_CLINIC } from '../../sandbox/accounts.ts';
import { DEMO_VAPI } from '../../sandbox/demo.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { call, sandboxFor } from './fixture.ts';
import { ask } from './vapi_fixture.ts';

async function pageOf(sandbox: Sandbox): Promise<string> {
  const { status, headers, body } = await call(sandbox, 'GET', '/_sandbox/accounts');
  assert.deepEqual([status, headers.get('content-type')], [200, 'text/html; charset=utf-8']);
  return body;
}

const keyIn = (page: string) => /<textarea[^>]*>([^<]*)</.exec(page)?.[1]?.replaceAll('&quot;', '"') ?? '';

test('it shows what the wizard asks for, and the key that mends the demo clinic', async (t) => {
  const page = await pageOf(await sandboxFor(t, { frontdesk: 'http://localhost:8901' }));
  const { number, google, twilio, vapi } = NEW_CLINIC;
  const shown = [DEMO_VAPI.apiKey, number, google.calendarId, google.user, twilio.accountSid, twilio.authToken, twilio.fromNumber, vapi.apiKey, vapi.assistantId];
  for (const value of shown) assert.ok(page.includes(`<code>${value}</code>`), value);
  assert.match(page, /curl -X POST http:\/\/localhost:8901\/api\/vapi\/tools\/calendar\/book /);
  assert.equal(JSON.parse(keyIn(page)).client_email, google.serviceAccount);
});

test('each of them opens what it says', async (t) => {
  const sandbox = await sandboxFor(t);
  await pageOf(sandbox);
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
  const first = await sandboxFor(t, { stateFile });
  const page = await pageOf(first);
  first.state.vapi.assistants[NEW_CLINIC.vapi.assistantId]!.fields.name = 'Changed';
  const before = structuredClone(first.state);
  assert.equal(await pageOf(first), page);
  assert.deepEqual(first.state, before);
  assert.equal(await pageOf(await sandboxFor(t, { stateFile })), page);
});

test('nobody but this page shows a private key', async (t) => {
  const sandbox = await sandboxFor(t);
  const secret = JSON.parse(keyIn(await pageOf(sandbox))).private_key.split('\n')[1];
  for (const path of ['/_sandbox/', '/_sandbox/state', '/_sandbox/vapi']) {
    const { body } = await call(sandbox, 'GET', path);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    assert.ok(!text.includes(secret) && !text.includes(NEW_CLINIC.vapi.apiKey), path);
  }
});
