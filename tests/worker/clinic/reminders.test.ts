/**
 * The start of the hour is the storm: the reminders of all clinics fall due together. Each clinic's object is woken by an alarm of its own,
 * so none waits for another, nor for one that has thousands of old rows to delete at that moment.
 *
 * `REMINDED_CLINICS` is how many they are; 2,000 take some minutes and a machine of their own.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { freshNumber, start, token, TWILIO, ZONE, type Frontdesk } from '../fixture.ts';

const CLINICS = Number(process.env.REMINDED_CLINICS ?? 300);
/** Within how many seconds of the moment all have to be sent. */
const WITHIN = 180;
/** From now on, so that all clinics know of their reminder by then. */
const LEAD = 15 + Math.ceil(CLINICS / 25);
const HOURS = 24;
/** Old rows of one of the clinics, more than a run deletes. */
const EXPIRED = 20_000;
/** Milliseconds between two looks, which take time from what is looked at. */
const BETWEEN_LOOKS = 250;
/** Requests at a time. */
const AT_ONCE = 16;

/** In memory where the system keeps files there: how long a disk takes for thousands of new databases says more of the disk. */
const memory = await access('/dev/shm', constants.W_OK).then(() => '/dev/shm', () => tmpdir());
const state = await mkdtemp(join(memory, 'frontdesk-reminders-'));
const frontdesk = await start({ after }, { state });
after(() => rm(state, { recursive: true, force: true }));
const { sandbox } = frontdesk;

/** A clinic whose patient is to be reminded. */
interface Reminding {
  id: string;
  patient: string;
}

/** Does something for all of them, some at a time. */
async function forAll<T>(clinics: T[], work: (clinic: T) => Promise<unknown>): Promise<void> {
  const left = clinics.values();
  const worker = async () => {
    for (const clinic of left) await work(clinic);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Clinics with a Twilio account and reminders a day before. */
async function clinicsWithReminders(count: number): Promise<Reminding[]> {
  const clinics = Array.from({ length: count }, () => ({ id: randomUUID(), patient: freshNumber() }));
  const ids = JSON.stringify(clinics.map(({ id }) => id));
  await frontdesk.sql("INSERT INTO orgs (id, name, zone, country) SELECT value, 'Oak Dental', ?, 'US' FROM json_each(?)", ZONE, ids);
  const document = JSON.stringify({ reminder_hours: HOURS });
  await frontdesk.sql('INSERT INTO messaging (org_id, document) SELECT value, ? FROM json_each(?)', document, ids);
  await forAll(clinics, ({ id }) =>
    frontdesk.done('PUT', '/api/integrations/twilio', { token: token('admin', id), json: TWILIO, hasty: true }),
  );
  return clinics;
}

/** An appointment next week with its reminder, as booking writes them. */
async function bookFor({ id, patient }: Reminding): Promise<void> {
  const [appointment, remindAt] = [randomUUID(), Math.ceil(Date.now() / 1000) + 7 * 86_400];
  await frontdesk.clinicSql(
    id,
    `INSERT INTO appointments (id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until, phone, source, zone)
     VALUES (?1, 'front', 'confirmed', ?2, ?2 + 1800, ?2, ?2 + 1800, ?3, 'admin', ?4)`,
    ...[appointment, remindAt + HOURS * 3600, patient, ZONE],
  );
  await frontdesk.clinicSql(id, "INSERT INTO outbox (kind, subject, due_at) VALUES ('sms.remind', ?, ?)", appointment, remindAt);
}

/** Moves the appointment so that its reminder is due at a moment; the alarm rings once, and so is set to that. */
async function remindAt({ id }: Reminding, moment: number): Promise<void> {
  const start = moment + HOURS * 3600;
  await frontdesk.clinicSql(
    id,
    `UPDATE outbox SET due_at = ${moment};
     UPDATE appointments SET starts_at = ${start}, ends_at = ${start} + 1800, blocked_from = ${start}, blocked_until = ${start} + 1800`,
  );
  await frontdesk.ring(id);
}

/** Has a clinic delete many rows from that moment on. */
async function growOld({ id }: Reminding, deleteAt: number): Promise<void> {
  await frontdesk.clinicSql(
    id,
    `INSERT INTO receipts (key, operation, request_hash, appointment_id, outcome, created_at)
     SELECT value, 'book', printf('%064d', 0), 'x', '{}', 1 FROM json_each(?)`,
    JSON.stringify(Array.from({ length: EXPIRED }, (_, n) => `call:${n}`)),
  );
  const due = "INSERT INTO due (work, at) VALUES ('retention', ?) ON CONFLICT (work) DO UPDATE SET at = excluded.at";
  await frontdesk.clinicSql(id, due, deleteAt);
  await frontdesk.ring(id);
}

const texts = () => Object.values(sandbox.state.twilio.messages);

/** Until all are sent, or it is too late; each look is a request that is answered meanwhile. */
async function sentBy(frontdesk: Frontdesk, deadline: number): Promise<void> {
  while (texts().length < CLINICS && Date.now() < deadline) {
    assert.equal((await frontdesk.lookup('+12125550100')).status, 404);
    await setTimeout(BETWEEN_LOOKS);
  }
}

async function receiptsOf({ id }: Reminding): Promise<number> {
  const [row] = await frontdesk.clinicSql(id, 'SELECT count(*) AS receipts FROM receipts');
  return row?.receipts;
}

test(`${CLINICS} clinics with a reminder in the same minute: all are sent within three minutes, and once`, async (t) => {
  const clinics = await clinicsWithReminders(CLINICS);
  const old = clinics[0]!;
  await forAll(clinics, bookFor);
  const moment = Math.ceil(Date.now() / 1000) + LEAD;
  await growOld(old, moment);
  await forAll(clinics, (clinic) => remindAt(clinic, moment));
  t.diagnostic(`all alarms are set ${(moment - Date.now() / 1000).toFixed(1)} s before the moment`);

  const deadline = (moment + WITHIN) * 1000;
  await sentBy(frontdesk, deadline);
  const late = texts().map(({ created }) => created / 1000 - moment).sort((a, b) => a - b);
  t.diagnostic(`${late.length} sent; the first ${late[0]?.toFixed(1)} s and the last ${late.at(-1)?.toFixed(1)} s after the moment`);
  assert.deepEqual(texts().map(({ to }) => to).sort(), clinics.map(({ patient }) => patient).sort());
  // The moment is in whole seconds.
  assert.ok(late[0]! >= -1 && late.at(-1)! <= WITHIN);

  while ((await receiptsOf(old)) > 0 && Date.now() < deadline);
  assert.equal(await receiptsOf(old), 0, 'and the old rows of the one are gone');
  await forAll(clinics, async ({ id }) => {
    const rows = await frontdesk.clinicSql(id, "SELECT kind || ' ' || status AS text FROM messages UNION ALL SELECT kind FROM outbox");
    assert.deepEqual(rows, [{ text: 'reminder accepted' }]);
  });
});
