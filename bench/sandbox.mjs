/** The sandbox in the role of Google, as a child process, and a clinic that is connected to it. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { inRoot } from '../scripts/project.mjs';
import { DEMO_GOOGLE } from '../sandbox/demo.ts';
import { orgId, token } from './dataset.mjs';
import { ended } from './peers.mjs';

const FREE_BUSY_PATH = '/calendar/v3/freeBusy';
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/**
 * @param {import('./lifetime.mjs').Lifetime} lifetime
 * @returns {Promise<{target: {host: string, port: number}, base: string}>}
 */
export async function startSandbox(lifetime) {
  const child = spawn(process.execPath, [inRoot('sandbox', 'main.ts'), '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  lifetime.defer(() => ended(child));
  const base = await announcedUrl(child);
  return { target: { host: '127.0.0.1', port: Number(new URL(base).port) }, base };
}

/** Variables that make Frontdesk take the sandbox for Google and Twilio. */
export const vendorVariables = (base) => ({ GOOGLE_TOKEN_URL: `${base}/token`, GOOGLE_API_BASE: base, TWILIO_API_BASE: base });

/** Connects the clinic of mapping 0 to the sandbox's demo calendar and opens it every day from nine to five. */
export async function connectClinic({ host, port }, secret) {
  const bearer = await token(secret, { role: 'admin', org_id: orgId(0) });
  const put = (path, document) =>
    expectOk(fetch(`http://${host}:${port}${path}`, { method: 'PUT', headers: jsonHeaders(bearer), body: JSON.stringify(document) }));
  await put('/api/schedule', {
    slot_minutes: 30,
    min_notice_minutes: 60,
    horizon_days: 60,
    weekly: Object.fromEntries(WEEKDAYS.map((day) => [day, [{ open: '09:00', close: '17:00' }]])),
    overrides: [],
  });
  await put('/api/integrations/google', {
    calendar_id: DEMO_GOOGLE.calendarId,
    refresh_token: DEMO_GOOGLE.refreshToken,
    client_id: DEMO_GOOGLE.clientId,
    client_secret: DEMO_GOOGLE.clientSecret,
  });
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

const jsonHeaders = (bearer) => ({ authorization: `Bearer ${bearer}`, 'content-type': 'application/json' });

async function expectOk(pending) {
  const response = await pending;
  if (!response.ok) throw new Error(`${new URL(response.url).pathname} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
  return response;
}

/** The URL in the line that the sandbox prints once it listens. */
async function announcedUrl(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
    if (url !== null) return url[0];
  }
  throw new Error('the sandbox did not start');
}
