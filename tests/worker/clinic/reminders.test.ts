/**
 * The start of the hour is the storm: the reminders of all clinics fall due together. Each clinic's object is woken by an alarm of its own,
 * so none waits for another, nor for one that has thousands of old rows to delete at that moment.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { freshNumber, start, token, TWILIO, ZONE, type Frontdesk } from '../fixture.ts';

const CLINICS = 2_000;
/** Within how many seconds of the moment all have to be sent. */
const WITHIN = 180;
/** From now on, so that all clinics know of their reminder by then. */
const LEAD = 75;
const HOURS = 24;
/** Old rows of one of the clinics, more than a run deletes. */
const EXPIRED = 20_000;
/** Requests at a time. */
const AT_ONCE = 16;

const frontdesk = await start({ after });
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
    frontdesk.done('PUT', '/api/integrations/twilio', { token: token('admin', id), json: TWILIO }),
  );
  return clinics;
}

/** An appointment with its reminder, as booking writes them; the alarm rings once, and so is set to the moment. */
async function bookFor({ id, patient }: Reminding, remindAt: number): Promise<void> {
  const appointment = randomUUID();
  await frontdesk.clinicSql(
    id,
    `INSERT INTO appointments (id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until, phone, source, zone)
     VALUES (?1, 'front', 'confirmed', ?2, ?2 + 1800, ?2, ?2 + 1800, ?3, 'admin', ?4)`,
    ...[appointment, remindAt + HOURS * 3600, patient, ZONE],
  );
  await frontdesk.clinicSql(id, "INSERT INTO outbox (kind, subject, due_at) VALUES ('sms.remind', ?, ?)", appointment, remindAt);
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
  while (texts().length < CLINICS && Date.now() < deadline) assert.equal((await frontdesk.lookup('+12125550100')).status, 404);
}

async function receiptsOf({ id }: Reminding): Promise<number> {
  const [row] = await frontdesk.clinicSql(id, 'SELECT count(*) AS receipts FROM receipts');
  return row?.receipts;
}

test(`${CLINICS} clinics with a reminder in the same minute: all are sent within three minutes, and once`, async (t) => {
  const clinics = await clinicsWithReminders(CLINICS);
  const remindAt = Math.ceil(Date.now() / 1000) + LEAD;
  const old = clinics[0]!;
  await forAll(clinics, (clinic) => bookFor(clinic, remindAt));
  await growOld(old, remindAt);
  t.diagnostic(`all alarms are set ${(remindAt - Date.now() / 1000).toFixed(1)} s before the moment`);
  assert.equal(texts().length, 0, 'nobody is reminded before the moment');

  const deadline = (remindAt + WITHIN) * 1000;
  await sentBy(frontdesk, deadline);
  const late = texts().map(({ created }) => created / 1000 - remindAt).sort((a, b) => a - b);
  t.diagnostic(`${late.length} sent; the first ${late[0]?.toFixed(1)} s and the last ${late.at(-1)?.toFixed(1)} s after the moment`);
  assert.deepEqual(texts().map(({ to }) => to).sort(), clinics.map(({ patient }) => patient).sort());
  assert.ok(late[0]! >= -1 && late.at(-1)! <= WITHIN);

  while ((await receiptsOf(old)) > 0 && Date.now() < deadline);
  assert.equal(await receiptsOf(old), 0, 'and the old rows of the one are gone');
  await forAll(clinics, async ({ id }) => {
    const rows = await frontdesk.clinicSql(id, "SELECT kind || ' ' || status AS text FROM messages UNION ALL SELECT kind FROM outbox");
    assert.deepEqual(rows, [{ text: 'reminder accepted' }]);
  });
});
