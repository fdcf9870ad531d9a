/**
 * What an isolate computes for a look-up, a warm check and a booking, by V8's own profile: the answer and all that goes on behind it, in the
 * Worker and in the clinic's object, which share an isolate here. What D1 and KV compute is in isolates of their own and not counted.
 */
import { startBareClinics } from '../clinics.mjs';
import { PEER_SECRET, lookup, orgTokens } from '../dataset.mjs';
import { frontdeskRunner } from '../field.mjs';
import { INSPECTED, Inspector } from '../inspector.mjs';
import { drive } from '../load.mjs';
import { PEERS } from '../peers.mjs';
import { perSecond } from '../table.mjs';
import { BOOKED, caller, slot, wish } from '../visits.mjs';
import { checkExchange } from './availability.mjs';
import { prepared } from './lookup.mjs';

/** How many of each are profiled, after as many to warm up. */
const LOOKUPS = 10_000;
const CHECKS = 2_000;
const BOOKINGS = 1_000;
/** In milliseconds, what one may take. */
const AIMS = { check: 1, booking: 3 };
const NO_LIMIT_SECONDS = 120;
const MAPPINGS = 1_000;
const START = { via: 'socket', more: INSPECTED };

export async function cpu({ lifetime, progress }) {
  const rows = [];
  for (const [name, count, start] of SUBJECTS) {
    progress(`cpu, ${name}`);
    const { target, miniflare, exchange } = await start(lifetime);
    const ask = async () => {
      const { requests, firstError } = await drive({ target, exchange, connections: 1, seconds: NO_LIMIT_SECONDS, limit: count });
      if (requests < count) throw new Error(`${name}: ${requests} right answers of ${count}; ${firstError ?? 'it took too long'}`);
    };
    await ask();
    const { busyMs } = await (await Inspector.of(lifetime, miniflare)).profiled(ask);
    rows.push({ name, count, each: busyMs / count });
  }
  return {
    title: 'CPU of one isolate, one request at a time',
    notes: ['all that is not idle in V8’s profile: garbage collection, the runtime’s own part, and what goes on behind the answer'],
    columns: ['', 'requests', 'ms each'],
    rows: rows.map(({ name, count, each }) => [name, perSecond(count), each.toFixed(3)]),
    aims: rows.filter(({ name }) => name in AIMS).map(judged),
    samples: rows,
  };
}

/** What is asked how often, and of whom. */
const SUBJECTS = [
  ['look-up, bare JavaScript Worker', LOOKUPS, (lifetime) => peer(lifetime, 'javascript')],
  ['look-up, bare Rust Worker', LOOKUPS, (lifetime) => peer(lifetime, 'rust')],
  ['look-up', LOOKUPS, lookedUp],
  ['check', CHECKS, checked],
  ['booking', BOOKINGS, booked],
];

async function peer(lifetime, name) {
  const tokens = await orgTokens(PEER_SECRET);
  const exchange = { ...lookup(tokens, 0), contains: '"success":true' };
  return { ...(await PEERS[name].start(lifetime, START)), exchange: () => exchange };
}

async function lookedUp(lifetime) {
  const runner = await frontdeskRunner(lifetime, { ...START, mappings: MAPPINGS });
  return { ...runner, exchange: prepared(runner.lookup, () => 0) };
}

/** The same check again and again: from the copy of the busy times, which is there after the first. */
async function checked(lifetime) {
  const check = checkExchange();
  return { ...(await clinics(lifetime)), exchange: () => check };
}

/** Each of a slot of its own by somebody new. */
async function booked(lifetime) {
  let asked = 0;
  const exchange = () => {
    const { called, start } = slot(asked);
    return wish('book', start, caller(asked++, called), BOOKED(start));
  };
  return { ...(await clinics(lifetime)), exchange };
}

const clinics = (lifetime) => startBareClinics(lifetime, START.via, (org) => `calendar-${org}`, undefined, START.more);

function judged({ name, each }) {
  return { text: `${each.toFixed(2)} ms for a ${name}; the aim is under ${AIMS[name]}`, met: each < AIMS[name], value: each };
}
