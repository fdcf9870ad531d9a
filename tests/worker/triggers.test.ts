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
import { secondsOf } from './booking/practice.ts';
import { freshNumber, start, toldZone, workday, type Clinic, type Frontdesk } from './fixture.ts';

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

/** What the published document of a clinic's number says it offers, how it texts, or how its calls are answered. */
async function routed(frontdesk: Frontdesk, { number }: Clinic): Promise<any> {
  return (await frontdesk.document(number)).route;
}

const services = async (frontdesk: Frontdesk, clinic: Clinic) => called((await routed(frontdesk, clinic)).catalogue.services);
const practitioners = async (frontdesk: Frontdesk, clinic: Clinic) =>
  called((await routed(frontdesk, clinic)).catalogue.practitioners);
const textsADay = async (frontdesk: Frontdesk, clinic: Clinic) => (await routed(frontdesk, clinic)).messaging.daily_cap;
const daysKept = async (frontdesk: Frontdesk, clinic: Clinic) =>
  (await routed(frontdesk, clinic)).assistant.call_log.retention_days;
const called = (entries: { name: string }[]) => entries.map(({ name }) => name).join();

const addService = (frontdesk: Frontdesk, { id }: Clinic) =>
  frontdesk.sql("INSERT INTO services (id, org_id, name, minutes) VALUES (?, ?, 'Cleaning', 30)", randomUUID(), id);
const addPractitioner = (frontdesk: Frontdesk, { id }: Clinic) =>
  frontdesk.sql(
    "INSERT INTO practitioners (id, org_id, name, calendar_id) VALUES (?, ?, 'Dr. Lee', 'lee')",
    randomUUID(),
    id,
  );
const setMessaging = (frontdesk: Frontdesk, { id }: Clinic) =>
  frontdesk.sql('INSERT INTO messaging (org_id, document) VALUES (?, \'{"daily_cap":7}\')', id);
const setAssistant = (frontdesk: Frontdesk, { id }: Clinic) =>
  frontdesk.sql('INSERT INTO assistants (org_id, document) VALUES (?, \'{"call_log":{"retention_days":7}}\')', id);

/** For how many days a clinic keeps its calls. */
const keepFor = (days: number) => (frontdesk: Frontdesk, { id }: Clinic) =>
  frontdesk.sql('INSERT INTO assistants (org_id, document) VALUES (?, ?)', id, JSON.stringify({ call_log: { retention_days: days } }));

/** What is arranged and published before the change. */
function swept(arrange: (frontdesk: Frontdesk, clinic: Clinic) => Promise<unknown>) {
  return async (frontdesk: Frontdesk, clinic: Clinic) => {
    await arrange(frontdesk, clinic);
    await frontdesk.sweep();
  };
}

/** Work that was given up on an appointment that no longer exists, so that there is nothing to do once it is due again. */
const giveUp = (frontdesk: Frontdesk, { id }: Clinic) =>
  frontdesk.sql(
    "INSERT INTO outbox (kind, org_id, subject, attempts, dead_at) VALUES ('event.sync', ?, ?, 12, unixepoch())",
    id,
    randomUUID(),
  );

/** How many pieces of a clinic's work are given up. */
const givenUp = async (frontdesk: Frontdesk, { id }: Clinic) =>
  (await frontdesk.sql('SELECT id FROM outbox WHERE org_id = ? AND dead_at IS NOT NULL', id)).length;

/** Keeps a clinic's credentials aside, to be connected again. */
async function disconnect(frontdesk: Frontdesk, { id }: Clinic): Promise<void> {
  await frontdesk.sql('CREATE TABLE IF NOT EXISTS saved AS SELECT * FROM integration_settings LIMIT 0');
  await frontdesk.sql('INSERT INTO saved SELECT * FROM integration_settings WHERE org_id = ?', id);
  await frontdesk.sql('DELETE FROM integration_settings WHERE org_id = ?', id);
}

const connectSaved = (frontdesk: Frontdesk, { id }: Clinic) =>
  frontdesk.sql('INSERT INTO integration_settings SELECT * FROM saved WHERE org_id = ?', id);

/** An hour of a clinic's calendar, so many hours after {@link HOUR}. */
const book = (frontdesk: Frontdesk, { id }: Clinic, hour: number) =>
  frontdesk.sql(
    `INSERT INTO appointments (id, org_id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until)
     VALUES (?1, ?2, 'front', 'confirmed', ?3, ?3 + 3600, ?3, ?3 + 3600)`,
    randomUUID(),
    id,
    HOUR + hour * 3600,
  );

