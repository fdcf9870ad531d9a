/**
 * Changes by raw SQL, as an operator makes them with `wrangler d1 execute`: after the next sweep they are served. Triggers
 * carry each of them into the outbox, so each is made twice, the second time without its trigger: then the old state is still
 * served, which proves that the first time would have shown it.
 *
 * Both instances remember no routes (`ROUTE_TTL_SECONDS=0`), so that what is served is what was published.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { freshNumber, start, toldZone, type Clinic, type Frontdesk } from './fixture.ts';

const vars = { ROUTE_TTL_SECONDS: '0' };
const intact = await start({ after }, { vars });
const mutated = await start({ after }, { vars, sandbox: intact.sandbox });

interface Change {
  trigger: string;
  what: string;
  /** What has to be so before. */
  arrange?(frontdesk: Frontdesk, clinic: Clinic): Promise<unknown>;
  act(frontdesk: Frontdesk, clinic: Clinic): Promise<unknown>;
  /** What callers and admins see of it. */
  sees(frontdesk: Frontdesk, clinic: Clinic): Promise<unknown>;
  before: unknown;
  after: unknown;
  /** What is seen without the trigger, if not what was seen before. */
  without?: unknown;
}

const name = async (frontdesk: Frontdesk, { number }: Clinic) => (await frontdesk.lookup(number)).body.clinic_name;
const status = async (frontdesk: Frontdesk, { number }: Clinic) => (await frontdesk.lookup(number)).status;
const zone = (frontdesk: Frontdesk, { number }: Clinic) => toldZone(frontdesk, number);

/** Which of the sentences an agent hears. */
async function sentence(frontdesk: Frontdesk, { number }: Clinic): Promise<string | undefined> {
  const heard = await frontdesk.heard(number);
  const kinds = [
    'has 16 openings',
    'is closed on',
    'opening hours',
    'is not connected yet',
    "can't check the calendar",
    'are paused',
  ];
  return kinds.find((kind) => heard.includes(kind));
}

const CLOSED = JSON.stringify({ weekly: {} });
const [NINE_TO_FIVE, OWNER, ELM] = ['has 16 openings', 'Oak Dental', 'Elm Dental'];
/** The number that an insert adds beside the clinic's own. */
const second = new Map<string, string>();

