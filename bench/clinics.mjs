/** Frontdesk with clinics that can be called: everyone has a calendar, a Twilio account and opening hours. */
import { ORGS } from './dataset.mjs';
import { OPEN_CLINIC, localVariables, startFrontdesk } from './frontdesk.mjs';
import { addCalendar, connectClinic, startBareVendors, startSandbox, vendorVariables } from './sandbox.mjs';
import { HORIZON_DAYS } from './visits.mjs';

/** Clinics that are connected at a time. */
const AT_ONCE = 8;

/**
 * Over vendors that remember nothing.
 * @param {import('./lifetime.mjs').Lifetime} lifetime
 * @param {'socket' | 'miniflare'} via
 * @param {(org: number) => string} calendarOf
 * @param {number} [orgs]  How many clinics, each with the number that is numbered like it.
 * @param {object} [more]  Further options of Miniflare.
 * @param {Record<string, string>} [variables]  Instead of the local configuration's.
 * @returns {Promise<{vendors: import('./sandbox.mjs').Vendors, target: object, miniflare: object}>}
 */
export async function startBareClinics(lifetime, via, calendarOf, orgs = ORGS, more = {}, variables = {}) {
  const vendors = await startBareVendors(lifetime);
  return { vendors, ...(await startClinics(lifetime, via, vendors, calendarOf, orgs, more, variables)) };
}

/** Over the sandbox. */
export async function startSandboxClinics(lifetime, via) {
  const sandbox = await startSandbox(lifetime);
  const calendarOf = (org) => `calendar-${org}@calendar.example.com`;
  for (let org = 0; org < ORGS; org += 1) await addCalendar(sandbox.base, calendarOf(org));
  return startClinics(lifetime, via, sandbox, calendarOf, ORGS, {}, {});
}

async function startClinics(lifetime, via, { base }, calendarOf, orgs, more, variables) {
  const state = await lifetime.directoryInMemory('clinics');
  const options = { via, state, mappings: orgs, orgs, variables: { ...vendorVariables(base), ...variables }, fronts: [OPEN_CLINIC], more };
  const { target, miniflare } = await startFrontdesk(lifetime, options);
  const { JWT_SECRET } = await localVariables();
  for (let first = 0; first < orgs; first += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, orgs - first) }, (_, n) => first + n);
    const connect = (org) => connectClinic(target, JWT_SECRET, { org, calendarId: calendarOf(org), horizonDays: HORIZON_DAYS });
    await Promise.all(some.map(connect));
  }
  return { target, miniflare };
}