/** Which hours of a clinic's calendar are booked. */
const booked = async (frontdesk: Frontdesk, { id }: Clinic) => {
  const rows = await frontdesk.sql('SELECT starts_at FROM appointments WHERE org_id = ? ORDER BY starts_at', id);
  return rows.map(({ starts_at }) => (Number(starts_at) - HOUR) / 3600).join();
};

/** Which of a clinic's calendars are compared with Google. */
const followed = async (frontdesk: Frontdesk, { id }: Clinic) => {
  const rows = await frontdesk.sql('SELECT calendar_id FROM calendar_follow WHERE org_id = ? ORDER BY calendar_id', id);
  return rows.map((row) => row.calendar_id).join();
};

/** The revision that brought a clinic's appointment to its place. */
const placed = async (frontdesk: Frontdesk, { id }: Clinic) => {
  const [row] = await frontdesk.sql('SELECT placed_revision FROM appointments WHERE org_id = ?', id);
  return Number(row.placed_revision);
};

/** A call that began thirty days ago, or as many as said. */
const callOfLastMonth = (frontdesk: Frontdesk, { number }: Clinic, days = 30) => {
  const startedAt = new Date(Date.now() - days * 86_400_000).toISOString();
  const call = { id: 'call-1', type: 'inboundPhoneCall' };
  const message = { type: 'end-of-call-report', startedAt, endedAt: startedAt, call, phoneNumber: { number } };
  return frontdesk.done('POST', '/api/vapi/webhook', { json: { message } });
};

/** How many calls a clinic has in its log. */
const callsKept = async (frontdesk: Frontdesk, { admin }: Clinic) =>
  (await frontdesk.done('GET', '/api/calls', { token: admin })).items.length;

/** Insists that the schema, as it is, refuses an overlap or takes it. */
async function overlapping(frontdesk: Frontdesk, trigger: string, work: () => Promise<unknown>): Promise<void> {
  const found = await frontdesk.sql('SELECT 1 FROM sqlite_master WHERE name = ?', trigger);
  if (found.length === 0) await work();
  else await assert.rejects(work, /appointments_overlap/);
}

/** What of an org has a name that no two may share, in whatever case. */
type Named = 'services' | 'practitioners';

const addNamed = (frontdesk: Frontdesk, { id }: Clinic, table: Named, name: string) => {
  const [column, value] = table === 'services' ? ['minutes', 30] : ['calendar_id', name];
  return frontdesk.sql(`INSERT INTO ${table} (id, org_id, name, ${column}) VALUES (?, ?, ?, ?)`, randomUUID(), id, name, value);
};

const renamed = (frontdesk: Frontdesk, { id }: Clinic, table: Named, from: string, to: string) =>
  frontdesk.sql(`UPDATE ${table} SET name = ? WHERE org_id = ? AND name = ?`, to, id, from);

/** Whether work is refused or done, the names that there are then. */
const names = (table: Named) => async (frontdesk: Frontdesk, { id }: Clinic) => {
  const rows = await frontdesk.sql(`SELECT name FROM ${table} WHERE org_id = ? ORDER BY name`, id);
  return rows.map(({ name }) => name).join();
};
const folded = (table: Named) => async (frontdesk: Frontdesk, { id }: Clinic) =>
  (await frontdesk.sql(`SELECT folded_name AS name FROM ${table} WHERE org_id = ?`, id))[0]?.name;

/** The triggers that keep one org from having a name twice, in capitals and in small letters. */
const namedOnce = (table: Named): Change[] => [
  {
    trigger: `${table}_name_insert`,
    what: `${table}: a name that is there in capitals`,
    arrange: (frontdesk, clinic) => addNamed(frontdesk, clinic, table, 'ÉTÉ'),
    act: (frontdesk, clinic) => addNamed(frontdesk, clinic, table, 'été').catch(() => undefined),
    sees: names(table),
    before: 'ÉTÉ',
    after: 'ÉTÉ',
    without: 'ÉTÉ,été',
  },
  {
    trigger: `${table}_name_update`,
    what: `${table}: a name that becomes one that is there in capitals`,
    arrange: async (frontdesk, clinic) => {
      await addNamed(frontdesk, clinic, table, 'Hiver');
      await addNamed(frontdesk, clinic, table, 'ÉTÉ');
    },
    act: (frontdesk, clinic) => renamed(frontdesk, clinic, table, 'Hiver', 'été').catch(() => undefined),
    sees: names(table),
    before: 'Hiver,ÉTÉ',
    after: 'Hiver,ÉTÉ',
    without: 'ÉTÉ,été',
  },
  {
    trigger: `${table}_name_kept`,
    what: `${table}: a folded name that is written by hand`,
    arrange: (frontdesk, clinic) => addNamed(frontdesk, clinic, table, 'ÉTÉ'),
    act: (frontdesk, { id }) =>
      frontdesk.sql(`UPDATE ${table} SET folded_name = 'x' WHERE org_id = ?`, id).catch(() => undefined),
    sees: folded(table),
    before: 'été',
    after: 'été',
    without: 'x',
  },
];

