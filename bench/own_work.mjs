/** What the object of a counted clinic does of its own, and what that costs: comparing calendars, and deleting what is kept no longer. */
import { BOOKER } from './counted_call.mjs';
import { sum } from './cost.mjs';

/** Longer than anything is kept. */
const SEVEN_YEARS = 7 * 365 * 86_400;

/** Tables that have to be empty when nothing is kept any more. */
const TABLES = ['appointments', 'receipts', 'messages', 'audit', 'calls', 'call_tools', 'outbox'];

/** Deletes what was not booked through calls, so that one run deletes all that is left. */
const FORGET_HISTORY = [
  [`DELETE FROM appointments WHERE patient_name <> '${BOOKER}'`],
  ...['receipts', 'messages', 'audit'].map((table) => [`DELETE FROM ${table} WHERE appointment_id NOT IN (SELECT id FROM appointments)`]),
];

const aged = (table, ...columns) => [`UPDATE ${table} SET ${columns.map((column) => `${column} = ${column} - ${SEVEN_YEARS}`)}`];
const AGE = [
  aged('appointments', 'starts_at', 'ends_at', 'blocked_from', 'blocked_until'),
  aged('receipts', 'created_at'),
  aged('messages', 'created_at'),
  aged('audit', 'at'),
  aged('calls', 'first_seen', 'started_at'),
];

/** One row that is kept, and has retention look again. */
const KEEP = [
  ["INSERT INTO receipts (key, operation, request_hash, appointment_id, outcome) VALUES ('kept', 'book', printf('%064d', 0), 'x', '{}')"],
  ["INSERT INTO due (work, at) VALUES ('retention', 0) ON CONFLICT (work) DO NOTHING"],
];

/**
 * One comparison of all calendars in which nothing has changed.
 * @param {import('./counted_clinic.mjs').CountedClinic} clinic
 */
export async function comparison(clinic) {
  // What was booked is looked at first, after which all calendars are compared together.
  await clinic.sql(['UPDATE calendar_follow SET due_at = 0']);
  await clinic.ring();
  // A booking of the last two minutes would be listed once more.
  const soon = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+1 minute')";
  await clinic.sql([`UPDATE calendar_follow SET cursor = ${soon}`], ['UPDATE follow_round SET due_at = 0']);
  const cost = await clinic.costOf(() => clinic.ring());
  await clinic.compareLater();
  return cost;
}

/**
 * Deletes everything.
 * @param {import('./counted_clinic.mjs').CountedClinic} clinic
 * @returns {Promise<{deletion: import('./cost.mjs').Cost, retention: import('./cost.mjs').Cost}>}  What the deletion costs of what one
 *   call left, and a run of retention that finds nothing to delete.
 */
export async function deletion(clinic) {
  await clinic.sql(...FORGET_HISTORY);
  const [[{ calls }]] = await clinic.sql(['SELECT count(*) AS calls FROM calls']);
  await clinic.sql(...AGE);
  const all = await retained(clinic);
  await assertEmpty(clinic);
  await clinic.sql(...KEEP);
  const retention = await retained(clinic);
  return { deletion: sum([all, 1 / calls], [retention, -1 / calls]), retention };
}

async function retained(clinic) {
  await clinic.sql(["UPDATE due SET at = 0 WHERE work = 'retention'"]);
  return clinic.costOf(() => clinic.ring());
}

async function assertEmpty(clinic) {
  for (const table of TABLES) {
    const [[{ rows }]] = await clinic.sql([`SELECT count(*) AS rows FROM ${table}`]);
    if (rows > 0) throw new Error(`${rows} rows of ${table} were not deleted`);
  }
}
