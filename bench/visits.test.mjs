/** No two bookings of the benchmark may want one slot, and no clinic's history may hold more than its practitioners can see. */
import { ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { FREE_DAY, PRACTITIONERS, days } from './history.mjs';
import { SLOTS_A_DAY, caller, slot, startOn } from './visits.mjs';

test('every slot and every caller is another one', () => {
  const wanted = Array.from({ length: 5_000 }, (_, n) => ({ ...slot(n), ...caller(n, slot(n).called) }));
  for (const name of [({ called, start }) => `${called} ${start}`, (who) => who.caller, (who) => who.call]) {
    strictEqual(new Set(wanted.map(name)).size, wanted.length);
  }
});

test('starts are the half hours from nine to five', () => {
  const starts = Array.from({ length: SLOTS_A_DAY }, (_, n) => startOn('2026-12-03', n));
  strictEqual(starts.slice(0, 3).join(), '2026-12-03T09:00,2026-12-03T09:30,2026-12-03T10:00');
  strictEqual(starts.at(-1), '2026-12-03T16:30');
});

test('a history has as many appointments as asked, and no day more than there are slots', () => {
  for (const size of [10, 100, 1_000, 10_000, 100_000]) {
    const all = days(size);
    strictEqual(all.reduce((sum, { count }) => sum + count, 0), size);
    ok(all.every(({ count, first }) => count <= SLOTS_A_DAY * (PRACTITIONERS - first)));
    ok(all.every(({ day, first }) => (day === FREE_DAY) === (first === 1)));
  }
});
