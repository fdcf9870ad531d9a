/** From what one call and one comparison cost to what a month of many clinics costs. Arithmetic alone; nothing is measured here. */
import { sum } from './cost.mjs';
import { BASE, LIMITS, METERS } from './prices.mjs';

const DAYS = 30;
const DAY_S = 86_400;
const MEMORY_GB = 0.128;

/** How often an object compares its calendars, and looks for what is kept no longer, in a day. */
const COMPARISONS = DAY_S / 180;
const RETENTIONS = 24;
/** Cron runs once a minute, for all clinics together. */
const SWEEPS = 1_440;

/** What cannot be counted on one machine. */
export const ASSUMED = {
  /** CPU of a request in the Worker, which hands it over. */
  cpuMs: 4,
  /** How long an object is awake: for a request or alarm of its own, and for each answer that it waits for. */
  seconds: { own: 0.02, google: 0.4, twilio: 0.5 },
  /** The busiest second of a day has so many times the mean of what callers cause. */
  peak: 10,
};

/** Days for which what a call leaves is kept, by table. */
export const KEPT_DAYS = { appointments: 730, messages: 365, audit: 2_190, receipts: 30, calls: 90, call_tools: 90 };

/**
 * What was counted.
 * @typedef {object} Counted
 * @property {import('./cost.mjs').Cost} call  One call with its booking, texts and reports, all caches empty.
 * @property {import('./cost.mjs').Cost} deletion  Of what one call left.
 * @property {import('./cost.mjs').Cost} comparison  Of all calendars of a clinic, in one alarm.
 * @property {import('./cost.mjs').Cost} retention  One run that finds nothing to delete.
 * @property {Record<string, number>} bytes  What one call leaves in the object, by table.
 * @property {number} d1Bytes  What a clinic takes in D1.
 */

/** A clinic's day. @param {Counted} counted */
export function dayOf({ call, deletion, comparison, retention }, bookings) {
  return sum([call, bookings], [deletion, bookings], [comparison, COMPARISONS], [retention, RETENTIONS]);
}

/**
 * Bytes that so many days of bookings take in an object. A table whose rows are kept for less stays as it is.
 * @throws {RangeError} naming a table of which nobody said how long it is kept.
 */
export function bytesAfter({ bytes }, bookings, days) {
  return Object.entries(bytes).reduce((total, [table, each]) => total + each * bookings * Math.min(days, keptDays(table)), 0);
}

function keptDays(table) {
  if (!(table in KEPT_DAYS)) throw new RangeError(`nobody said how long ${table} is kept`);
  return KEPT_DAYS[table];
}

/** What the meters show for a day of one clinic, or of a fraction of its work. @param {import('./cost.mjs').Cost} cost */
export function metered(cost) {
  const { own, google, twilio } = ASSUMED.seconds;
  const objectRequests = cost.hops + cost.alarms;
  return {
    requests: cost.requests,
    cpuMs: cost.requests * ASSUMED.cpuMs,
    objectRequests,
    gbSeconds: MEMORY_GB * (objectRequests * own + cost.google * google + cost.twilio * twilio),
    ...{ written: cost.written, read: cost.read, d1Written: cost.d1Written, d1Read: cost.d1Read },
    ...{ kvReads: cost.kvReads, kvWrites: cost.kvWrites },
  };
}

/**
 * What a month of clinics needs and costs, in the year's last month.
 * @param {Counted} counted
 * @returns {{needs: Record<keyof typeof METERS, number>, dollars: Record<keyof typeof METERS, number>, total: number}}
 */
export function month(counted, clinics, bookings) {
  const day = metered(dayOf(counted, bookings));
  const needs = Object.fromEntries(Object.entries(day).map(([meter, need]) => [meter, need * clinics * DAYS]));
  needs.requests += SWEEPS * DAYS;
  needs.gb = (bytesAfter(counted, bookings, 365) * clinics) / 1e9;
  const dollars = Object.fromEntries(Object.entries(needs).map(([meter, need]) => [meter, priceOf(METERS[meter], need)]));
  return { needs, dollars, total: BASE + Object.values(dollars).reduce((a, b) => a + b, 0) };
}

const priceOf = ({ included, per, price }, need) => (Math.max(0, need - included) / per) * price;

/**
 * How much of each limit so many clinics use, on the mean and in the busiest second, which differ by what callers cause. `clinics` says how
 * many reach a limit that they share.
 * @param {Counted} counted
 * @returns {{name: string, unit: string, mean: number, peak: number, limit: number, clinics?: number}[]}
 */
export function limits(counted, clinics, bookings) {
  const day = dayOf(counted, bookings);
  const steady = sum([counted.comparison, COMPARISONS], [counted.retention, RETENTIONS]);
  const rate = (figure, seconds) => {
    const [all, own] = [figure(day) / seconds, figure(steady) / seconds];
    return { mean: all, peak: own + (all - own) * ASSUMED.peak };
  };
  const flat = (value) => ({ mean: value, peak: value });
  const object = (what, unit, limit, use) => ({ name: `one object: ${what}`, unit, limit, ...use });
  const shared = (name, unit, limit, { mean, peak }) => ({
    ...{ name, unit, limit, mean: mean * clinics, peak: peak * clinics },
    clinics: Math.floor(limit / peak),
  });
  const size = (years) => flat(bytesAfter(counted, bookings, years * 365) / 1e9);
  const { comparison, d1Bytes } = counted;
  return [
    object('requests and alarms', '/s', LIMITS.objectRequestsPerSecond, rate(({ hops, alarms }) => hops + alarms, DAY_S)),
    object('size after a year', ' GB', LIMITS.objectBytes / 1e9, size(1)),
    object('size after six years', ' GB', LIMITS.objectBytes / 1e9, size(6)),
    object('subrequests of a comparison', '', LIMITS.subrequests, flat(comparison.google + comparison.d1Calls)),
    shared('D1: statements', '/s', LIMITS.d1StatementsPerSecond, rate(({ d1Statements }) => d1Statements, DAY_S)),
    shared('D1: size', ' GB', LIMITS.d1Bytes / 1e9, flat(d1Bytes / 1e9)),
    shared('Google, by one OAuth client: requests', '/min', LIMITS.googleRequestsPerMinute, rate(({ google }) => google, DAY_S / 60)),
  ];
}

/**
 * How many bookings a day the free plan carries by each of its meters, at one clinic and at clinics of so many bookings a day each.
 * @param {Counted} counted
 */
export function freePlan(counted, bookings) {
  const each = metered(sum([counted.call, 1], [counted.deletion, 1]));
  const own = metered(sum([counted.comparison, COMPARISONS], [counted.retention, RETENTIONS]));
  const daily = Object.entries(METERS).filter(([meter, { free, isStored }]) => free !== undefined && !isStored && each[meter] + own[meter] > 0);
  return daily.map(([meter, { name, free }]) => ({
    name,
    free,
    oneClinic: each[meter] > 0 ? Math.max(0, Math.floor((free - own[meter]) / each[meter])) : Infinity,
    manyClinics: Math.floor(free / (own[meter] + each[meter] * bookings)) * bookings,
  }));
}
