/**
 * The availability check through the webhook, with the sandbox as Google, which is asked each time. Beside it the one request to Google that a check
 * cannot do without, sent straight to the sandbox: the difference is what Frontdesk adds.
 */
import { ORGS } from '../dataset.mjs';
import { localVariables, startFrontdesk } from '../frontdesk.mjs';
import { request } from '../http.mjs';
import { drive } from '../load.mjs';
import { interleave } from '../rounds.mjs';
import { connectClinic, countedCalls, freeBusyRequest, startSandbox, vendorVariables } from '../sandbox.mjs';
import { summary } from '../stats.mjs';
import { milliseconds, perSecond } from '../table.mjs';
import { dateAfter } from '../visits.mjs';
import { checkMessage, webhook } from '../webhook.mjs';

/** Checks that are sent one after the other to count what each one costs outside. */
export const COUNTED = 20;

export async function availability({ lifetime, options }) {
  const sandbox = await startSandbox(lifetime);
  // Each check asks Google, as it does for what no copy of the busy times answers.
  const variables = { ...vendorVariables(sandbox.base), CALENDAR_MIRROR: 'off' };
  const frontdesk = await startFrontdesk(lifetime, { via: options.via, mappings: ORGS, variables });
  await connectClinic(frontdesk.target, (await localVariables()).JWT_SECRET);

  const check = checkExchange();
  const outside = await callsPerCheck(sandbox, frontdesk, check);
  const entrants = await pairs(sandbox, frontdesk, check, options.connections);
  const samples = await interleave(entrants, options);
  return {
    title: 'Availability check through the webhook, token cached',
    notes: [`calls to Google in ${COUNTED} warm checks: ${JSON.stringify(outside)}`],
    columns: ['', 'req/s', 'p50 ms', 'p99 ms'],
    rows: entrants.map(({ name }) => row(name, summary(samples.get(name)))),
    aims: [roundTrips(outside)],
    samples: { outside, ...Object.fromEntries(samples) },
  };
}

/** Asks for the day after tomorrow; the answer has to offer a start on that day. */
export function checkExchange() {
  const date = dateAfter(2);
  return webhook(checkMessage(date), `${date}T`);
}

export async function callsPerCheck(sandbox, { target }, check) {
  const send = (limit) => drive({ target, exchange: () => check, connections: 1, seconds: 10, limit });
  const first = await send(2);
  if (first.errors > 0) throw new Error(`the check is not answered as it should be: ${first.firstError}`);
  const before = await countedCalls(sandbox.base);
  await send(COUNTED);
  const after = await countedCalls(sandbox.base);
  const made = Object.entries(after).map(([route, count]) => [route, count - (before[route] ?? 0)]);
  return Object.fromEntries(made.filter(([, count]) => count > 0));
}

async function pairs(sandbox, frontdesk, check, connections) {
  const { path, headers, body } = await freeBusyRequest(sandbox.base);
  const freeBusy = { bytes: request('POST', path, headers, body), contains: '"busy"' };
  return [...new Set([1, connections])].flatMap((count) => [
    { name: `sandbox alone, ${count} at a time`, target: sandbox.target, exchange: () => freeBusy, connections: count },
    { name: `Frontdesk, ${count} at a time`, target: frontdesk.target, exchange: () => check, connections: count },
  ]);
}

function roundTrips(outside) {
  const total = Object.values(outside).reduce((sum, count) => sum + count, 0);
  return { text: `${(total / COUNTED).toFixed(2)} external requests for a warm check; the aim is 1`, met: total === COUNTED, value: total / COUNTED };
}

const row = (name, figures) => [name, perSecond(figures.throughput), milliseconds(figures.p50), milliseconds(figures.p99)];
