/**
 * Lookups of a thousand warm numbers while strangers post webhooks that nothing proves, 200 a second. Beside it the same lookups
 * undisturbed, while as many webhooks come without any secret, which no Worker could refuse with less, and while as many requests make
 * one KV read each and nothing else (kv_read.mjs).
 */
import { randomBytes } from 'node:crypto';
import { MAPPINGS, numberOf } from '../dataset.mjs';
import { frontdeskRunner } from '../field.mjs';
import { request } from '../http.mjs';
import { drive } from '../load.mjs';
import { interleave } from '../rounds.mjs';
import { median, ratio, summary } from '../stats.mjs';
import { milliseconds, perSecond, times } from '../table.mjs';
import { EVENTS_PATH, TOOLS, checkMessage, toolCall } from '../webhook.mjs';
import { HOT_NUMBERS, hotNumber, prepared } from './lookup.mjs';

/** Junk webhooks a second, and over how many connections they come. */
const RATE = 200;
const CONNECTIONS = 8;
/** What lookups should keep of their undisturbed throughput. */
const LEAST_SHARE = 0.8;

const KIB = 1024;
const DATE = '2020-01-02';
const UNDISTURBED = 'undisturbed';
/** What refusing costs at the least: without and with the one KV read that an unknown number takes. */
const NO_SECRET = 'no secret';
const ONE_READ = 'one KV read and nothing else';
const KV_READ = 'kv_read.mjs';

/** Who calls whom does not matter; which number is called does. */
const call = (called) => ({ called, caller: '+15550109999', call: '0199b0d4-6a7e-4c02-9b42-000000000001', id: 'call_BenchJunk01' });

/** Numbers that are made up, over all measurements: nobody has one, and none is asked for twice. */
let madeUp = MAPPINGS;

export async function strangers({ lifetime, options }) {
  const secret = randomBytes(32).toString('base64url');
  const { target, lookup } = await frontdeskRunner(lifetime, {
    via: options.via,
    mappings: MAPPINGS,
    variables: { VAPI_HMAC_SECRETS: secret },
    fronts: [KV_READ],
  });
  const kinds = junk();
  const lookups = { target, exchange: prepared(lookup, hotNumber) };
  await warm(lookups);
  const entrants = [
    { name: UNDISTURBED, ...lookups },
    ...kinds.map(({ name, exchange }) => ({ name, ...lookups, beside: { exchange, connections: CONNECTIONS, perSecond: RATE } })),
  ];
  const samples = await interleave(entrants, options);
  const share = (name) => ratio(samples.get(name), samples.get(UNDISTURBED));
  return {
    title: `Lookups of ${perSecond(HOT_NUMBERS)} numbers beside ${RATE} junk webhooks a second`,
    notes: [
      'the client sends the junk from the thread that sends the lookups, and every answer to it has to be 401',
      'a signature has to be computed to be refused; whoever forges one for the right time makes the Worker hash the body',
    ],
    columns: ['', 'req/s', 'lowest-highest', 'p50 ms', 'p99 ms', 'of undisturbed', 'junk/s', 'junk p50 ms'],
    rows: entrants.map(({ name }) => row(name, samples.get(name), name === UNDISTURBED ? null : share(name))),
    aims: kinds.filter(({ aimed }) => aimed).map(({ name, least }) => judged(name, share(name), ratio(samples.get(name), samples.get(least)), least)),
    samples: Object.fromEntries(samples),
  };
}

/** Every number's first lookup asks D1 and lists a document for KV, which would be what the first measurement measures. */
async function warm(lookups) {
  const { firstError } = await drive({ ...lookups, connections: CONNECTIONS, seconds: 60, limit: 3 * HOT_NUMBERS });
  if (firstError !== null) throw new Error(`a lookup is not answered as it should be: ${firstError}`);
}

function junk() {
  const known = prepared((n) => junkCall(numberOf(n)), hotNumber);
  return [
    { name: NO_SECRET, exchange: constant(posted(checkMessage(DATE), {})) },
    { name: ONE_READ, exchange: () => posted(checkMessage(DATE), {}, `/_kv/${numberOf(madeUp++)}`) },
    { name: 'junk secrets, known numbers', exchange: known, aimed: true, least: NO_SECRET },
    { name: 'junk secrets, made-up numbers', exchange: () => junkCall(numberOf(madeUp++)), aimed: true, least: ONE_READ },
    { name: 'junk secrets, 64 KiB', exchange: constant(posted(checkMessage(DATE, 64 * KIB), junkSecret())), aimed: true, least: NO_SECRET },
    { name: 'forged signatures, 64 KiB', exchange: constant(posted(checkMessage(DATE, 64 * KIB), forged())) },
  ];
}

const constant = (exchange) => () => exchange;

const junkSecret = () => ({ 'x-vapi-secret': randomBytes(32).toString('base64url') });

const forged = () => ({ 'x-signature': randomBytes(32).toString('hex'), 'x-timestamp': String(Math.floor(Date.now() / 1000)) });

const junkCall = (called) => posted(toolCall(TOOLS.check, { date: DATE }, call(called), '').body, junkSecret());

/** A webhook that has to be refused. */
function posted(body, proof, path = EVENTS_PATH) {
  const bytes = request('POST', path, { 'content-type': 'application/json', ...proof }, body);
  return { bytes, status: 401, contains: '"unauthorized"' };
}

function row(name, samples, share) {
  const { throughput, spread, p50, p99 } = summary(samples);
  const beside = samples[0].beside === undefined ? null : samples.map((sample) => sample.beside);
  return [
    name,
    perSecond(throughput),
    `${perSecond(spread.low)}-${perSecond(spread.high)}`,
    milliseconds(p50),
    milliseconds(p99),
    times(share),
    beside === null ? '' : perSecond(median(beside.map((sample) => sample.throughput))),
    beside === null ? '' : milliseconds(median(beside.map((sample) => sample.p50))),
  ];
}

function judged(name, value, ofLeast, least) {
  const aim = `the aim is ${LEAST_SHARE.toFixed(2)}x or more`;
  const text = `lookups keep ${times(value)} of their throughput beside ${name}, ${times(ofLeast)} of that beside ${least}; ${aim}`;
  return { text, met: value >= LEAST_SHARE, value };
}
