/**
 * The availability check from the copy of the busy times, beside the same check that asks Google, while Google is as slow as it is.
 * The first of each was asked before it is measured, so that the copy is there.
 */
import { ORGS } from '../dataset.mjs';
import { localVariables, startFrontdesk } from '../frontdesk.mjs';
import { interleave } from '../rounds.mjs';
import { connectClinic, delayGoogle, startSandbox, vendorVariables } from '../sandbox.mjs';
import { summary } from '../stats.mjs';
import { milliseconds, perSecond } from '../table.mjs';
import { callsPerCheck, checkExchange, COUNTED } from './availability.mjs';

const DELAYS_MS = [0, 100, 300];

export async function copy({ lifetime, options, progress }) {
  const sandbox = await startSandbox(lifetime);
  const start = async (mirror) => {
    const variables = { ...vendorVariables(sandbox.base), CALENDAR_MIRROR: mirror };
    const frontdesk = await startFrontdesk(lifetime, { via: options.via, mappings: ORGS, variables });
    await connectClinic(frontdesk.target, (await localVariables()).JWT_SECRET);
    return frontdesk;
  };
  const [without, from] = [await start('off'), await start('on')];
  const check = checkExchange();
  await Promise.all([without, from].map((frontdesk) => callsPerCheck(sandbox, frontdesk, check)));
  const outside = await callsPerCheck(sandbox, from, check);
  const [rows, samples] = [[], {}];
  for (const delay of DELAYS_MS) {
    progress(`copy, Google takes ${delay} ms`);
    await delayGoogle(sandbox.base, delay);
    const entrants = pair(without, from, check);
    const taken = await interleave(entrants, options);
    rows.push(...entrants.map(({ name }) => row(`${name}, Google ${delay} ms`, summary(taken.get(name)))));
    samples[delay] = Object.fromEntries(taken);
  }
  const total = Object.values(outside).reduce((sum, count) => sum + count, 0);
  return {
    title: 'Availability check from the copy of the busy times, one at a time',
    notes: [`calls to Google in ${COUNTED} warm checks from the copy: ${JSON.stringify(outside)}`],
    columns: ['', 'req/s', 'p50 ms', 'p99 ms'],
    rows,
    aims: [{ text: `${total} external requests for ${COUNTED} warm checks from the copy; the aim is 0`, met: total === 0, value: total }],
    samples: { outside, ...samples },
  };
}

const pair = (without, from, check) => [
  { name: 'asking Google', target: without.target, exchange: () => check, connections: 1 },
  { name: 'from the copy', target: from.target, exchange: () => check, connections: 1 },
];

const row = (name, figures) => [name, perSecond(figures.throughput), milliseconds(figures.p50), milliseconds(figures.p99)];
