/**
 * What Cloudflare charges and allows, as its documentation said in October 2026, and what Google allows. A month has 30 days.
 *
 * Sources: developers.cloudflare.com, the pages "Pricing" and "Limits" of Workers, Durable Objects, D1 and KV, and the page "D1 limits"
 * for queries a second; developers.google.com/workspace/calendar/api/guides/quota. No account has been billed by them yet.
 */

/** The paid plan costs this before anything is counted, in dollars a month. */
export const BASE = 5;

/**
 * What is billed: `included` in a month, then `price` dollars for each `per`; `free` is what the free plan allows a day, or in all for
 * what is stored.
 * @type {{name: string, included: number, per: number, price: number, free?: number, isStored?: boolean}[]}
 */
export const METERS = {
  requests: { name: 'requests to the Worker', included: 10e6, per: 1e6, price: 0.3, free: 100_000 },
  cpuMs: { name: 'CPU of the Worker, ms', included: 30e6, per: 1e6, price: 0.02 },
  objectRequests: { name: 'requests to objects, alarms included', included: 1e6, per: 1e6, price: 0.15, free: 100_000 },
  gbSeconds: { name: 'time of objects, GB-s', included: 400e3, per: 1e6, price: 12.5, free: 13_000 },
  written: { name: 'rows written in objects', included: 50e6, per: 1e6, price: 1, free: 100_000 },
  read: { name: 'rows read in objects', included: 25e9, per: 1e6, price: 0.001, free: 5e6 },
  gb: { name: 'GB stored in objects', included: 5, per: 1, price: 0.2, free: 5, isStored: true },
  d1Written: { name: 'rows written in D1', included: 50e6, per: 1e6, price: 1, free: 100_000 },
  d1Read: { name: 'rows read in D1', included: 25e9, per: 1e6, price: 0.001, free: 5e6 },
  kvReads: { name: 'reads of KV', included: 10e6, per: 1e6, price: 0.5, free: 100_000 },
  kvWrites: { name: 'writes of KV', included: 1e6, per: 1e6, price: 5, free: 1_000 },
};

/** Beyond these nothing more can be bought. */
export const LIMITS = {
  /** Requests a second of one object that writes at each: the cautious end of 200 to 500. */
  objectRequestsPerSecond: 200,
  objectBytes: 10e9,
  /** Of one database whose statements take a millisecond each; it runs one at a time. */
  d1StatementsPerSecond: 1_000,
  d1Bytes: 10e9,
  /** Of one run of an object, on the paid plan. */
  subrequests: 10_000,
  /** Of all clinics that connect through one OAuth client, unless Google grants more. */
  googleRequestsPerMinute: 10_000,
};
