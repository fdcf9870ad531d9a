/** `npm run capacity`: what clinics cost on Cloudflare, and what comes to its limit, from counted figures. bench/README.md says how. */
import { Failure, main } from '../scripts/command.mjs';
import { bytesOfBooking } from './clinic_size.mjs';
import { FIGURES, sum } from './cost.mjs';
import { callAndCount, leftBy } from './counted_call.mjs';
import { CountedClinic } from './counted_clinic.mjs';
import { ensureBuilt } from './frontdesk.mjs';
import { PRACTITIONERS } from './history.mjs';
import { withLifetime } from './lifetime.mjs';
import { ASSUMED, KEPT_DAYS, bytesAfter, freePlan, limits, month } from './month.mjs';
import { comparison, deletion } from './own_work.mjs';
import { BASE, METERS } from './prices.mjs';
import { percent, table } from './table.mjs';

const BOOKINGS = 100;
const SIZES = [1_000, 10_000];
/** Bookings whose bytes are measured. */
const COPIES = 2_000;

/** Counts everything. The first call finds nothing remembered and no document in KV; it is not counted. */
async function count(lifetime) {
  progress('a clinic with its history');
  const clinic = await CountedClinic.start(lifetime);
  progress('one call after another');
  await callAndCount(clinic, 0);
  const steps = await callAndCount(clinic, 1);
  const compared = await comparison(clinic);
  await clinic.restart();
  const call = total(await callAndCount(clinic, 2));
  progress(`${COPIES} bookings`);
  const bytes = await bytesOfBooking(clinic, await leftBy(clinic, 2), COPIES);
  return { steps, call, comparison: compared, ...(await deletion(clinic)), bytes, d1Bytes: clinic.d1Bytes };
}

const total = (steps) => sum(...Object.values(steps).map((cost) => [cost, 1]));

/** Titles of FIGURES. */
const COLUMNS = [
  ...['requests', 'hops', 'alarms', 'written', 'read', 'D1 calls', 'D1 stmts', 'D1 written', 'D1 read', 'KV reads', 'KV writes'],
  ...['Google', 'Twilio'],
];

function countedTable({ steps, call, retention, ...own }) {
  const rows = {
    ...steps,
    'one call, all that is remembered being there': total(steps),
    'one call, nothing being remembered': call,
    'deleting what a call left': own.deletion,
    [`comparing ${PRACTITIONERS} calendars, nothing new`]: own.comparison,
    'looking for what is kept no longer': retention,
  };
  return table(['', ...COLUMNS], Object.entries(rows).map(([name, cost]) => [name, ...FIGURES.map((figure) => number(cost[figure]))]));
}

function bytesTable(counted) {
  const rows = Object.entries(counted.bytes).map(([name, each]) => [name, number(each), number(KEPT_DAYS[name])]);
  const all = Object.values(counted.bytes).reduce((a, b) => a + b, 0);
  const left = bytesAfter(counted, 1, 365) / 365;
  const sums = [['when it is new', number(all), ''], ['mean of a year of bookings', number(left), '']];
  return table(['bytes of a booking', 'bytes', 'kept for days'], [...rows, ...sums]);
}

function monthTable(counted) {
  const months = SIZES.map((clinics) => month(counted, clinics, BOOKINGS));
  const cells = (meter) => months.flatMap(({ needs, dollars }) => [large(needs[meter]), money(dollars[meter])]);
  const rows = Object.entries(METERS).map(([meter, { name }]) => [name, ...cells(meter)]);
  const sums = ['together', ...months.flatMap((each) => ['', money(each.total)])];
  const titles = SIZES.flatMap((clinics) => [`${number(clinics)} clinics`, '$']);
  return table([`a month, ${BOOKINGS} bookings a day each`, ...titles], [...rows, ['the plan', ...SIZES.flatMap(() => ['', money(BASE)])], sums]);
}

function limitsTable(counted) {
  const rows = limits(counted, SIZES[1], BOOKINGS).map(({ name, mean, peak, limit, unit, clinics }) => [
    name,
    ...[mean, peak, limit].map((value) => figure(value) + unit),
    percent(peak / limit),
    clinics === undefined ? '' : number(clinics),
  ]);
  const columns = ['mean', 'busiest', 'limit', 'used', 'clinics that reach it'];
  return table([`${number(SIZES[1])} clinics, ${BOOKINGS} bookings a day each`, ...columns], rows);
}

function freeTable(counted) {
  const cells = ({ free, oneClinic, manyClinics }) => [free, oneClinic, manyClinics].map(number);
  const rows = freePlan(counted, BOOKINGS).map((meter) => [meter.name, ...cells(meter)]);
  return table(['bookings a day on the free plan, by', 'a day', 'one clinic', `clinics of ${BOOKINGS}`], rows);
}

const number = (value) => (value === Infinity ? 'any' : Math.round(value).toLocaleString('en-US'));
const money = (value) => value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const figure = (value) => value.toLocaleString('en-US', { maximumSignificantDigits: 3 });

function large(value) {
  const [unit, by] = value >= 1e9 ? [' G', 1e9] : value >= 1e6 ? [' M', 1e6] : ['', 1];
  return figure(value / by) + unit;
}

const NOTES = `rows written count index entries, and each alarm that is set; they are those of the runtime's own meter.
Assumed and not counted: ${ASSUMED.cpuMs} ms of CPU a request; an object is awake ${ASSUMED.seconds.own} s for each request or alarm, ${ASSUMED.seconds.google} s
for each answer of Google, ${ASSUMED.seconds.twilio} s for each of Twilio; the busiest second has ${ASSUMED.peak} times the mean of what callers cause.`;

const progress = (line) => process.stderr.write(`... ${line}\n`);

await main(async () => {
  if (!(await ensureBuilt())) throw new Failure('Frontdesk does not build');
  const counted = await withLifetime(count);
  const parts = [countedTable, bytesTable, monthTable, limitsTable, freeTable].map((part) => part(counted));
  process.stdout.write(`${[...parts, NOTES].join('\n\n')}\n`);
});
