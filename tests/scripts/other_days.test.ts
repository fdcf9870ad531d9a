/** Which moments the tests are tried at, from whichever day they are counted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays, formatInstant, instantAt, weekdayOf } from '../../sandbox/zones.ts';
import { otherDays } from '../../scripts/other-days.ts';

const ZONE = 'America/New_York';
const DAY_MS = 86_400_000;
const local = (at: number) => formatInstant(at, ZONE).slice(0, 16);

test('from the last Sunday of November 2026', () => {
  const moments = otherDays(Date.parse('2026-11-29T01:00:00Z'), ZONE);
  assert.deepEqual(moments.map(({ what, at }) => `${local(at)} ${what}`), [
    '2027-03-13T23:59 the evening before clocks go forward',
    '2027-03-14T01:59 the night in which clocks go forward',
    '2027-11-06T23:59 the evening before clocks go back',
    '2027-11-07T01:59 the night in which clocks go back',
    '2026-12-31T23:59 the last seconds of a year',
    '2028-02-29T12:00 a leap day',
    '2026-12-06T22:00 a Sunday night',
    '2028-11-27T20:00 two years ahead',
    '2036-11-25T20:00 ten years ahead',
  ]);
});

test('from any day of a leap year they lie ahead, within their time, and on the days that they name', () => {
  for (let day = 0; day < 366; day += 5) {
    const now = instantAt(`${addDays('2028-01-01', day)}T23:59`, ZONE);
    const moments = new Map(otherDays(now, ZONE).map(({ what, at }) => [what, at]));
    const at = (what: string) => moments.get(what) ?? 0;
    for (const [what, instant] of moments) assert.ok(instant - now >= DAY_MS, `${what} from ${local(now)}`);
    const [forward, back] = [at('the night in which clocks go forward'), at('the night in which clocks go back')];
    const offsets = [forward, forward + 5_000, back, back + 5_000].map((instant) => formatInstant(instant, ZONE).slice(-6));
    assert.deepEqual(offsets, ['-05:00', '-04:00', '-04:00', '-05:00'], local(now));
    assert.ok(forward - now < 368 * DAY_MS && back - now < 374 * DAY_MS, local(now));
    assert.match(local(at('a leap day')), /^20(28|32)-02-29/);
    assert.equal(weekdayOf(local(at('a Sunday night')).slice(0, 10)), 0);
  }
});

test('where clocks never change there are no such moments, which is said', () => {
  assert.throws(() => otherDays(Date.parse('2026-11-29T01:00:00Z'), 'UTC'), /do clocks change at all\?/);
});
