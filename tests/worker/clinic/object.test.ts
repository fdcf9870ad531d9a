/** What is told of a clinic's calls is kept in the clinic's own object, on disk, whatever becomes of its memory. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { unstable_readConfig as readConfig } from 'wrangler';
import { PATHS } from '../../../scripts/project.mjs';
import { start, startIsolates, type Clinic, type Frontdesk } from '../fixture.ts';

const WEBHOOK = '/api/vapi/webhook';

/** Vapi reports that a call has ended, of which more may be said; gives its id. */
async function ended(frontdesk: Frontdesk, { number }: Clinic, id: string = randomUUID(), more: object = {}): Promise<string> {
  const phoneNumber = { number };
  const call = { id, type: 'inboundPhoneCall', phoneNumber };
  const message = { type: 'end-of-call-report', endedReason: 'customer-ended-call', cost: 0.25, call, phoneNumber, ...more };
  const { status, text } = await frontdesk.call('POST', WEBHOOK, { json: { message } });
  assert.equal(status, 200, text);
  return id;
}

/** The ids of the calls that a clinic is shown, the newest first. */
async function shown(frontdesk: Frontdesk, { admin }: Clinic): Promise<string[]> {
  const { items } = await frontdesk.done('GET', '/api/calls', { token: admin });
  return items.map(({ id }: { id: string }) => id);
}

test('calls outlive the memory of the object', async (t) => {
  const frontdesk = await start(t);
  const clinic = await frontdesk.clinic();
  const told = [];
  for (let n = 0; n < 3; n += 1) {
    told.unshift(await ended(frontdesk, clinic));
    await frontdesk.evict(clinic.id);
    assert.deepEqual((await shown(frontdesk, clinic)).sort(), [...told].sort());
  }
});

test('calls outlive workerd, when it is killed and when it ends', async (t) => {
  const state = await mkdtemp(join(tmpdir(), 'frontdesk-clinic-'));
  t.after(() => rm(state, { recursive: true, force: true }));
  const frontdesk = await start(t, { state });
  const clinic = await frontdesk.clinic();
  const told = [await ended(frontdesk, clinic)];
  await frontdesk.kill();
  assert.deepEqual(await shown(frontdesk, clinic), told);
  told.unshift(await ended(frontdesk, clinic));
  await frontdesk.close();
  const next = await start(t, { state, sandbox: frontdesk.sandbox });
  assert.deepEqual((await shown(next, clinic)).sort(), [...told].sort());
});

test('every isolate asks the same objects, of which each clinic has one and sees no other', async (t) => {
  const isolates = await startIsolates(t, 2);
  const [one, other] = isolates as [Frontdesk, Frontdesk];
  const [ours, theirs] = [await one.clinic('Oak Dental'), await one.clinic('Elm Dental')];
  const [call, shared] = [await ended(other, ours), randomUUID()];
  await ended(one, ours, shared);
  await ended(other, theirs, shared);
  for (const frontdesk of isolates) {
    assert.deepEqual((await shown(frontdesk, ours)).sort(), [call, shared].sort());
    assert.deepEqual(await shown(frontdesk, theirs), [shared]);
    const { status } = await frontdesk.call('GET', `/api/calls/${call}`, { token: theirs.admin });
    assert.equal(status, 404);
  }
  assert.equal(await one.objects(), 2);
});

test('SQL from outside runs in the object of one clinic, all of it or nothing, and its alarm rings when it is told to', async (t) => {
  const frontdesk = await start(t);
  const [clinic, other] = [await frontdesk.clinic(), await frontdesk.clinic()];
  const [old, recent] = [await ended(frontdesk, clinic), await ended(frontdesk, clinic)];
  const calls = ({ id }: Clinic) => frontdesk.clinicSql(id, 'SELECT call_id, cost_micros FROM calls ORDER BY call_id');
  const both = [old, recent].sort().map((call_id) => ({ call_id, cost_micros: 250_000 }));
  assert.deepEqual([await calls(clinic), await calls(other)], [both, []]);
  const halfRefused = "UPDATE calls SET cost_micros = 0; UPDATE calls SET hangs = '{'";
  await assert.rejects(frontdesk.clinicSql(clinic.id, halfRefused), /CHECK constraint failed/);
  await frontdesk.clinicSql(clinic.id, 'UPDATE calls SET started_at = ? WHERE call_id = ?', 1_000_000_000, old);
  await frontdesk.clinicSql(clinic.id, "UPDATE due SET at = 0 WHERE work = 'retention'");
  await frontdesk.kill();
  assert.deepEqual(await calls(clinic), both);
  await frontdesk.ring(clinic.id);
  assert.deepEqual(await shown(frontdesk, clinic), [recent]);
});

/** Calls that one run of an object deletes at most. */
const MOST = 500;

test('what one run leaves of old calls, the alarm of the object deletes, as it was set by that run', async (t) => {
  const frontdesk = await start(t);
  const clinic = await frontdesk.clinic();
  const startedAt = new Date(Date.now() - 30 * 86_400_000).toISOString();
  for (let left = MOST + 1; left > 0; left -= 50) {
    const batch = Array.from({ length: Math.min(left, 50) }, () => ended(frontdesk, clinic, randomUUID(), { startedAt }));
    await Promise.all(batch);
  }
  const today = await ended(frontdesk, clinic);
  const json = { call_log: { retention_days: 7 } };
  // The request pokes the object, which deletes so many and sets its alarm; nobody pokes it again.
  await frontdesk.done('PUT', '/api/assistant', { token: clinic.admin, json });
  const deadline = Date.now() + 30_000;
  let calls = await shown(frontdesk, clinic);
  while (calls.length > 1 && Date.now() < deadline) calls = await shown(frontdesk, clinic);
  assert.deepEqual(calls, [today]);
});

test('the one class is declared and bound in every environment', () => {
  for (const env of [undefined, 'production']) {
    // Without the prototypes that a parser of TOML gives.
    const { exports, durable_objects } = structuredClone(readConfig({ config: PATHS.wranglerConfig, env }, { hideWarnings: true }));
    assert.deepEqual(exports, { Clinic: { type: 'durable-object', storage: 'sqlite' } });
    assert.deepEqual(durable_objects.bindings, [{ name: 'CLINICS', class_name: 'Clinic' }]);
  }
});
