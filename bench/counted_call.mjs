/** One caller's call at a counted clinic and what follows from it, step by step: asking, booking, the texts, and what is told of both. */
import { randomUUID } from 'node:crypto';
import { numberOf } from './dataset.mjs';
import { CLINIC } from './counted_clinic.mjs';
import { FREE_DAY } from './history.mjs';
import { BOOKED, dateAfter, numberOfCaller, startOn } from './visits.mjs';
import { EVENTS_PATH, TOOLS, endReport, statusMessage, toolCall } from './webhook.mjs';

const DATE = dateAfter(FREE_DAY);
/** By this name what was booked is told from the clinic's history. */
export const BOOKER = 'Ann Lee';

/** Two or three at night in New York, when nobody has an appointment. */
const NIGHT_S = 7 * 3600;
const DAY_S = 86_400;
const SLOT_S = 1800;

/** Tables in which a call leaves something, by the column that names the appointment or the call. */
const LEFT = {
  ...{ appointments: 'id', receipts: 'appointment_id', messages: 'appointment_id', audit: 'appointment_id' },
  ...{ calls: 'call_id', call_tools: 'call_id' },
};

/**
 * Makes a call and waits for what follows from it.
 * @param {import('./counted_clinic.mjs').CountedClinic} clinic
 * @param {number} turn  Another one for each call: who calls, and the start that is booked.
 * @returns {Promise<Record<string, import('./cost.mjs').Cost>>}  What each step costs.
 */
export async function callAndCount(clinic, turn) {
  const costs = {};
  for (const [step, happens] of Object.entries(stepsOf(clinic, turn))) costs[step] = await clinic.costOf(happens);
  return costs;
}

function stepsOf(clinic, turn) {
  const who = { called: numberOf(CLINIC), caller: numberOfCaller(turn), call: randomUUID() };
  const [start, began] = [startOn(DATE, turn), Date.now()];
  const use = (tool, args, contains) => clinic.ask(toolCall(TOOLS[tool], args, { ...who, id: toolCallId() }, contains));
  return {
    'call begins': () => tell(clinic, statusMessage(who, 'ringing'), statusMessage(who, 'in-progress')),
    check: () => use('check', { date: DATE }, `${DATE}T`),
    'booking, and its text': () => use('book', { start, name: BOOKER }, BOOKED(start)),
    'call ends': () => tell(clinic, statusMessage(who, 'ended'), endReport(who, began)),
    'reports on the text': () => report(clinic, who, 'confirmation'),
    reminder: () => remind(clinic, who, turn),
    'reports on the reminder': () => report(clinic, who, 'reminder'),
  };
}

/** The rows that a call left, by table; work that was done leaves none. */
export async function leftBy(clinic, turn) {
  const [[booked]] = await clinic.sql(['SELECT id, call_id FROM appointments WHERE caller_number = ?', numberOfCaller(turn)]);
  const select = ([table, column]) => [`SELECT * FROM ${table} WHERE ${column} = ?`, column === 'call_id' ? booked.call_id : booked.id];
  const rows = await clinic.sql(...Object.entries(LEFT).map(select));
  return Object.fromEntries(Object.keys(LEFT).map((table, n) => [table, rows[n]]));
}

async function tell(clinic, ...messages) {
  for (const message of messages) await clinic.ask({ path: EVENTS_PATH, body: JSON.stringify(message), contains: '{}' });
}

async function report(clinic, { caller }, kind) {
  const select = 'SELECT id, sid FROM messages WHERE to_number = ? AND kind = ? AND sid IS NOT NULL';
  const [[message]] = await clinic.sql([select, caller, kind]);
  if (message === undefined) throw new Error(`the ${kind} was not sent`);
  for (const status of ['sent', 'delivered']) await clinic.reportText(message, status);
}

/** Has the object write and send the reminder. For as long as that takes the appointment is brought near, to a night. */
async function remind(clinic, { caller }, turn) {
  const [[{ starts_at: start }]] = await clinic.sql(['SELECT starts_at FROM appointments WHERE caller_number = ?', caller]);
  const night = Math.ceil((Date.now() / 1000 - NIGHT_S) / DAY_S) * DAY_S + NIGHT_S + turn * SLOT_S;
  await clinic.sql(moved(caller, night - start), ["UPDATE outbox SET due_at = unixepoch() WHERE kind = 'sms.remind'"]);
  await clinic.ring();
  await clinic.sql(moved(caller, start - night));
}


/** Moves a caller's appointment by so many seconds. */
const moved = (caller, by) => [
  `UPDATE appointments SET starts_at = starts_at + ?2, ends_at = ends_at + ?2, blocked_from = blocked_from + ?2,
    blocked_until = blocked_until + ?2 WHERE caller_number = ?1`,
  ...[caller, String(by)],
];

/** An id as models' providers make them. */
const toolCallId = () => `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
