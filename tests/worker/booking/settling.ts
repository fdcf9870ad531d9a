/** Lets a Frontdesk come to rest: the scheduled handler runs, and time passes, until no work is left for Google and Twilio. */
import assert from 'node:assert/strict';
import type { Frontdesk } from '../fixture.ts';
import type { Practice, Row } from './practice.ts';

/** Work that can still be done; reminders have their own time. */
const LIVE = "kind <> 'sms.remind' AND dead_at IS NULL";
/** More than any test leaves behind needs. */
const MOST_SWEEPS = 150;

/** Runs the scheduled handler until nothing is left to do but what was given up. Whatever waits for its time gets it. */
export async function settle(frontdesk: Frontdesk): Promise<void> {
  for (let sweeps = 0; sweeps < MOST_SWEEPS; sweeps++) {
    const wait = await untilDue(frontdesk);
    if (wait === null) return;
    if (wait > 0) await pass(frontdesk, wait);
    await frontdesk.sweep();
  }
  const left = await frontdesk.sql(`SELECT kind, subject, attempts, last_error FROM outbox WHERE ${LIVE}`);
  assert.deepEqual(left, [], `work is left after ${MOST_SWEEPS} sweeps`);
}

/** Seconds until the first work can be done, `null` when there is none. */
async function untilDue(frontdesk: Frontdesk): Promise<number | null> {
  const [row] = await frontdesk.sql(
    `SELECT min(max(due_at, coalesce(leased_until, 0)) - unixepoch()) AS wait FROM outbox WHERE ${LIVE}`,
  );
  return row?.wait ?? null;
}

/**
 * Makes `seconds` pass for work that waits and texts that were not answered, here and at Twilio. The runtime's clock cannot be
 * moved, so the moments that were written down are.
 */
export async function pass(frontdesk: Frontdesk, seconds: number): Promise<void> {
  await frontdesk.sql(`UPDATE outbox SET due_at = due_at - ?1, leased_until = leased_until - ?1 WHERE ${LIVE}`, seconds);
  await frontdesk.sql(
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
  const due = 'SELECT count(*) AS calendars FROM calendar_follow WHERE org_id = ? AND due_at <= unixepoch()';
  await frontdesk.sql('UPDATE calendar_follow SET due_at = 0 WHERE org_id = ?', clinic.id);
  for (let sweeps = 0; (await frontdesk.sql(due, clinic.id))[0]?.calendars > 0; sweeps++) {
    assert.ok(sweeps < MOST_SWEEPS, 'calendars are compared without end');
    await frontdesk.sweep();
  }
  await settle(frontdesk);
}

/** Active appointments that overlap on a calendar or with a practitioner, buffers included: a self-join, so none is overlooked. */
export async function overlaps(frontdesk: Frontdesk): Promise<number> {
  const active = "(SELECT * FROM appointments WHERE status = 'confirmed' OR (status = 'held' AND hold_expires_at > unixepoch()))";
  const [row] = await frontdesk.sql(
    `SELECT count(*) AS pairs FROM ${active} a JOIN ${active} b ON a.org_id = b.org_id AND a.id < b.id
     AND (a.calendar_id = b.calendar_id OR a.practitioner_id = b.practitioner_id)
     AND a.blocked_from < b.blocked_until AND b.blocked_from < a.blocked_until`,
  );
  return row?.pairs;
}

/** Asserts, of a clinic at rest, that the database, Google and Twilio say the same and that nothing is there twice. */
export async function assertAgreement(practice: Practice): Promise<void> {
  assert.equal(await overlaps(practice.frontdesk), 0, 'active appointments that overlap');
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
