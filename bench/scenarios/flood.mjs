/**
 * What other clinics notice of a flood: checks at twenty clinics, a steady number a second, undisturbed and while the tools of one clinic
 * and an anonymous client are at full tilt, each with as many connections as the run has. With rate limits and without.
 *
 * Miniflare keeps the counters of rate limits in an object beside everything else, where Cloudflare has them in the memory of the machine:
 * what counting costs here is more than there.
 */
import { randomBytes } from 'node:crypto';
import { startBareClinics } from '../clinics.mjs';
import { numberOf } from '../dataset.mjs';
import { request } from '../http.mjs';
import { interleave } from '../rounds.mjs';
import { median, ratio, summary } from '../stats.mjs';
import { milliseconds, perSecond, times } from '../table.mjs';
import { caller, dateAfter } from '../visits.mjs';
import { TOOLS, toolCall } from '../webhook.mjs';

const OTHERS = 20;
/** Checks a second at all of them together, and over how many connections. */
const RATE = 60;
const CONNECTIONS = 4;
const FREE_DAY = 2;
/** By how much a flood may slow down others. */
const MOST = 2;

export async function flood({ lifetime, options, progress }) {
  const entrants = [];
  for (const limits of ['on', 'off']) {
    progress(`connecting ${OTHERS + 1} clinics, rate limits ${limits}`);
    const variables = { RATE_LIMITS: limits, CALENDAR_MIRROR: 'on' };
    const { target } = await startBareClinics(lifetime, options.via, (org) => `calendar-${org}`, OTHERS + 1, {}, variables);
    entrants.push(...disturbed(target, limits, options));
  }
  const samples = await interleave(entrants, options);
  const p95 = (name) => samples.get(name).map((sample) => sample.p95);
  const slower = (limits) => ratio(by95(samples.get(named(limits, true))), by95(samples.get(named(limits, false))));
  const value = slower('on');
  return {
    title: `Checks at ${OTHERS} clinics beside a clinic and an anonymous client at full tilt`,
    notes: [`${RATE} checks a second at the ${OTHERS}; Miniflare counts in an object, so that limits cost more here than at Cloudflare`],
    columns: ['', 'checks/s', 'p50 ms', 'p95 ms', 'of undisturbed', 'flood of a clinic/s', 'of strangers/s'],
    rows: entrants.map(({ name, limits, beside }) => {
      const figures = summary(samples.get(name));
      const floods = (beside ?? []).map((_, n) => perSecond(median(samples.get(name).map((sample) => sample.beside[n].throughput))));
      return [name, perSecond(figures.throughput), milliseconds(figures.p50), milliseconds(median(p95(name))), beside ? times(slower(limits)) : '', ...floods];
    }),
    aims: [{ text: `p95 of other clinics is ${times(value)} of undisturbed; the aim is ${MOST.toFixed(2)}x or less`, met: value <= MOST, value }],
    samples: Object.fromEntries(samples),
  };
}

const named = (limits, flooded) => `limits ${limits}, ${flooded ? 'flooded' : 'undisturbed'}`;

/** The ratio of two entrants is that of a field called throughput. */
const by95 = (samples) => samples.map((sample) => ({ ...sample, throughput: sample.p95 }));

function disturbed(target, limits, { connections }) {
  const others = { target, limits, exchange: check((n) => 1 + (n % OTHERS)), connections: CONNECTIONS, perSecond: RATE };
  const beside = [
    { exchange: check(() => 0, /toolCallId/), connections, perSecond: Infinity },
    { exchange: anonymous, connections, perSecond: Infinity },
  ];
  return [
    { ...others, name: named(limits, false) },
    { ...others, name: named(limits, true), beside },
  ];
}

let callers = 0;

/** A check at the clinic that `place` says, by a caller who has not called before. One that is refused for its number is answered too. */
function check(place, contains) {
  const date = dateAfter(FREE_DAY);
  return (n) => toolCall(TOOLS.check, { date }, caller(callers++, numberOf(place(n))), contains ?? `${date}T`);
}

/** A session that somebody made up. */
function anonymous() {
  const headers = { cookie: `__Host-fd=${randomBytes(32).toString('base64url')}`, 'cf-connecting-ip': '203.0.113.7' };
  return { bytes: request('GET', '/api/appointments', headers), status: [401, 429], contains: '"code"' };
}
