/** The sandbox, or the bare vendors, in the role of Google, as a child process, and clinics that are connected to them. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { inRoot } from '../scripts/project.mjs';
import { fileURLToPath } from 'node:url';
import { DEMO_GOOGLE, DEMO_TWILIO } from '../sandbox/demo.ts';
import { orgId, token } from './dataset.mjs';
import { ended } from './peers.mjs';

const FREE_BUSY_PATH = '/calendar/v3/freeBusy';
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/**
 * @typedef {object} Vendors
 * @property {{host: string, port: number}} target
 * @property {string} base
 *
 * @param {import('./lifetime.mjs').Lifetime} lifetime
 * @returns {Promise<Vendors>}
 */
export const startSandbox = (lifetime) => startVendors(lifetime, inRoot('sandbox', 'main.ts'), '--port', '0');

/** vendors.mjs in the sandbox's place. */
export const startBareVendors = (lifetime) => startVendors(lifetime, fileURLToPath(new URL('vendors.mjs', import.meta.url)));

async function startVendors(lifetime, ...command) {
  const child = spawn(process.execPath, command, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  lifetime.defer(() => ended(child));
  const base = await announcedUrl(child);
  return { target: { host: '127.0.0.1', port: Number(new URL(base).port) }, base };
}

/** Variables that make Frontdesk take the sandbox for its vendors. */
export const vendorVariables = (base) => ({
  GOOGLE_TOKEN_URL: `${base}/token`,
  GOOGLE_API_BASE: base,
  TWILIO_API_BASE: base,
  VAPI_API_BASE: base,
  RETELL_API_BASE: base,
});

/**
 * Connects a clinic (0 to ORGS - 1) to a calendar and a Twilio account of the vendors and opens it every day from nine to five.
 * @param {object} [settings]
 * @param {number} [settings.org]
 * @param {string} [settings.calendarId]  One that the sandbox does not have is put there.
 * @param {number} [settings.horizonDays]  How far ahead it can be booked.
 */
export async function connectClinic(target, secret, { org = 0, calendarId = DEMO_GOOGLE.calendarId, horizonDays = 60 } = {}) {
  const bearer = await token(secret, { role: 'admin', org_id: orgId(org) });
  const put = (path, document) => putJson(`http://${target.host}:${target.port}${path}`, document, bearer);
  await put('/api/schedule', {
    slot_minutes: 30,
    min_notice_minutes: 60,
    horizon_days: horizonDays,
    weekly: Object.fromEntries(WEEKDAYS.map((day) => [day, [{ open: '09:00', close: '17:00' }]])),
    overrides: [],
  });
  await put('/api/integrations/twilio', {
    account_sid: DEMO_TWILIO.accountSid,
    auth_token: DEMO_TWILIO.authToken,
    from_number: DEMO_TWILIO.fromNumber,
  });
  await put('/api/integrations/google', {
    calendar_id: calendarId,
    refresh_token: DEMO_GOOGLE.refreshToken,
    client_id: DEMO_GOOGLE.clientId,
    client_secret: DEMO_GOOGLE.clientSecret,
  });
}

/** Has a clinic remind its patients so many hours before. */
export async function setReminders(target, secret, { org, hours }) {
  const bearer = await token(secret, { role: 'admin', org_id: orgId(org) });
  await putJson(`http://${target.host}:${target.port}/api/messaging`, { reminder_hours: hours }, bearer);
}

/** Has the sandbox report what became of a text. */
export async function reportText(base, sid, { status, deliverTo }) {
  const body = JSON.stringify({ status, deliverTo });
  const { delivery } = await (await expectOk(fetch(`${base}/_sandbox/twilio/messages/${sid}/status`, { method: 'POST', headers: jsonHeaders(), body }))).json();
  if (delivery.status !== 204) throw new Error(`a report on a text was answered with ${delivery.status} ${delivery.error ?? delivery.body}`);
}

/** Adds a calendar to the sandbox that the demo clinic's person owns. */
export function addCalendar(base, calendarId) {
  const settings = { timeZone: DEMO_GOOGLE.timeZone, access: { [DEMO_GOOGLE.user]: 'owner' } };
  return putJson(`${base}/_sandbox/google/calendars/${encodeURIComponent(calendarId)}`, settings);
}

function putJson(url, document, bearer) {
  return expectOk(fetch(url, { method: 'PUT', headers: jsonHeaders(bearer), body: JSON.stringify(document) }));
}

/** Has Google take so long for busy times from now on. */
export async function delayGoogle(base, delayMs) {
  await expectOk(fetch(`${base}/_sandbox/faults`, { method: 'DELETE' }));
  const body = JSON.stringify({ route: 'google.freeBusy', delayMs });
  if (delayMs > 0) await expectOk(fetch(`${base}/_sandbox/faults`, { method: 'POST', headers: jsonHeaders(), body }));
}

/** A freeBusy query with a token of its own, as the request that a check cannot do without. */
export async function freeBusyRequest(base) {
  const grant = {
    grant_type: 'refresh_token',
    refresh_token: DEMO_GOOGLE.refreshToken,
    client_id: DEMO_GOOGLE.clientId,
    client_secret: DEMO_GOOGLE.clientSecret,
  };
  const response = await expectOk(fetch(`${base}/token`, { method: 'POST', body: new URLSearchParams(grant) }));
  const timeMin = new Date();
  const timeMax = new Date(timeMin.getTime() + 86_400_000);
  const body = JSON.stringify({ timeMin, timeMax, items: [{ id: DEMO_GOOGLE.calendarId }] });
  return { path: FREE_BUSY_PATH, headers: jsonHeaders((await response.json()).access_token), body };
}

/** Calls per route that the sandbox has counted since it started. */
export async function countedCalls(base) {
  const response = await expectOk(fetch(`${base}/_sandbox/requests`));
  return (await response.json()).counts;
}

const jsonHeaders = (bearer) => ({ 'content-type': 'application/json', ...(bearer && { authorization: `Bearer ${bearer}` }) });

async function expectOk(pending) {
  const response = await pending;
  if (!response.ok) throw new Error(`${new URL(response.url).pathname} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
  return response;
}

/** The URL in the line that they print once they listen. */
async function announcedUrl(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
    if (url !== null) return url[0];
  }
  throw new Error('the vendors did not start');
}
