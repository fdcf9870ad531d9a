/** The authenticated lookup, as all peers do it: one hot number, and a thousand of them. */
import { drive } from '../load.mjs';
import { interleave } from '../rounds.mjs';
import { ratio, summary } from '../stats.mjs';
import { milliseconds, perSecond, percent, times } from '../table.mjs';

/** Numbers in turn in the second scenario. */
export const HOT_NUMBERS = 1_000;

/** Steps through the hot numbers in an order without neighbours; coprime to their count, so each has its turn. */
const STRIDE = 619;

/** Throughput that Frontdesk aims for, as a multiple of a peer's. */
const AIMS = [
  { peer: 'rust', least: 0.95, text: 'of the bare Rust Worker' },
  { peer: 'javascript', least: 0.7, text: 'of the bare JavaScript Worker' },
  { peer: 'typescript', least: 2, text: 'of the TypeScript Worker' },
  { peer: 'express', least: 1, text: 'of Express and PostgreSQL' },
];

/** One number, one token, everything warm. */
export const hot = (context) => compare(context, 'Authenticated lookup, one hot number', () => 0);

/** A thousand numbers of twenty orgs, everything warm. */
export const many = (context) => compare(context, `Authenticated lookup, ${perSecond(HOT_NUMBERS)} hot numbers`, hotNumber);

/** The mapping that the n-th request of a warm scenario asks for. */
export const hotNumber = (n) => (n * STRIDE) % HOT_NUMBERS;

async function compare({ field, options }, title, mappingOf) {
  const runners = await field.runners();
  await lookUpOnce(runners.find(({ name }) => name === 'frontdesk'));
  const samples = await interleave(
    runners.map(({ name, target, lookup }) => ({ name, target, exchange: prepared(lookup, mappingOf) })),
    options,
  );
  const relative = (name) => (samples.has('frontdesk') ? ratio(samples.get('frontdesk'), samples.get(name)) : null);
  return {
    title,
    notes: field.notes,
    columns: ['', 'req/s', 'lowest-highest', 'p50 ms', 'p99 ms', 'Frontdesk is', 'client busy'],
    rows: runners.map(({ name, label }) => row(label, summary(samples.get(name)), name === 'frontdesk' ? null : relative(name))),
    aims: AIMS.filter(({ peer }) => samples.has(peer) && samples.has('frontdesk')).map((aim) => judged(aim, relative(aim.peer))),
    samples: Object.fromEntries(samples),
  };
}

/**
 * Looks each hot number up once. The store was filled by SQL past the triggers, so the first look-up of a number finds that its document is missing
 * and writes that down in D1; in production that is done when a number is entered, and would be what is measured here for a while.
 */
async function lookUpOnce(frontdesk) {
  if (frontdesk === undefined) return;
  const { target, lookup } = frontdesk;
  const { firstError } = await drive({ target, exchange: lookup, connections: 16, seconds: 60, limit: HOT_NUMBERS });
  if (firstError !== null) throw new Error(`a wrong answer: ${firstError}`);
}

/** Requests are rendered once, so that the client has nothing to do but to send them. */
export function prepared(lookup, mappingOf) {
  const rendered = new Map();
  return (n) => {
    const mapping = mappingOf(n);
    if (!rendered.has(mapping)) rendered.set(mapping, lookup(mapping));
    return rendered.get(mapping);
  };
}

function row(label, figures, frontdeskIs) {
  const { low, high } = figures.spread;
  return [
    label,
    perSecond(figures.throughput),
    `${perSecond(low)}-${perSecond(high)}`,
    milliseconds(figures.p50),
    milliseconds(figures.p99),
    times(frontdeskIs),
    percent(figures.clientBusy),
  ];
}

function judged({ least, text }, value) {
  return { text: `throughput ${times(value)} ${text}; the aim is ${least.toFixed(2)}x or more`, met: value >= least, value };
}
