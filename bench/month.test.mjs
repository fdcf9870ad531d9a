/** What is computed from counted figures has to be right, whatever was counted. */
import { deepStrictEqual, ok, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { copyOf } from './clinic_size.mjs';
import { FIGURES, costOf, sum } from './cost.mjs';
import { ASSUMED, bytesAfter, dayOf, freePlan, limits, metered, month } from './month.mjs';
import { BASE } from './prices.mjs';

const cost = (some = {}) => ({ ...Object.fromEntries(FIGURES.map((figure) => [figure, 0])), ...some });

/** A call of 10 requests and 60 rows, 10 rows to delete, a comparison of one row. */
const COUNTED = {
  call: cost({ requests: 10, hops: 10, written: 60, google: 2, d1Statements: 5 }),
  deletion: cost({ written: 10 }),
  comparison: cost({ alarms: 1, written: 1, google: 1, d1Statements: 3, d1Calls: 1 }),
  retention: cost({ alarms: 1, written: 2 }),
  bytes: { appointments: 1_000, receipts: 600 },
  d1Bytes: 5_000,
};

test('entries of a ledger become a cost', () => {
  const entries = [
    { kind: 'request' },
    { kind: 'hop' },
    { kind: 'sql', sql: 'INSERT', read: 3, written: 4 },
    { kind: 'sql', sql: 'SELECT', read: 10, written: 0 },
    { kind: 'setAlarm' },
    { kind: 'alarm' },
    { kind: 'd1', statements: 2, read: 7, written: 1 },
    ...['get', 'getWithMetadata', 'put'].map((method) => ({ kind: 'kv', method })),
  ];
  const expected = { requests: 1, hops: 1, alarms: 1, written: 5, read: 13, d1Calls: 1, d1Statements: 2, d1Written: 1, d1Read: 7 };
  const vendors = { 'google.freeBusy': 1, 'google.events.insert': 1, 'twilio.messages.create': 1, 'control.requests': 9 };
  deepStrictEqual(costOf(entries, vendors), cost({ ...expected, kvReads: 2, kvWrites: 1, google: 2, twilio: 1 }));
  deepStrictEqual(costOf([], {}), cost());
});

test('costs add up', () => {
  deepStrictEqual(sum([cost({ read: 2 }), 3], [cost({ read: 1, hops: 4 }), 0.5]), cost({ read: 6.5, hops: 2 }));
});

test("a clinic's day has its calls, their deletion, and what its object does by itself", () => {
  const day = dayOf(COUNTED, 100);
  // 60 + 10 for each booking, 480 comparisons, 24 runs of retention.
  strictEqual(day.written, 100 * 70 + 480 + 24 * 2);
  deepStrictEqual([day.requests, day.hops, day.alarms], [1_000, 1_000, 504]);
  const { own, google } = ASSUMED.seconds;
  ok(Math.abs(metered(day).gbSeconds - 0.128 * (1_504 * own + 680 * google)) < 1e-9);
});

test('what is kept for less than the time asked for does not grow', () => {
  strictEqual(bytesAfter(COUNTED, 100, 10), 100 * 10 * 1_600);
  strictEqual(bytesAfter(COUNTED, 100, 365), 100 * (365 * 1_000 + 30 * 600));
  strictEqual(bytesAfter(COUNTED, 100, 3_000), 100 * (730 * 1_000 + 30 * 600));
  throws(() => bytesAfter({ bytes: { new_table: 1 } }, 100, 365), /new_table/);
});

test('what the plan includes costs nothing, and what exceeds it the price', () => {
  const { dollars: few, total } = month(COUNTED, 1, 100);
  deepStrictEqual([few.written, few.requests, total], [0, 0, BASE]);
  const { needs, dollars, total: bill } = month(COUNTED, 1_000, 100);
  strictEqual(needs.written, 7_528 * 1_000 * 30);
  ok(Math.abs(dollars.written - (225.84 - 50)) < 1e-9);
  // A request of cron a minute, whatever the number of clinics.
  strictEqual(needs.requests, 1_000 * 1_000 * 30 + 43_200);
  ok(Math.abs(dollars.requests - 20.0432 * 0.3) < 1e-6);
  ok(Math.abs(dollars.gb - (38.3 - 5) * 0.2) < 1e-9);
  ok(Math.abs(bill - Object.values(dollars).reduce((a, b) => a + b, BASE)) < 1e-9);
});

test('only what callers cause has a peak', () => {
  const of = (name) => limits(COUNTED, 10_000, 100).find((limit) => limit.name.startsWith(name));
  const [calls, own] = [(500 * 10_000) / 86_400, (480 * 3 * 10_000) / 86_400];
  const { mean, peak, limit } = of('D1: statements');
  ok(Math.abs(mean - (calls + own)) < 1e-9 && Math.abs(peak - (calls * ASSUMED.peak + own)) < 1e-9);
  strictEqual(limit, 1_000);
  ok(Math.abs(of('D1: size').peak - 0.05) < 1e-9);
  strictEqual(of('one object: subrequests').peak, 2);
  strictEqual(of('D1: statements').clinics, Math.floor(1_000 / (peak / 10_000)));
  strictEqual(of('one object: size after a year').clinics, undefined, 'what each has of its own is not shared');
});

test('the free plan carries what its scarcest meter does', () => {
  const { oneClinic, manyClinics } = freePlan(COUNTED, 100).find(({ name }) => name === 'rows written in objects');
  deepStrictEqual([oneClinic, manyClinics], [Math.floor((100_000 - 528) / 70), Math.floor(100_000 / 7_528) * 100]);
  ok(freePlan(COUNTED, 100).every(({ name }) => !name.includes('D1')), 'what nothing needs is no limit');
});

test('copies of a row differ in every id and number, and agree among themselves', () => {
  const id = '01a226c2-ab95-703b-90d1-043c7c3b9844';
  const row = { id, occasion: `${id}:reminder:1`, sid: `SM${'ab'.repeat(16)}`, to_number: '+12120000001', practitioner: '00000000-0000-7000-8000-000000000001' };
  const copies = Array.from({ length: 50 }, (_, n) => copyOf({ ...row, starts_at: 1_000_220_000, asked_ms: 1_000_220_000_000, revision: 1 }, n));
  for (const column of ['id', 'sid', 'to_number', 'starts_at']) strictEqual(new Set(copies.map((copy) => copy[column])).size, 50);
  ok(copies.every((copy) => copy.occasion.startsWith(copy.id) && copy.practitioner === row.practitioner && copy.revision === 1));
  ok(copies.every((copy) => ['id', 'sid', 'to_number'].every((column) => copy[column].length === row[column].length)));
  strictEqual(copies[49].asked_ms, copies[49].starts_at * 1_000);
  deepStrictEqual(copies.map((copy) => copy.id), copies.map((copy) => copy.id).sort(), 'ids go on sorting by their time');
});