/** In the future, as whatever is booked. */
const HOUR = secondsOf(`${workday()}T10:00`);
/** What an org without settings allows itself. */
const DEFAULT_CAP = 200;
/** For how many days the calls of an org without a document are kept. */
const DEFAULT_DAYS = 90;
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
    trigger: 'orgs_country',
    what: 'an org whose country changes',
    act: (frontdesk, { id }) => frontdesk.sql("UPDATE orgs SET country = 'DE' WHERE id = ?", id),
    sees: async (frontdesk, clinic) => (await routed(frontdesk, clinic)).country,
    before: 'US',
    after: 'DE',
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
    arrange: swept(disconnect),
    act: connectSaved,
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
  {
    trigger: 'integration_settings_reconnected_insert',
    what: 'work that was given up before an account was connected',
    arrange: async (frontdesk, clinic) => {
      await disconnect(frontdesk, clinic);
      await giveUp(frontdesk, clinic);
    },
    act: connectSaved,
    sees: givenUp,
    before: 1,
    after: 0,
  },
  {
    trigger: 'integration_settings_reconnected_update',
    what: 'work that was given up while the credentials were dead',
    arrange: async (frontdesk, clinic) => {
      await frontdesk.sql("UPDATE integration_settings SET status = 'needs_reconnect' WHERE org_id = ?", clinic.id);
      await giveUp(frontdesk, clinic);
    },
    act: (frontdesk, { id }) =>
      frontdesk.sql("UPDATE integration_settings SET status = 'connected' WHERE org_id = ?", id),
    sees: givenUp,
    before: 1,
    after: 0,
  },
  {
    trigger: 'services_insert',
    what: 'a service that is added',
    act: addService,
    sees: services,
    before: '',
    after: 'Cleaning',
  },
  {
    trigger: 'services_update',
    what: 'a service that is renamed',
    arrange: swept(addService),
    act: (frontdesk, { id }) => frontdesk.sql("UPDATE services SET name = 'Whitening' WHERE org_id = ?", id),
    sees: services,
    before: 'Cleaning',
    after: 'Whitening',
  },
  {
    trigger: 'services_delete',
    what: 'a service whose row is deleted',
    arrange: swept(addService),
    act: (frontdesk, { id }) => frontdesk.sql('DELETE FROM services WHERE org_id = ?', id),
    sees: services,
    before: 'Cleaning',
    after: '',
  },
  {
    trigger: 'practitioners_insert',
    what: 'a practitioner who is added',
    act: addPractitioner,
    sees: practitioners,
    before: '',
    after: 'Dr. Lee',
  },
  {
    trigger: 'practitioners_update',
    what: 'a practitioner who leaves',
    arrange: swept(addPractitioner),
    act: (frontdesk, { id }) => frontdesk.sql('UPDATE practitioners SET is_active = 0 WHERE org_id = ?', id),
    sees: practitioners,
    before: 'Dr. Lee',
    after: '',
  },
  {
    trigger: 'practitioners_delete',
    what: 'a practitioner whose row is deleted',
    arrange: swept(addPractitioner),
    act: (frontdesk, { id }) => frontdesk.sql('DELETE FROM practitioners WHERE org_id = ?', id),
    sees: practitioners,
    before: 'Dr. Lee',
    after: '',
  },
  {
    trigger: 'messaging_insert',
    what: 'a number of texts a day that is set for the first time',
    act: setMessaging,
    sees: textsADay,
    before: DEFAULT_CAP,
    after: 7,
  },
  {
    trigger: 'messaging_update',
    what: 'a number of texts a day that changes',
    arrange: swept(setMessaging),
    act: (frontdesk, { id }) => frontdesk.sql('UPDATE messaging SET document = \'{"daily_cap":8}\' WHERE org_id = ?', id),
    sees: textsADay,
    before: 7,
    after: 8,
  },
  {
    trigger: 'messaging_delete',
    what: 'settings of texts that are deleted',
    arrange: swept(setMessaging),
    act: (frontdesk, { id }) => frontdesk.sql('DELETE FROM messaging WHERE org_id = ?', id),
    sees: textsADay,
    before: 7,
    after: DEFAULT_CAP,
  },
  {
    trigger: 'assistants_insert',
    what: 'a document of how calls are answered that is set for the first time',
    act: setAssistant,
    sees: daysKept,
    before: DEFAULT_DAYS,
    after: 7,
  },
  {
    trigger: 'assistants_update',
    what: 'a document of how calls are answered that changes',
    arrange: swept(setAssistant),
    act: (frontdesk, { id }) =>
      frontdesk.sql(
        'UPDATE assistants SET document = \'{"call_log":{"retention_days":8}}\' WHERE org_id = ?',
        id,
      ),
    sees: daysKept,
    before: 7,
    after: 8,
  },
  {
    trigger: 'assistants_delete',
    what: 'a document of how calls are answered that is deleted',
    arrange: swept(setAssistant),
    act: (frontdesk, { id }) => frontdesk.sql('DELETE FROM assistants WHERE org_id = ?', id),
    sees: daysKept,
    before: 7,
    after: DEFAULT_DAYS,
  },
  {
    trigger: 'assistants_poke_insert',
    what: 'a time for which calls are kept that is set for the first time',
    arrange: callOfLastMonth,
    act: setAssistant,
    sees: callsKept,
    before: 1,
    after: 0,
  },
  {
    trigger: 'assistants_poke_update',
    what: 'a time for which calls are kept that becomes shorter',
    arrange: swept(async (frontdesk, clinic) => {
      await keepFor(60)(frontdesk, clinic);
      await callOfLastMonth(frontdesk, clinic);
    }),
    act: (frontdesk, { id }) =>
      frontdesk.sql(
        'UPDATE assistants SET document = \'{"call_log":{"retention_days":7}}\' WHERE org_id = ?',
        id,
      ),
    sees: callsKept,
    before: 1,
    after: 0,
  },
  {
    trigger: 'assistants_poke_delete',
    what: 'a time for which calls are kept that is no longer set, and becomes shorter by that',
    arrange: swept(async (frontdesk, clinic) => {
      await keepFor(365)(frontdesk, clinic);
      await callOfLastMonth(frontdesk, clinic, 100);
    }),
    act: (frontdesk, { id }) => frontdesk.sql('DELETE FROM assistants WHERE org_id = ?', id),
    sees: callsKept,
    before: 1,
    after: 0,
  },
  {
    trigger: 'appointments_followed_insert',
    what: 'a first appointment on a calendar',
    act: (frontdesk, clinic) => book(frontdesk, clinic, 0),
    sees: followed,
    before: '',
    after: 'front',
  },
  {
    trigger: 'appointments_followed_update',
    what: 'an appointment that changes calendars',
    arrange: (frontdesk, clinic) => book(frontdesk, clinic, 0),
    act: (frontdesk, { id }) => frontdesk.sql("UPDATE appointments SET calendar_id = 'other' WHERE org_id = ?", id),
    sees: followed,
    before: 'front',
    after: 'front,other',
  },
  {
    trigger: 'appointments_placed',
    what: 'an appointment that is moved by hand',
    arrange: (frontdesk, clinic) => book(frontdesk, clinic, 0),
    act: (frontdesk, { id }) =>
      frontdesk.sql(
        'UPDATE appointments SET starts_at = starts_at + 60, revision = revision + 1 WHERE org_id = ?',
        id,
      ),
    sees: placed,
    before: 1,
    after: 2,
  },
  {
    trigger: 'appointments_no_overlap_insert',
    what: 'an appointment that is inserted over another',
    arrange: (frontdesk, clinic) => book(frontdesk, clinic, 0),
    act: (frontdesk, clinic) =>
      overlapping(frontdesk, 'appointments_no_overlap_insert', () => book(frontdesk, clinic, 0.5)),
    sees: booked,
    before: '0',
    after: '0',
    without: '0,0.5',
  },
  {
    trigger: 'appointments_no_overlap_update',
    what: 'an appointment that is moved over another',
    arrange: async (frontdesk, clinic) => {
      await book(frontdesk, clinic, 0);
      await book(frontdesk, clinic, 1);
    },
    act: (frontdesk, { id }) =>
      overlapping(frontdesk, 'appointments_no_overlap_update', () =>
        frontdesk.sql(
          `UPDATE appointments SET starts_at = starts_at + 1800, ends_at = ends_at + 1800,
             blocked_from = blocked_from + 1800, blocked_until = blocked_until + 1800
           WHERE org_id = ? AND starts_at = ?`,
          id,
          HOUR,
        ),
      ),
    sees: booked,
    before: '0,1',
    after: '0,1',
    without: '0.5,1',
  },
  ...namedOnce('services'),
  ...namedOnce('practitioners'),
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
