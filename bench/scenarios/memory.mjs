/**
 * A soak: a million look-ups of as many numbers, each new to the isolate, by the tokens of ten thousand clinics; then a call of a tool at each of
 * the clinics, whose objects live in the same isolate here. An isolate has 128 MB. What it holds has to stop growing far below.
 */
import { lookup, numberOf, orgId, token } from '../dataset.mjs';
import { OPEN_CLINIC, PRODUCTION, startFrontdesk } from '../frontdesk.mjs';
import { INSPECTED, Inspector } from '../inspector.mjs';
import { drive } from '../load.mjs';
import { perSecond } from '../table.mjs';
import { caller, dateAfter } from '../visits.mjs';
import { TOOLS, toolCall } from '../webhook.mjs';

const SOAK = { numbers: 1_000_000, clinics: 10_000 };
const QUICK = { numbers: 50_000, clinics: 1_000 };
/** How often memory is read during the look-ups. */
const READINGS = 10;
/** Half of what an isolate has, in MB. */
const MOST_MB = 64;
/** Nothing may still grow at the end: the last readings may differ by this. */
const PLATEAU_MB = 2;
/** A soak ends by its count. */
const NO_LIMIT_SECONDS = 7200;

const FRONTS = ['memory_front.mjs', 'wasm_witness.mjs', OPEN_CLINIC];

export async function memory({ lifetime, options, progress }) {
  const { numbers, clinics } = options.quick ? QUICK : SOAK;
  progress(`loading ${perSecond(numbers)} mappings`);
  const start = { via: 'socket', mappings: numbers, orgs: clinics, variables: { ...PRODUCTION, VAPI_AUTH: 'off', ENVIRONMENT: 'local' }, fronts: FRONTS, more: INSPECTED };
  const { target, miniflare } = await startFrontdesk(lifetime, start);
  const inspector = await Inspector.of(lifetime, miniflare);
  const tokens = await Promise.all(Array.from({ length: clinics }, (_, org) => token(PRODUCTION.JWT_SECRET, { role: 'viewer', org_id: orgId(org) })));
  const rows = [];
  const read = async (after) => {
    const [wasm, heap] = (await readings(target, inspector)).map((bytes) => bytes / 1_000_000);
    rows.push({ after, wasm, heap });
    progress(`${after}: WASM ${wasm.toFixed(1)} MB, heap ${heap.toFixed(1)} MB`);
  };
  await read('nothing');
  const step = numbers / READINGS;
  for (let first = 0; first < numbers; first += step) {
    await ask(target, step, (n) => lookup(tokens, first + n));
    await read(`${perSecond(first + step)} look-ups`);
  }
  const date = dateAfter(2);
  await ask(target, clinics, (n) => toolCall(TOOLS.check, { date }, caller(n, numberOf(n)), '"results"'));
  await read(`a tool at ${perSecond(clinics)} clinics`);
  return report(rows);
}

async function ask(target, limit, exchange) {
  const { requests, firstError } = await drive({ target, exchange, connections: 16, seconds: NO_LIMIT_SECONDS, limit });
  if (requests < limit) throw new Error(`${requests} right answers of ${limit}; ${firstError ?? 'it took too long'}`);
}

/** The isolate collects its garbage when a request comes to it, so it is asked something until it has. */
async function readings(target, inspector) {
  let isRead = false;
  const heap = inspector.heapBytes().finally(() => (isRead = true));
  let wasm;
  do wasm = await wasmBytes(target);
  while (!isRead);
  return [wasm, await heap];
}

const wasmBytes = async ({ host, port }) => (await fetch(`http://${host}:${port}/_wasm`)).json();

function report(rows) {
  const sum = ({ wasm, heap }) => wasm + heap;
  const most = Math.max(...rows.map(sum));
  const lookups = rows.slice(1, -1).map(sum);
  const growth = lookups.at(-1) - lookups[Math.floor(lookups.length / 2)];
  return {
    title: 'Memory of one isolate',
    notes: ['the heap is that of JavaScript after a collection, with what the runtime keeps for it; each look-up is of another number'],
    columns: ['after', 'WASM MB', 'heap MB', 'together'],
    rows: rows.map((row) => [row.after, row.wasm.toFixed(1), row.heap.toFixed(1), sum(row).toFixed(1)]),
    aims: [
      { text: `at most ${most.toFixed(1)} MB; the aim is under ${MOST_MB}`, met: most < MOST_MB, value: most },
      { text: `${growth.toFixed(1)} MB more in the second half of the look-ups; the aim is a plateau`, met: growth < PLATEAU_MB, value: growth },
    ],
    samples: rows,
  };
}
