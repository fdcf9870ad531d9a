/**
 * A clinic's object or D1 goes back in time, or is behind by a step of its schema, while everything else stays where it is. Nothing is
 * booked twice or texted again, and what the tables promise is still promised.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { control } from '../../sandbox/fixture.ts';
import { sandboxFor, start, workday, ZONE, type Clinic, type Frontdesk } from '../fixture.ts';
import { means } from './call.ts';
import { practice, secondsOf, type Practice } from './practice.ts';
import { assertAgreement, follow, overlaps, pass, settle } from './settling.ts';

const at = (time: string) => `${workday()}T${time}`;
const TEXT = 'twilio.messages.create';

/** Where the instance keeps the clinics' objects, and where D1. */
const [OBJECTS, D1] = ['do', 'd1'];

/** A Frontdesk of which one place can be set back, as point-in-time recovery does with an object and Time Travel with D1. */
async function restorable(t: TestContext, place: string) {
  const directory = await mkdtemp(join(tmpdir(), 'frontdesk-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const [state, copy] = [join(directory, 'state'), join(directory, 'copy')];
  const sandbox = await sandboxFor(t);
  const begin = () => start(t, { state, sandbox });
  return {
    frontdesk: await begin(),
    /** Ends the instance, keeps a copy of the place, and starts it again. */
    async save(frontdesk: Frontdesk): Promise<Frontdesk> {
      await frontdesk.close();
      await cp(join(state, place), copy, { recursive: true });
      return begin();
    },
    /** Ends the instance and starts it on the copy. */
    async restore(frontdesk: Frontdesk): Promise<Frontdesk> {
      await frontdesk.close();
      await rm(join(state, place), { recursive: true });
      await cp(copy, join(state, place), { recursive: true });
      return begin();
    },
  };
}

/** Texts that went to somebody. */
const textsTo = (clinic: Practice, number: string | null) => clinic.texts().filter(({ to }) => to === number).length;

// I24
test('an object from before texts were sent does not send them again, and what it has forgotten stays taken', async (t) => {
  const { frontdesk: first, save, restore } = await restorable(t, OBJECTS);
  const { sandbox } = first;
  const clinic = await practice(first);
  const [waiting, asked, forgotten] = [clinic.call(), clinic.call(), clinic.call()];
  sandbox.faults.add({ route: TEXT, status: 429, times: 1 });
  assert.ok(means.booked(await waiting.book(at('09:00'))));
  sandbox.faults.add({ route: TEXT, hold: true, drop: 'after' });
  assert.ok(means.booked(await asked.book(at('10:00'), {}, { hasty: true })));
  await sandbox.faults.untilHeld(1);
  clinic.frontdesk = await save(first);
  sandbox.faults.clear();
  const later = clinic.call({ caller: forgotten.caller });
  assert.ok(means.booked(await later.book(at('11:00'))));
  await settle(clinic.frontdesk);
  const sent = () => [waiting, asked, forgotten].map(({ caller }) => textsTo(clinic, caller));
  assert.deepEqual(sent(), [1, 1, 1]);

  // A backup is old when it is restored. On a slow machine the alarm rings before the hour has passed, and has to come to nothing.
  sandbox.faults.add({ route: TEXT, status: 429 });
  clinic.frontdesk = await restore(clinic.frontdesk);
  assert.equal((await clinic.active()).length, 2);
  await pass(clinic.frontdesk, 3600);
  sandbox.faults.clear();
  await settle(clinic.frontdesk);
  assert.deepEqual(sent(), [1, 1, 1]);
  assert.deepEqual((await clinic.messages()).map(({ status }) => /accepted|sent|delivered/.test(status)), [true, true]);
  const words = await clinic.call().book(at('11:00'));
  assert.ok(means.taken(words), words);
  assert.equal(await overlaps(clinic), 0);
});

test('an object from before appointments were moved and cancelled comes to agree with the calendar again', async (t) => {
  const { frontdesk: first, save, restore } = await restorable(t, OBJECTS);
  const clinic = await practice(first);
  const [mover, canceller] = [clinic.call(), clinic.call()];
  await mover.book(at('09:00'));
  await canceller.book(at('10:00'));
  await settle(first);
  clinic.frontdesk = await save(first);
  const [moving, cancelling] = [mover, canceller].map(({ caller }) => clinic.call({ caller }));
  assert.ok(means.moved(await moving!.use('reschedule', { new_start: at('14:00') })));
  assert.ok(means.cancelled(await cancelling!.use('cancel')));
  await settle(clinic.frontdesk);
  clinic.frontdesk = await restore(clinic.frontdesk);
  assert.equal((await clinic.active()).length, 2);
  await settle(clinic.frontdesk);
  await follow(clinic);
  assert.deepEqual((await clinic.active()).map(({ starts_at }) => starts_at), [secondsOf(at('14:00'))]);
  assert.deepEqual(clinic.events().map(({ start }) => 'at' in start && start.at / 1000), [secondsOf(at('14:00'))]);
});

test('a number that KV knows and the database does not is not booked for', async (t) => {
  const { frontdesk: first, save, restore } = await restorable(t, D1);
  const second = await save(first);
  const clinic = await practice(second);
  assert.match(await second.heard(clinic.clinic.number), /more than nine openings/);
  clinic.frontdesk = await restore(second);
  assert.ok(await clinic.frontdesk.document(clinic.clinic.number), 'KV still has it');
  const words = await clinic.call().book(at('09:00'));
  assert.ok(!means.booked(words), words);
  assert.deepEqual(await clinic.counts(), { rows: 0, events: 0, texts: 0, receipts: 0 });
});

test('appointments that SQL puts there keep their time, and holds until they expire', async () => {
  const frontdesk = await start({ after });
  const clinic = await practice(frontdesk);
  const insert = `INSERT INTO appointments (id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until, hold_expires_at)
    VALUES (?, ?, ?, ?4, ?4 + 1800, ?4, ?4 + 1800, ?)`;
  const put = (status: string, time: string, holdExpiresAt: number | null) =>
    frontdesk.clinicSql(clinic.clinic.id, insert, randomUUID(), clinic.calendars[0], status, secondsOf(at(time)), holdExpiresAt);
  await put('confirmed', '10:00', null);
  await put('held', '11:00', 1);
  const taken = await clinic.call().book(at('10:00'));
  assert.ok(means.taken(taken), taken);
  assert.ok(means.booked(await clinic.call().book(at('11:00'))), 'a hold that has expired');
  for (const time of ['10:00', '11:00']) await assert.rejects(put('confirmed', time, null), /appointments_overlap/);
  assert.equal(await overlaps(clinic), 0);
});

test('an object whose newest table is not there yet books nothing by halves', async () => {
  const frontdesk = await start({ after });
  const clinic = await practice(frontdesk);
  // As if a step of the schema had been left out: the last statements of the transaction name a table that is missing.
  await frontdesk.clinicSql(clinic.clinic.id, 'ALTER TABLE audit RENAME TO audit_of_a_later_step');
  const call = clinic.call();
  const words = await call.book(at('10:00'));
  assert.ok(means.uncertain(words), words);
  const left = [...(await clinic.appointments()), ...(await clinic.receipts())];
  assert.deepEqual([left.length, clinic.events().length, clinic.texts().length], [0, 0, 0]);
  await frontdesk.clinicSql(clinic.clinic.id, 'ALTER TABLE audit_of_a_later_step RENAME TO audit');
  assert.ok(means.booked(await call.book(at('10:00'))));
  await settle(frontdesk);
  await assertAgreement(clinic);
});

/** Takes an object back to where the first step of its schema left it: its triggers went by calendars and practitioners alone, and texts
 * did not know which account was asked, nor calls by which platform they came. */
async function toFirstStep(frontdesk: Frontdesk, { id }: Clinic): Promise<void> {
  for (const trigger of ['appointments_no_overlap_insert', 'appointments_no_overlap_update']) {
    const [row] = await frontdesk.clinicSql(id, 'SELECT sql FROM sqlite_schema WHERE name = ?', trigger);
    await frontdesk.clinicSql(id, `DROP TRIGGER ${trigger}`);
    await frontdesk.clinicSql(id, row!.sql.replace('IS NEW.practitioner_id', '= NEW.practitioner_id'));
  }
  for (const what of ['new_appointment', 'appointment', 'new_call', 'call', 'message']) await frontdesk.clinicSql(id, `DROP TRIGGER webhooks_of_${what}`);
  for (const table of ['deliveries', 'subscriptions', 'endpoints']) await frontdesk.clinicSql(id, `DROP TABLE webhook_${table}`);
  for (const table of ['calls', 'call_tools', 'messages']) {
    for (const what of ['counted', 'recounted']) await frontdesk.clinicSql(id, `DROP TRIGGER ${table}_${what}`);
  }
  for (const table of ['changed_days', 'calendar_errors']) await frontdesk.clinicSql(id, `DROP TABLE ${table}`);
  await frontdesk.clinicSql(id, 'ALTER TABLE calls DROP COLUMN tool_times');
  await frontdesk.clinicSql(id, 'ALTER TABLE messages DROP COLUMN asked_account');
  await frontdesk.clinicSql(id, 'DROP TABLE call_tokens');
  for (const column of ['platform', 'caller_verified']) await frontdesk.clinicSql(id, `ALTER TABLE calls DROP COLUMN ${column}`);
  await frontdesk.clinicSql(id, 'DELETE FROM schema_steps WHERE number > 1');
  // It takes the steps that it lacks when it starts.
  await frontdesk.kill();
}

/** Another calendar becomes the clinic's; the account is the same. */
async function changeCalendar({ frontdesk, clinic, calendars }: Practice): Promise<void> {
  const calendarId = `chair.${clinic.calendarId}`;
  const settings = { timeZone: ZONE, access: { [`${clinic.id}@clinic.example.com`]: 'owner' } };
  await control(frontdesk.sandbox, 'PUT', `/google/calendars/${encodeURIComponent(calendarId)}`, settings);
  const json = { calendar_id: calendarId, refresh_token: clinic.refreshToken };
  await frontdesk.done('PUT', '/api/integrations/google', { token: clinic.admin, json });
  calendars.push(calendarId);
}

// I1, I24
test('an object of the first step keeps what it has booked, also in another calendar of the clinic', async () => {
  const frontdesk = await start({ after });
  const clinic = await practice(frontdesk);
  assert.ok(means.booked(await clinic.call().book(at('10:00'))));
  const steps = async () => frontdesk.clinicSql(clinic.clinic.id, 'SELECT number, is_compatible FROM schema_steps ORDER BY number');
  const all = await steps();
  await toFirstStep(frontdesk, clinic.clinic);
  await changeCalendar(clinic);
  const taken = await clinic.call().book(at('10:00'));
  assert.ok(means.taken(taken), taken);
  assert.deepEqual(await steps(), all);
  // The table alone would refuse it too.
  const insert = `INSERT INTO appointments (id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until)
    VALUES (?, ?, 'confirmed', ?3, ?3 + 1800, ?3, ?3 + 1800)`;
  const put = frontdesk.clinicSql(clinic.clinic.id, insert, randomUUID(), clinic.calendars[1], secondsOf(at('10:00')));
  await assert.rejects(put, /appointments_overlap/);
  assert.ok(means.booked(await clinic.call().book(at('11:00'))));
  await settle(frontdesk);
  await assertAgreement(clinic);
  assert.deepEqual(clinic.events().map(({ calendarId }) => calendarId), clinic.calendars);
});

/** Tables that belong to no org: the orgs themselves, who is signed in or about to be, and what the platform and its tools keep. */
const SHARED = ['orgs', 'sessions', 'oauth_states', 'token_revocations', 'text_recipients', 'metric_totals', 'sweep_runs', 'd1_migrations', 'sqlite_sequence', '_cf_KV', '_cf_METADATA'];

test('every table of a clinic’s in D1 names the clinic, and always', async () => {
  const frontdesk = await start({ after });
  const tables = await frontdesk.sql("SELECT name FROM sqlite_master WHERE type = 'table'");
  for (const { name } of tables.filter(({ name }) => !SHARED.includes(name))) {
    const columns = await frontdesk.sql(`SELECT name, "notnull" AS required, pk FROM pragma_table_info('${name}')`);
    const org = columns.find((column) => column.name === 'org_id');
    assert.ok(org && (org.required || org.pk), `${name} has rows of no org`);
  }
});