const CHANGES: Change[] = [
  {
    trigger: 'phone_number_mapping_insert',
    what: 'a number that is added',
    arrange: async (_, { id }) => second.set(id, freshNumber()),
    act: (frontdesk, { id }) =>
      frontdesk.sql(
        "INSERT INTO phone_number_mapping (id, org_id, inbound_phone_number, clinic_name) VALUES (?, ?, ?, 'Oak Dental')",
        randomUUID(),
        id,
        second.get(id),
      ),
    // D1 is the truth, so it is found in either case: published, it takes no database.
    sees: async (frontdesk, { id }) => {
      const { status, headers } = await frontdesk.lookup(second.get(id) ?? '');
      return status === 404 ? 'nowhere' : /(\w+);desc="1"/.exec(headers.get('server-timing') ?? '')?.[1];
    },
    before: 'nowhere',
    after: 'kv',
    without: 'd1',
  },
  {
    trigger: 'phone_number_mapping_update',
    what: 'a number whose clinic is renamed',
    act: (frontdesk, { id }) =>
      frontdesk.sql("UPDATE phone_number_mapping SET clinic_name = 'Elm Dental' WHERE org_id = ?", id),
    sees: name,
    before: OWNER,
    after: ELM,
  },
  {
    trigger: 'phone_number_mapping_update',
    what: 'a number that is deactivated',
    act: (frontdesk, { id }) => frontdesk.sql('UPDATE phone_number_mapping SET is_active = 0 WHERE org_id = ?', id),
    sees: status,
    before: 200,
    after: 404,
  },
  {
    trigger: 'phone_number_mapping_update',
    what: 'a number that is moved to another clinic',
    act: async (frontdesk, { id }) => {
      const other = await frontdesk.org(ELM);
      await frontdesk.sql(
        "UPDATE phone_number_mapping SET org_id = ?, clinic_name = 'Elm Dental' WHERE org_id = ?",
        other.id,
        id,
      );
    },
    sees: name,
    before: OWNER,
    after: ELM,
  },
  {
    trigger: 'phone_number_mapping_update',
    what: 'a row whose number is replaced by another',
    act: (frontdesk, { id }) =>
      frontdesk.sql('UPDATE phone_number_mapping SET inbound_phone_number = ? WHERE org_id = ?', freshNumber(), id),
    sees: status,
    before: 200,
    after: 404,
  },
  {
    trigger: 'phone_number_mapping_delete',
    what: 'a row that is deleted',
    act: (frontdesk, { id }) => frontdesk.sql('DELETE FROM phone_number_mapping WHERE org_id = ?', id),
    sees: status,
    before: 200,
    after: 404,
  },
  {
    trigger: 'orgs_changed',
    what: 'an org whose zone changes',
    act: (frontdesk, { id }) => frontdesk.sql("UPDATE orgs SET zone = 'Europe/Berlin' WHERE id = ?", id),
    sees: zone,
    before: 'America/New_York',
    after: 'Europe/Berlin',
  },
  {
    trigger: 'orgs_version',
    what: 'an org whose zone changes, of which the version alone tells',
    act: (frontdesk, { id }) => frontdesk.sql("UPDATE orgs SET zone = 'Europe/Berlin' WHERE id = ?", id),
    sees: zone,
    before: 'America/New_York',
    after: 'Europe/Berlin',
  },
  {
    trigger: 'orgs_changed',
    what: 'an org that is suspended',
    act: (frontdesk, { id }) => frontdesk.sql("UPDATE orgs SET status = 'suspended' WHERE id = ?", id),
    sees: sentence,
    before: NINE_TO_FIVE,
    after: 'are paused',
  },
  {
    trigger: 'schedules_insert',
    what: 'opening hours that are set for the first time',
    arrange: async (frontdesk, { id }) => {
      await frontdesk.sql('DELETE FROM schedules WHERE org_id = ?', id);
      await frontdesk.sweep();
    },
    act: (frontdesk, { id }) => frontdesk.sql('INSERT INTO schedules (org_id, document) VALUES (?, ?)', id, CLOSED),
    sees: sentence,
    before: 'opening hours',
    after: 'is closed on',
  },
  {
    trigger: 'schedules_update',
    what: 'opening hours that change',
    act: (frontdesk, { id }) => frontdesk.sql('UPDATE schedules SET document = ? WHERE org_id = ?', CLOSED, id),
    sees: sentence,
    before: NINE_TO_FIVE,
    after: 'is closed on',
  },
  {
    trigger: 'schedules_delete',
    what: 'opening hours that are deleted',
    act: (frontdesk, { id }) => frontdesk.sql('DELETE FROM schedules WHERE org_id = ?', id),
    sees: sentence,
    before: NINE_TO_FIVE,
    after: 'opening hours',
  },
  {
    trigger: 'integration_settings_insert',
    what: 'credentials that are restored',
    arrange: async (frontdesk, { id }) => {
      await frontdesk.sql('CREATE TABLE IF NOT EXISTS saved AS SELECT * FROM integration_settings LIMIT 0');
      await frontdesk.sql('INSERT INTO saved SELECT * FROM integration_settings WHERE org_id = ?', id);
      await frontdesk.sql('DELETE FROM integration_settings WHERE org_id = ?', id);
      await frontdesk.sweep();
    },
    act: (frontdesk, { id }) =>
      frontdesk.sql('INSERT INTO integration_settings SELECT * FROM saved WHERE org_id = ?', id),
    sees: sentence,
    before: 'is not connected yet',
    after: NINE_TO_FIVE,
  },
  {
    trigger: 'integration_settings_update',
    what: 'credentials that are declared dead',
    act: (frontdesk, { id }) =>
      frontdesk.sql("UPDATE integration_settings SET status = 'needs_reconnect' WHERE org_id = ?", id),
    sees: sentence,
    before: NINE_TO_FIVE,
    after: "can't check the calendar",
  },
  {
    trigger: 'integration_settings_delete',
    what: 'credentials that are deleted',
    act: (frontdesk, { id }) => frontdesk.sql('DELETE FROM integration_settings WHERE org_id = ?', id),
    sees: sentence,
    before: NINE_TO_FIVE,
    after: 'is not connected yet',
  },
];

for (const change of CHANGES) {
  test(`${change.what}: served after the next sweep, and nothing is left in the outbox`, async () => {
    const clinic = await arranged(intact, change);
    assert.deepEqual(await seenAfter(intact, change, clinic), change.after);
    assert.deepEqual(await intact.sql('SELECT subject FROM outbox'), []);
  });

  test(`${change.what}: not so without the trigger ${change.trigger}`, async () => {
    const clinic = await arranged(mutated, change);
    await withoutTrigger(mutated, change.trigger, async () => {
      assert.deepEqual(await seenAfter(mutated, change, clinic), change.without ?? change.before);
    });
  });
}

test('a row that INSERT OR REPLACE gives another number, which fires no trigger, is noticed by the first look-up', async () => {
  const clinic = await intact.clinic();
  const [row] = await intact.sql('SELECT id FROM phone_number_mapping WHERE org_id = ?', clinic.id);
  await intact.sql(
    "INSERT OR REPLACE INTO phone_number_mapping (id, org_id, inbound_phone_number, clinic_name) VALUES (?, ?, ?, 'Oak')",
    row?.id,
    clinic.id,
    freshNumber(),
  );
  await intact.sweep();
  assert.equal(await status(intact, clinic), 200);
  await intact.sweep();
  assert.equal(await status(intact, clinic), 404);
});

test('every trigger of the schema has its change here', async () => {
  const triggers = await intact.sql("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name");
  const named = new Set(CHANGES.map(({ trigger }) => trigger));
  assert.deepEqual(
    triggers.map(({ name }) => name),
    [...named].sort(),
  );
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

/** Runs `work` on a schema that lacks one trigger. */
async function withoutTrigger(frontdesk: Frontdesk, trigger: string, work: () => Promise<void>): Promise<void> {
  const [found] = await frontdesk.sql("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", trigger);
  await frontdesk.sql(`DROP TRIGGER ${trigger}`);
  await work();
  await frontdesk.sql(found?.sql);
}
