/** Wall time and instants: transitions, round trips over random instants, and strict parsing. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import {
  addDays,
  formatInstant,
  instantAt,
  instantOf,
  isDate,
  isWorkday,
  isZone,
  localDate,
  parseDateTime,
  startOfDay,
} from '../../sandbox/zones.ts';

const NEW_YORK = 'America/New_York';

const WALL_TIMES: [what: string, zone: string, local: string, instant: string][] = [
  ['winter', NEW_YORK, '2026-12-01T10:00:00', '2026-12-01T15:00:00'],
  ['summer', NEW_YORK, '2026-07-01T10:00:00', '2026-07-01T14:00:00'],
  ['a skipped time moves forward', NEW_YORK, '2026-03-08T02:30:00', '2026-03-08T07:30:00'],
  ['a doubled time is the first', NEW_YORK, '2026-11-01T01:30:00', '2026-11-01T05:30:00'],
  ['right after the doubled hour', NEW_YORK, '2026-11-01T02:00:00', '2026-11-01T07:00:00'],
  ['half-hour zone', 'Asia/Kolkata', '2026-12-01T10:00:00', '2026-12-01T04:30:00'],
  ['half-hour saving time, doubled', 'Australia/Lord_Howe', '2026-04-05T01:45:00', '2026-04-04T14:45:00'],
  ['UTC', 'UTC', '2026-12-01T10:00:00', '2026-12-01T10:00:00'],
];

for (const [what, zone, local, instant] of WALL_TIMES) {
  test(`${zone} ${local}: ${what}`, () => {
    assert.equal(instantAt(local, zone), Date.parse(`${instant}Z`));
  });
}

test('days are counted on the calendar', () => {
  const dates = ['2026-03-07', '2026-10-31', '2026-12-31', '2028-02-28'].map((date) => addDays(date, 1));
  assert.deepEqual(dates, ['2026-03-08', '2026-11-01', '2027-01-01', '2028-02-29']);
  assert.deepEqual([addDays('2027-01-01', -1), addDays('2026-12-01', 0)], ['2026-12-31', '2026-12-01']);
});

test('a working day is one from Monday to Friday', () => {
  const week = Array.from({ length: 7 }, (_, days) => addDays('2026-11-29', days)); // a Sunday
  assert.deepEqual(week.map(isWorkday), [false, true, true, true, true, true, false]);
});

test('a day begins at the first instant that exists', () => {
  assert.equal(startOfDay('2026-12-01', NEW_YORK), Date.parse('2026-12-01T05:00:00Z'));
  // Santiago skips from midnight to one o'clock.
  assert.equal(startOfDay('2026-09-06', 'America/Santiago'), Date.parse('2026-09-06T04:00:00Z'));
});

test('any instant survives being written with its offset and read again', () => {
  const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
  console.log(`SEED=${seed}`);
  const next = generator(seed);
  const zones = [NEW_YORK, 'Europe/London', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC'];
  for (let round = 0; round < 2000; round++) {
    const zone = zones[round % zones.length] ?? 'UTC';
    const at = 1_700_000_000_000 + Math.floor(next() * 10 * 31_557_600) * 1000;
    const text = formatInstant(at, zone);
    assert.deepEqual(parseDateTime(text), { at }, `${zone} ${text}`);
    assert.equal(localDate(at, zone), text.slice(0, 10));
    const again = instantOf(Date.parse(`${text.slice(0, 19)}Z`), zone);
    assert.ok(
      again === at || at - again === 3_600_000 || at - again === 1_800_000,
      `${zone} ${text}: first occurrence`,
    );
    assert.equal(formatInstant(again, zone).slice(0, 19), text.slice(0, 19));
  }
});

/** mulberry32: small, seeded, good enough to spread instants. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('date-times are RFC 3339, with or without offset', () => {
  assert.deepEqual(parseDateTime('2026-12-01t10:00:00.123456z'), {
    at: Date.parse('2026-12-01T10:00:00.123Z'),
  });
  assert.deepEqual(parseDateTime('2026-12-01T10:00:00'), { localAsUtc: Date.parse('2026-12-01T10:00:00Z') });
  const bad = [
    '2026-12-01',
    '2026-12-01 10:00:00Z',
    '2026-12-01T10:00Z',
    '2026-02-29T10:00:00Z',
    '2026-12-01T24:00:00Z',
    '2026-12-01T10:00:00+5',
    5,
    null,
  ];
  for (const text of bad) assert.equal(parseDateTime(text), null, String(text));
});

test('dates and zones must exist', () => {
  assert.deepEqual(['2028-02-29', '2026-02-29', '2026-13-01', '2026-1-1'].map(isDate), [
    true,
    false,
    false,
    false,
  ]);
  assert.deepEqual([NEW_YORK, 'UTC', 'Mars/Olympus', '+05:00', ''].map(isZone), [
    true,
    true,
    false,
    false,
    false,
  ]);
});
