/**
 * Changes by raw SQL, as an operator makes them with `wrangler d1 execute`: after the next sweep they are served. Triggers
 * note each of them for whoever acts on it, as do those of a clinic's object, so each is made twice, the second time without its
 * trigger: then the old state is still served, which proves that the first time would have shown it.
 *
 * Both instances remember no routes (`ROUTE_TTL_SECONDS=0`), so that what is served is what was published.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import type { Deployment } from '../deployment.ts';
import { freshNumber, start, type Clinic, type Frontdesk } from '../fixture.ts';
import { OF_APPOINTMENTS } from './appointments.ts';
import { OF_CALLS } from './calls.ts';
import type { Change } from './change.ts';
import { OF_COUNTED } from './counted.ts';
import { OF_CLAIMS } from './claims.ts';
import { OF_DOCUMENTS } from './documents.ts';
import { OF_KNOWLEDGE } from './knowledge.ts';
import { OF_MEMBERS } from './members.ts';
import { OF_NAMES } from './names.ts';
import { OF_NUMBERS } from './numbers.ts';
import { OF_OFFERS } from './offers.ts';
import { OF_POKES } from './pokes.ts';
import { OF_ORGS } from './orgs.ts';
import { OF_RETAINED } from './retained.ts';
import { OF_ROUTES, status } from './routes.ts';
import { OF_TOLD } from './told.ts';

const vars = { ROUTE_TTL_SECONDS: '0' };
const intact = await start({ after }, { vars });
const mutated = await start({ after }, { vars, sandbox: intact.sandbox });

const CHANGES = [
  ...OF_ROUTES,
  ...OF_NUMBERS,
  ...OF_DOCUMENTS,
  ...OF_OFFERS,
  ...OF_CALLS,
  ...OF_POKES,
  ...OF_APPOINTMENTS,
  ...OF_RETAINED,
  ...OF_COUNTED,
  ...OF_NAMES,
  ...OF_ORGS,
  ...OF_KNOWLEDGE,
  ...OF_MEMBERS,
  ...OF_CLAIMS,
  ...OF_TOLD,
];

for (const change of CHANGES) {
  test(`${change.what}: served after the next sweep, and nothing is left to be done`, async () => {
    const clinic = await arranged(intact, change);
    assert.deepEqual(await seenAfter(intact, change, clinic), change.after);
    assert.deepEqual(await intact.sql('SELECT subject FROM route_publications UNION ALL SELECT org_id FROM clinic_pokes'), []);
  });

  test(`${change.what}: not so without the trigger ${change.trigger}`, async () => {
    const clinic = await arranged(mutated, change);
    await withoutTrigger(databaseOf(mutated, change, clinic), change.trigger, async () => {
      assert.deepEqual(await seenAfter(mutated, change, clinic), change.without ?? change.before);
    });
  });
}

test('a row that INSERT OR REPLACE gives to another clinic, which fires no trigger, is noticed by the first look-up', async () => {
  const clinic = await intact.clinic();
  const [row] = await intact.sql('SELECT id FROM phone_number_mapping WHERE org_id = ?', clinic.id);
  await intact.sql(
    "INSERT OR REPLACE INTO phone_number_mapping (id, org_id, inbound_phone_number, clinic_name) VALUES (?, ?, ?, 'Oak')",
    row?.id,
    (await intact.org('Elm Dental')).id,
    freshNumber(),
  );
  await intact.sweep();
  assert.equal(await status(intact, clinic), 200);
  await intact.sweep();
  assert.equal(await status(intact, clinic), 404);
});

test('every trigger of the schema has its change here', async () => {
  const { id } = await intact.clinic();
  const all = "SELECT name FROM sqlite_master WHERE type = 'trigger'";
  const triggers = [await intact.sql(all), await intact.clinicSql(id, all)].map((rows) => rows.map(({ name }) => name).sort());
  const named = [false, true].map((isInObject) => CHANGES.filter(({ inObject = false }) => inObject === isInObject));
  assert.deepEqual(triggers, named.map((changes) => [...new Set(changes.map(({ trigger }) => trigger))].sort()));
});

async function arranged(frontdesk: Frontdesk, change: Change): Promise<Clinic> {
  const clinic = await frontdesk.clinic('Oak Dental');
  await change.arrange?.(frontdesk, clinic);
  assert.deepEqual(await change.sees(frontdesk, clinic), change.before, 'before the change');
  return clinic;
}

async function seenAfter(frontdesk: Frontdesk, change: Change, clinic: Clinic): Promise<unknown> {
  await change.act(frontdesk, clinic);
  await frontdesk.sweep();
  return change.sees(frontdesk, clinic);
}

/** SQL where the trigger of a change is. */
function databaseOf(frontdesk: Frontdesk, { inObject }: Change, { id }: Clinic): Deployment['sql'] {
  return inObject ? (...statement) => frontdesk.clinicSql(id, ...statement) : (...statement) => frontdesk.sql(...statement);
}

/** Runs `work` on a schema that lacks one trigger. */
async function withoutTrigger(sql: Deployment['sql'], trigger: string, work: () => Promise<void>): Promise<void> {
  const [found] = await sql("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", trigger);
  await sql(`DROP TRIGGER ${trigger}`);
  await work();
  await sql(found?.sql);
}
