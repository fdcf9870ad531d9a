/** The demo week, for a sandbox that is filled on any day of a leap year: which days it covers, and what it leaves free. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEMO_GOOGLE } from '../../sandbox/demo.ts';
import { DEMO_DAYS, demoWeek, FREE_HOURS, type DemoEvent } from '../../sandbox/week.ts';
import { addDays, formatInstant, instantAt, isWorkday } from '../../sandbox/zones.ts';
import { call, demoToken, NOW, sandboxFor } from './fixture.ts';

const ZONE = DEMO_GOOGLE.timeZone;
const [FIRST, DAYS] = ['2028-01-01', 366];
/** Times of day to fill it at: both ends, an hour that clocks skip in spring, and one at which UTC has the next day. */
const TIMES = ['00:00', '02:30', '19:30', '23:59'];

/** A week, and the local day and time at which the sandbox was filled with it. */
interface Filled {
  today: string;
  time: string;
  week: DemoEvent[];
}

const EVERY: Filled[] = Array.from({ length: DAYS }, (_, day) => addDays(FIRST, day)).flatMap((today) =>
  TIMES.map((time) => ({ today, time, week: demoWeek(instantAt(`${today}T${time}`, ZONE), ZONE) })),
);

/** `yyyy-mm-dd hh:mm` on the clinic's wall. */
const local = (at: number) => formatInstant(at, ZONE).slice(0, 16).replace('T', ' ');
const days = (first: string, count: number) => Array.from({ length: count }, (_, ahead) => addDays(first, ahead));

test('it covers the working days among the seven that begin today', () => {
  for (const { today, time, week } of EVERY) {
    const covered = new Set(week.map(({ start }) => local(start).slice(0, 10)));
    assert.deepEqual([...covered], days(today, DEMO_DAYS).filter(isWorkday), `${today} ${time}`);
  }
});

test('every day is the same on the wall, also around a change of clocks', () => {
  const wall = ({ start, end, fields }: DemoEvent) => `${local(start).slice(11)} ${local(end).slice(11)} ${fields.summary}`;
  const expected = ['11:00 12:00 Cleaning', '12:30 13:30 Lunch', '14:30 15:30 Check-up', '16:00 16:30 Phone hours (free)'];
  for (const { today, time, week } of EVERY) assert.deepEqual([...new Set(week.map(wall))], expected, `${today} ${time}`);
});

test('it never touches the hours that the quick start books in', () => {
  for (const { today, time, week } of EVERY) {
    for (const date of days(today, DEMO_DAYS + 1)) {
      const [from, until] = [instantAt(`${date}T${FREE_HOURS.from}`, ZONE), instantAt(`${date}T${FREE_HOURS.until}`, ZONE)];
      assert.deepEqual(week.filter(({ start, end }) => start < until && from < end), [], `${today} ${time}`);
    }
  }
});

test('whoever asks a sandbox for busy times sees it', async (t) => {
  const sandbox = await sandboxFor(t, { clock: () => NOW });
  const [timeMin, timeMax] = ['2026-12-01T00:00:00-05:00', '2026-12-03T00:00:00-05:00'];
  const json = { timeMin, timeMax, items: [{ id: DEMO_GOOGLE.calendarId }] };
  const { body } = await call(sandbox, 'POST', '/calendar/v3/freeBusy', { token: await demoToken(sandbox), json });
  const shown = body.calendars[DEMO_GOOGLE.calendarId].busy.map(({ start, end }: any) => `${local(Date.parse(start))} to ${local(Date.parse(end))}`);
  assert.deepEqual(
    shown,
    ['2026-12-01', '2026-12-02'].flatMap((day) =>
      ['11:00 12:00', '12:30 13:30', '14:30 15:30'].map((times) => `${day} ${times.replace(' ', ` to ${day} `)}`),
    ),
  );
});
