/**
 * A clinic's past and future in SQL: eight practitioners, open every day from nine to five. It has been booked full three fifths of the
 * way for as long as it takes to come to the wanted number, and its next sixty days as patients book ahead: tomorrow three quarters
 * full, two months on an eighth. Every appointment has what is kept of its booking: the audit line, for a year the text, for thirty days the receipt.
 */
import { instantAt } from '../sandbox/zones.ts';
import { orgId } from './dataset.mjs';
import { SLOTS_A_DAY, dateAfter } from './visits.mjs';

export const PRACTITIONERS = 8;
const ZONE = 'America/New_York';
const A_DAY = 75;
const AHEAD_DAYS = 60;
/** The most that are booked ahead; half of a younger clinic's appointments are. */
const MOST_AHEAD = 1_500;
/** Steps through a day's slots in an order without neighbours: coprime to their count, with and without the first practitioner. */
const STRIDE = 53;

/** A day on which the first practitioner is not booked. */
export const FREE_DAY = 3;

/** How many of so many appointments lie ahead. */
export const ahead = (size) => Math.min(Math.floor(size / 2), MOST_AHEAD);

/**
 * The days of a clinic with so many appointments: how many start on each, and at which instant it opens.
 * @returns {{day: number, count: number, opens: number, first: number}[]}  `day` counts from today; `first` is the first practitioner
 *   who is booked.
 */
export function days(size) {
  const future = ahead(size);
  const counts = new Map();
  for (let n = 0; n < future; n += 1) add(counts, 1 + Math.floor(AHEAD_DAYS * (n / future) ** 1.5));
  for (let n = 0; n < size - future; n += 1) add(counts, -1 - Math.floor(n / A_DAY));
  return [...counts].map(([day, count]) => ({ day, count, opens: opening(dateAfter(day)), first: day === FREE_DAY ? 1 : 0 }));
}

const add = (counts, day) => counts.set(day, (counts.get(day) ?? 0) + 1);

const opening = (date) => instantAt(`${date}T09:00`, ZONE) / 1000;

/** The calendar of a clinic's n-th practitioner. */
export const calendarOf = (org, n) => `calendar-${org}-${n}`;

/** The practitioners of a clinic, first in order of their ids. */
export function practitioners(database, org) {
  const insert = `INSERT INTO practitioners (id, org_id, name, calendar_id)
    SELECT ${practitionerId('n.value', '?2')}, ?1, 'Dr. ' || char(65 + n.value), 'calendar-' || ?2 || '-' || n.value FROM json_each(?3) n`;
  return database.prepare(insert).bind(orgId(org), String(org), JSON.stringify([...Array(PRACTITIONERS).keys()]));
}

const practitionerId = (n, org) => `printf('00000000-0000-7000-8000-%06x%06x', ${org}, ${n})`;

/**
 * The appointments of a clinic and what belongs to them, as its object still has it: one statement for each table, and one that puts
 * off what the object deletes by itself, since a clinic has more than two years of appointments here.
 * @param {number} org
 * @param {number} size  How many; one in twelve is cancelled.
 * @returns {[sql: string, ...values: string[]][]}  Numbers are texts, which are as whole in an object as in D1.
 */
export function history(org, size) {
  const appointments = [APPOINTMENTS, String(org), JSON.stringify(days(size)), String(Math.ceil(size / 5))];
  return [appointments, [RECEIPTS], [MESSAGES], [AUDIT], [PUT_OFF]];
}

const APPOINTMENTS = `
  WITH RECURSIVE counter (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counter WHERE n < ${PRACTITIONERS * SLOTS_A_DAY}),
  days AS (SELECT value ->> 'day' AS day, value ->> 'count' AS count, value ->> 'opens' AS opens, value ->> 'first' AS first,
    ${PRACTITIONERS} - (value ->> 'first') AS at_work FROM json_each(?2)),
  slots AS (SELECT *, n * ${STRIDE} % (${SLOTS_A_DAY} * at_work) AS slot FROM days JOIN counter ON n < count),
  visits AS (SELECT row_number() OVER (ORDER BY day, n) AS number, opens + 1800 * (slot / at_work) AS starts,
    first + slot % at_work AS who FROM slots)
  INSERT INTO appointments (id, calendar_id, practitioner_id, practitioner_name, status, starts_at, ends_at, blocked_from,
    blocked_until, zone, patient_name, caller_number, phone, call_id, change_id, event_id, event_written, created_at, updated_at)
  SELECT printf('00000000-0000-7000-9%03x-%012x', ?1, number), 'calendar-' || ?1 || '-' || who, ${practitionerId('who', '?1')},
    'Dr. ' || char(65 + who), iif(number % 12 = 0, 'cancelled', 'confirmed'), starts, starts + 1800, starts, starts + 1800,
    '${ZONE}', 'Patient ' || (number % ?3), printf('+1213%07d', number % ?3), printf('+1213%07d', number % ?3),
    printf('call-%d', number), printf('00000000-0000-7000-a%03x-%012x', ?1, number), printf('event%012x%06x', number, ?1), 1,
    min(starts, unixepoch()) - 86400, min(starts, unixepoch()) - 86400
  FROM visits`;

const RECEIPTS = `
  INSERT INTO receipts (key, operation, request_hash, appointment_id, outcome, created_at)
  SELECT call_id || ':call_1', 'book', printf('%064d', 0), id, json_object('appointment_id', id, 'starts_at', starts_at,
    'minutes', 30, 'zone', zone, 'practitioner', practitioner_name, 'name', patient_name, 'text', 'queued'), created_at
  FROM appointments WHERE created_at > unixepoch() - 30 * 86400`;

const MESSAGES = `
  INSERT INTO messages (id, kind, occasion, to_number, body, encoding, segments, status, created_at, updated_at)
  SELECT id, 'confirmation', id || ':confirmation:1', phone,
    'Clinic: your appointment with ' || practitioner_name || ' is confirmed. To change it, call us.', 'gsm7', 1, 'delivered',
    created_at, created_at
  FROM appointments WHERE created_at > unixepoch() - 365 * 86400`;

const AUDIT = `
  INSERT INTO audit (id, at, actor, action, appointment_id, detail)
  SELECT id, created_at, 'caller', 'appointment.booked', id, json_object('starts_at', starts_at) FROM appointments`;

const PUT_OFF = `
  INSERT INTO due (work, at) VALUES ('retention', unixepoch() + 30 * 86400) ON CONFLICT (work) DO UPDATE SET at = excluded.at`;
