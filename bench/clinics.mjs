/** Frontdesk with clinics that can be called: everyone has a calendar, a Twilio account and opening hours. */
import { ORGS } from './dataset.mjs';
import { localVariables, startFrontdesk } from './frontdesk.mjs';
import { addCalendar, connectClinic, startBareVendors, startSandbox, vendorVariables } from './sandbox.mjs';
import { HORIZON_DAYS } from './visits.mjs';

/**
 * Over vendors that remember nothing.
 * @param {import('./lifetime.mjs').Lifetime} lifetime
 * @param {'socket' | 'miniflare'} via
 * @param {(org: number) => string} calendarOf
 * @returns {Promise<{vendors: import('./sandbox.mjs').Vendors, target: object, database: object}>}
 */
export async function startBareClinics(lifetime, via, calendarOf) {
  const vendors = await startBareVendors(lifetime);
  return { vendors, ...(await startClinics(lifetime, via, vendors, calendarOf)) };
}

/** Over the sandbox. */
export async function startSandboxClinics(lifetime, via) {
  const sandbox = await startSandbox(lifetime);
  const calendarOf = (org) => `calendar-${org}@calendar.example.com`;
  for (let org = 0; org < ORGS; org += 1) await addCalendar(sandbox.base, calendarOf(org));
  return startClinics(lifetime, via, sandbox, calendarOf);
}

async function startClinics(lifetime, via, { base }, calendarOf) {
  const state = await lifetime.directoryInMemory('clinics');
  const options = { via, state, mappings: ORGS, variables: vendorVariables(base) };
  const { target, miniflare } = await startFrontdesk(lifetime, options);
  const { JWT_SECRET } = await localVariables();
  for (let org = 0; org < ORGS; org += 1) {
    await connectClinic(target, JWT_SECRET, { org, calendarId: calendarOf(org), horizonDays: HORIZON_DAYS });
  }
  return { target, database: await miniflare.getD1Database('DB') };
}
