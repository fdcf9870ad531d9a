/** What something costs on Cloudflare, in the units that are billed or limited. */

export const FIGURES = [
  ...['requests', 'hops', 'alarms', 'written', 'read', 'd1Calls', 'd1Statements', 'd1Written', 'd1Read', 'kvReads', 'kvWrites'],
  ...['google', 'twilio'],
];

/**
 * Requests to the Worker, requests to objects, alarms; rows of objects, an alarm that is set being one that is written; calls to D1, their
 * statements and rows; calls to KV; requests to Google and Twilio.
 * @typedef {Record<typeof FIGURES[number], number>} Cost
 */

/** The sum of several costs, each so many times. @param {...[cost: Cost, times: number]} costs @returns {Cost} */
export function sum(...costs) {
  const total = (figure) => costs.reduce((so, [cost, times]) => so + cost[figure] * times, 0);
  return Object.fromEntries(FIGURES.map((figure) => [figure, total(figure)]));
}

/**
 * What the entries of a ledger come to.
 * @param {{kind: string, [detail: string]: any}[]} entries
 * @param {Record<string, number>} vendors  Requests to vendors by route, such as `google.freeBusy`.
 * @returns {Cost}
 */
export function costOf(entries, vendors) {
  const of = (kind) => entries.filter((entry) => entry.kind === kind);
  const total = (kind, figure) => of(kind).reduce((so, entry) => so + entry[figure], 0);
  const kv = (isRead) => of('kv').filter(({ method }) => /^(get|list)/.test(method) === isRead).length;
  const asked = (vendor) => Object.entries(vendors).reduce((so, [route, times]) => so + (route.startsWith(`${vendor}.`) ? times : 0), 0);
  return {
    ...{ requests: of('request').length, hops: of('hop').length, alarms: of('alarm').length },
    ...{ written: total('sql', 'written') + of('setAlarm').length, read: total('sql', 'read') },
    ...{ d1Calls: of('d1').length, d1Statements: total('d1', 'statements') },
    ...{ d1Written: total('d1', 'written'), d1Read: total('d1', 'read') },
    ...{ kvReads: kv(true), kvWrites: kv(false), google: asked('google'), twilio: asked('twilio') },
  };
}
