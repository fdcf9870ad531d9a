/** Clinics that differ in how many appointments lie behind and before them, and what is asked of them. */
import { costOf } from './cost.mjs';
import { ORGS, numberOf, orgId } from './dataset.mjs';
import { LEDGER, OPEN_CLINIC, inClinic, ledgerOf, localVariables, startFrontdesk } from './frontdesk.mjs';
import { FREE_DAY, history, practitioners } from './history.mjs';
import { says } from './load.mjs';
import { connectClinic, startBareVendors, vendorVariables } from './sandbox.mjs';
import { BOOKED, caller, dateAfter, startOn, wish } from './visits.mjs';
import { TOOLS, toolCall } from './webhook.mjs';

/** What is asked of each clinic, in this order. */
export const CHECK = 'check';
const BOOKING = 'booking';
export const QUESTIONS = [CHECK, BOOKING];

const DATE = dateAfter(FREE_DAY);
/** By this name what was booked is found again. */
const BOOKER = 'Ann Lee';

/**
 * Starts Frontdesk with one clinic of each size.
 * @param {object} options
 * @param {number[]} options.sizes  Clinic n has the n-th number of appointments.
 * @returns {Promise<{rows: {read: number, written: number}[][], target: object, miniflare: object}>}  The rows that D1 and the
 *   clinic's object count for each question, by clinic.
 */
export async function startPractices(lifetime, { via, sizes, progress }) {
  const { base } = await startBareVendors(lifetime);
  const state = await lifetime.directoryInMemory('practices');
  const start = { via, state, mappings: ORGS, variables: vendorVariables(base) };
  const metered = await startFrontdesk(lifetime, { ...start, fronts: [LEDGER, OPEN_CLINIC] });
  await fill(metered, sizes, progress);
  const rows = [];
  for (const org of sizes.keys()) rows.push(await rowsOf(metered, org));
  await metered.stop();
  const { target, miniflare } = await startFrontdesk(lifetime, { ...start, filled: true, fronts: [OPEN_CLINIC] });
  return { rows, target, miniflare };
}

async function fill({ target, miniflare }, sizes, progress) {
  const database = await miniflare.getD1Database('DB');
  const { JWT_SECRET } = await localVariables();
  for (const [org, size] of sizes.entries()) {
    progress(`loading ${size} appointments`);
    await practitioners(database, org).run();
    await connectClinic(target, JWT_SECRET, { org });
    for (const statement of history(org, size)) await inClinic(miniflare, orgId(org), statement);
  }
}

/** What each question costs once all is warm. */
async function rowsOf({ target, miniflare }, org) {
  for (const question of QUESTIONS) await meter(target, ask(org, question, 0));
  const rows = [];
  for (const question of QUESTIONS) rows.push(await meter(target, ask(org, question, 1)));
  await takeBack(miniflare, org);
  return rows;
}

async function meter(target, { path, body, contains }) {
  const headers = { 'content-type': 'application/json' };
  await ledgerOf(target);
  const response = await fetch(`http://${target.host}:${target.port}${path}`, { method: 'POST', headers, body });
  const text = await response.text();
  if (!says(text, contains)) throw new Error(`unexpected answer: ${text.slice(0, 300)}`);
  const { read, written, d1Read, d1Written } = costOf(await ledgerOf(target), {});
  return { read: read + d1Read, written: written + d1Written };
}

let callers = 0;

/** A question of somebody new; bookings of one clinic need a turn each, below SLOTS_A_DAY. */
export function ask(org, question, turn) {
  const who = caller(callers++, numberOf(org));
  if (question !== BOOKING) return toolCall(TOOLS.check, { date: DATE }, who, `${DATE}T`);
  const start = startOn(DATE, turn);
  return wish('book', start, who, BOOKED(start), BOOKER);
}

/** Takes back what was booked at a clinic by `ask`, with all that belongs to it. */
export function takeBack(miniflare, org) {
  const booked = 'SELECT id FROM appointments WHERE patient_name = ? AND starts_at > unixepoch()';
  const of = (table) => [`DELETE FROM ${table} WHERE appointment_id IN (${booked})`, BOOKER];
  const appointments = [`DELETE FROM appointments WHERE id IN (${booked})`, BOOKER];
  return inClinic(miniflare, orgId(org), ...['messages', 'receipts', 'audit'].map(of), ['DELETE FROM outbox'], appointments);
}
