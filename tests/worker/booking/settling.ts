/** Lets a Frontdesk come to rest: its clinics' objects are rung, and time passes, until no work is left for Google and Twilio. */
import assert from 'node:assert/strict';
import type { Frontdesk } from '../fixture.ts';
import type { Practice, Row } from './practice.ts';

/** Work that can still be done; reminders have their own time. */
const LIVE = "kind <> 'sms.remind' AND dead_at IS NULL";
/** More than any test leaves behind needs. */
const MOST_ROUNDS = 150;

/** Rings all objects that have work until nothing is left to do but what was given up. Whatever waits for its time gets it. */
export async function settle(frontdesk: Frontdesk): Promise<void> {
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) {
    const waits = await untilDue(frontdesk);
    if (waits.size === 0) return;
    const wait = Math.min(...waits.values());
    if (wait > 0) await pass(frontdesk, wait);
    const due = [...waits].filter(([, its]) => its <= Math.max(wait, 0));
    await Promise.all(due.map(([org]) => frontdesk.ring(org)));
  }
  const left = await everywhere(frontdesk, `SELECT kind, subject, attempts, last_error FROM outbox WHERE ${LIVE}`);
  assert.deepEqual([...left.values()].flat(), [], `work is left after ${MOST_ROUNDS} rounds`);
}

/** What SQL finds in the object of each clinic. */
async function everywhere(frontdesk: Frontdesk, statement: string, ...values: unknown[]): Promise<Map<string, Row[]>> {
  const orgs = (await frontdesk.sql('SELECT id FROM orgs')).map(({ id }) => id as string);
  return new Map(
    await Promise.all(orgs.map(async (org) => [org, await frontdesk.clinicSql(org, statement, ...values)] as const)),
  );
}

/** Seconds until the first work can be done, of each clinic that has any. */
async function untilDue(frontdesk: Frontdesk): Promise<Map<string, number>> {
  const wait = `SELECT min(max(due_at, coalesce(leased_until, 0)) - unixepoch()) AS wait FROM outbox WHERE ${LIVE}`;
  const rows = [...(await everywhere(frontdesk, wait))].map(([org, [row]]) => [org, row?.wait ?? null] as const);
  return new Map(rows.filter(([, wait]) => wait !== null));
}

/**
 * Makes `seconds` pass for work that waits and texts that were not answered, here and at Twilio. The runtime's clock cannot be
 * moved, so the moments that were written down are.
 */
export async function pass(frontdesk: Frontdesk, seconds: number): Promise<void> {
  await everywhere(
    frontdesk,
    `UPDATE outbox SET due_at = due_at - ?1, leased_until = leased_until - ?1 WHERE ${LIVE}`,
    seconds,
  );
  await everywhere(
    frontdesk,
    `UPDATE messages SET attempted_at = attempted_at - ?1, missed_at = missed_at - ?1, created_at = created_at - ?1,
     updated_at = updated_at - ?1 WHERE status IN ('queued', 'sending', 'unknown')`,
    seconds,
  );
  for (const message of Object.values(frontdesk.sandbox.state.twilio.messages)) {
    message.created -= seconds * 1000;
    message.updated -= seconds * 1000;
    if (message.sent !== null) message.sent -= seconds * 1000;
  }
}

/** Has a clinic's calendars compared with its appointments until nothing is left to take over, and lets all come to rest. */
export async function follow(practice: Practice): Promise<void> {
  const { frontdesk, clinic } = practice;
  const due = 'SELECT count(*) AS calendars FROM calendar_follow WHERE due_at <= unixepoch()';
  await frontdesk.clinicSql(clinic.id, 'UPDATE calendar_follow SET due_at = 0');
  for (let rounds = 0; (await frontdesk.clinicSql(clinic.id, due))[0]?.calendars > 0; rounds++) {
    assert.ok(rounds < MOST_ROUNDS, 'calendars are compared without end');
    await frontdesk.ring(clinic.id);
  }
  await settle(frontdesk);
}

/** Active appointments that overlap on a calendar or with a practitioner, buffers included: a self-join, so none is overlooked. */
export async function overlaps({ frontdesk, clinic }: Practice): Promise<number> {
  const active = "(SELECT * FROM appointments WHERE status = 'confirmed' OR (status = 'held' AND hold_expires_at > unixepoch()))";
  const [row] = await frontdesk.clinicSql(
    clinic.id,
    `SELECT count(*) AS pairs FROM ${active} a JOIN ${active} b ON a.id < b.id
     AND (a.calendar_id = b.calendar_id OR a.practitioner_id IS b.practitioner_id)
     AND a.blocked_from < b.blocked_until AND b.blocked_from < a.blocked_until`,
  );
  return row?.pairs;
}

/** Asserts, of a clinic at rest, that the database, Google and Twilio say the same and that nothing is there twice. */
export async function assertAgreement(practice: Practice): Promise<void> {
  assert.equal(await overlaps(practice), 0, 'active appointments that overlap');
  assert.deepEqual(await practice.work(), [], 'work that is left');
  const rows = await practice.appointments();
  const booked = rows.filter(({ status }) => status === 'confirmed');
  assert.deepEqual(practice.events().filter(isOurs).map(shown).sort(), booked.map(asShown).sort(), 'events and appointments');
  for (const row of booked) assert.equal(row.event_written, row.revision, 'the revision that Google is known to show');
  await assertTexts(practice);
}

/** By the id, which is made of the appointment's; anything else a person has entered. */
const isOurs = ({ id }: { id: string }) => /^fd[0-9a-f]{32}r\d+$/.test(id);

/** An event by what has to be right about it. */
function shown({ calendarId, id, start, end }: ReturnType<Practice['events']>[number]): string {
  return [calendarId, id, 'at' in start && start.at / 1000, 'at' in end && end.at / 1000].join(' ');
}

/** What {@link shown} should be for an appointment. */
const asShown = ({ calendar_id, event_id, starts_at, ends_at }: Row): string =>
  [calendar_id, event_id, starts_at, ends_at].join(' ');

/** What a text's row says when Twilio has taken it. */
const TAKEN = ['accepted', 'sent', 'delivered', 'undelivered'];
/** What it says when nobody will try again. `failed` may be Twilio's word for a text that it took, or never have reached it. */
const ENDED = [...TAKEN, 'failed', 'unknown', 'suppressed', 'capped', 'cancelled'];

async function assertTexts(practice: Practice): Promise<void> {
  const [messages, texts] = [await practice.messages(), practice.texts()];
  for (const { status } of messages) assert.ok(ENDED.includes(status), `a text is left ${status}`);
  // The same words may have had two occasions, such as a booking that was cancelled and made again.
  const left = messages.map(({ to_number, body }) => `${to_number} ${body}`);
  for (const { to, body } of texts) {
    const place = left.indexOf(`${to} ${body}`);
    assert.ok(place >= 0, `a text that was sent twice, or that nobody asked for: ${body}`);
    left.splice(place, 1);
  }
  const known = new Set(texts.map(({ sid }) => sid));
  for (const { status, sid } of messages) assert.ok(!TAKEN.includes(status) || known.has(sid), 'a text that Twilio does not know');
}
