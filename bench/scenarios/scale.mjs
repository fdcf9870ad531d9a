/**
 * Flatness: the same lookup over stores of growing size. Warm lookups ask for hot numbers and end in the isolate's memory.
 * Cold ones ask for uniformly random numbers of a Frontdesk that keeps nothing in memory (ROUTE_TTL_SECONDS=0), and so reach
 * D1 every time, at every size.
 */
import { interleave } from '../rounds.mjs';
import { frontdeskRunner } from '../field.mjs';
import { summary } from '../stats.mjs';
import { milliseconds, perSecond } from '../table.mjs';
import { hotNumber } from './lookup.mjs';

const SIZES = [1_000, 100_000, 1_000_000];
const QUICK_SIZES = [1_000, 100_000];

/** A p99 may exceed the smallest store's by this factor, or reach its slowest round, before it counts as a difference. */
const TOLERANCE = 1.25;

export async function scale({ lifetime, options, progress }) {
  const sizes = options.quick ? QUICK_SIZES : SIZES;
  const entrants = [];
  for (const size of sizes) {
    progress(`loading ${perSecond(size)} mappings`);
    entrants.push(...(await warmAndCold(lifetime, options, size)));
  }
  const samples = await interleave(entrants, options);
  const rows = entrants.map(({ name }) => ({ name, figures: summary(samples.get(name)) }));
  return {
    title: 'Frontdesk as the number of mappings grows',
    notes: ['warm: a thousand hot numbers, from memory; cold: random numbers, nothing in memory or KV, read from D1'],
    columns: ['mappings', 'req/s', 'p50 ms', 'p99 ms', 'p99 lowest-highest'],
    rows: rows.map(({ name, figures }) => [
      name,
      perSecond(figures.throughput),
      milliseconds(figures.p50),
      milliseconds(figures.p99),
      `${milliseconds(figures.p99Spread.low)}-${milliseconds(figures.p99Spread.high)}`,
    ]),
    aims: ['warm', 'cold'].map((kind) => flatness(kind, rows.filter(({ name }) => name.endsWith(kind)))),
    samples: Object.fromEntries(samples),
  };
}

/** Two Frontdesks over one store. */
async function warmAndCold(lifetime, { via }, size) {
  const state = await lifetime.temporaryDirectory('state');
  const warm = await frontdeskRunner(lifetime, { via, state, mappings: size });
  const cold = await frontdeskRunner(lifetime, { via, state, mappings: size, filled: true, variables: { ROUTE_TTL_SECONDS: '0' } });
  const random = () => cold.lookup(Math.floor(Math.random() * size));
  return [
    { name: `${perSecond(size)} warm`, target: warm.target, exchange: (n) => warm.lookup(hotNumber(n)) },
    { name: `${perSecond(size)} cold`, target: cold.target, exchange: random },
  ];
}

function flatness(kind, rows) {
  const [first, last] = [rows[0], rows.at(-1)];
  const bound = Math.max(first.figures.p99 * TOLERANCE, first.figures.p99Spread.high);
  const reached = `${kind} p99 is ${milliseconds(last.figures.p99)} ms (${last.name})`;
  return {
    text: `${reached}, ${milliseconds(first.figures.p99)} ms (${first.name}); up to ${milliseconds(bound)} ms is noise`,
    met: last.figures.p99 <= bound,
    value: last.figures.p99 / first.figures.p99,
  };
}
