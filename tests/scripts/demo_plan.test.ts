/** What is planned for the demo clinic, from every day of a leap year, at any time of day, and in several zones. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FREE_HOURS } from '../../sandbox/week.ts';
import { addDays, instantAt, isWorkday, localDate, weekdayOf } from '../../sandbox/zones.ts';
import { areNear, daysOff } from '../../scripts/demo/clinic.ts';
import { openBy, workdayBefore, workdaysAfter } from '../../scripts/demo/days.ts';
import { CALLERS, PATIENTS, STAFF } from '../../scripts/demo/people.ts';
import type { CallStory } from '../../scripts/demo/phone.ts';
import { planWeek, type Visit, type Week } from '../../scripts/demo/plan.ts';
import { MINUTES, PRACTITIONERS } from '../../scripts/demo/staff.ts';

const CALLED = '+15550142';
/** The clinic's, and others with less care: every so many days. */
const ZONES: [zone: string, every: number][] = [['America/New_York', 1], ['Asia/Tokyo', 17], ['Australia/Lord_Howe', 7], ['Pacific/Honolulu', 17]];
/** Both ends of a day, an hour that clocks skip, the middle of a visit, and after hours. */
const TIMES = ['00:00', '02:30', '10:24', '16:55', '23:59'];

interface Planned {
  what: string;
  now: number;
  zone: string;
  week: Week;
}

const EVERY: Planned[] = ZONES.flatMap(([zone, every]) =>
  Array.from({ length: Math.floor(366 / every) }, (_, day) => addDays('2028-01-01', day * every)).flatMap((date) =>
    TIMES.map((time) => {
      const now = instantAt(`${date}T${time}`, zone);
      return { what: `${zone} ${date} ${time}`, now, zone, week: planWeek(now, zone, CALLED) };
    }),
  ),
);

const startOf = ({ date, time }: Visit, zone: string) => instantAt(`${date}T${time}`, zone);
const lengthOf = ({ service }: Visit) => MINUTES[service as keyof typeof MINUTES];
/** Minutes on the wall. None of these hours is one in which clocks change. */
const minuteOf = ({ time }: Visit) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const overlap = (one: Visit, other: Visit) => one.date === other.date && minuteOf(one) < minuteOf(other) + lengthOf(other) && minuteOf(other) < minuteOf(one) + lengthOf(one);

test('today has visits whatever day it is, and on a working day with each who works', () => {
  for (const { what, week } of EVERY) {
    const visits = week.visits.filter(({ date }) => date === week.today);
    assert.ok(visits.length >= 3, what);
    if (isWorkday(week.today)) assert.deepEqual([...new Set(visits.map(({ practitioner }) => practitioner))].sort(), [...PRACTITIONERS].sort(), what);
  }
});

test('other days on which the clinic is closed have none', () => {
  for (const { what, week } of EVERY) assert.ok(week.visits.every(({ date }) => date === week.today || isWorkday(date)), what);
});

test('nobody is in two rooms at once, nor a patient with two people', () => {
  for (const { what, week } of EVERY) {
    for (const [at, one] of week.visits.entries()) {
      const others = week.visits.slice(at + 1).filter((other) => other.practitioner === one.practitioner || other.patient === one.patient);
      assert.ok(others.every((other) => !overlap(one, other)), `${what} ${one.key}`);
    }
  }
});

test('from nine to eleven the first of them is free on every day on which the clinic is open', () => {
  for (const { what, week } of EVERY) {
    const early = week.visits.filter(({ date, time, practitioner }) => isWorkday(date) && practitioner === PRACTITIONERS[0] && time < FREE_HOURS.until);
    assert.deepEqual(early, [], what);
  }
});

test('what is noted has happened, and what is booked lies ahead', () => {
  for (const { what, now, zone, week } of EVERY.filter((_, at) => at % 7 === 0)) {
    for (const visit of week.visits) {
      const start = startOf(visit, zone);
      const end = start + lengthOf(visit) * 60_000;
      assert.equal(visit.ahead, start > now + 3 * 60_000, what);
      if (visit.came === 'completed' || visit.came === 'no_show') assert.ok(end < now, `${what} ${visit.key}`);
      if (visit.came === 'arrived') assert.equal(localDate(start, zone), localDate(now, zone), `${what} ${visit.key}`);
      if (!visit.ahead) assert.ok(visit.came, `${what} ${visit.key}`);
      if (visit.then) assert.ok(visit.ahead, what);
    }
    for (const { endsAt, seconds } of week.calls.flat()) assert.ok(endsAt === undefined || (endsAt <= now && endsAt - seconds * 1000 > now - 9 * 86_400_000), what);
  }
});

test('a day later the same visits are planned, and more', () => {
  for (const { what, now, zone, week } of EVERY.filter((_, at) => at % 7 === 0)) {
    const later = planWeek(now + 86_400_000, zone, CALLED);
    const keys = new Map(later.visits.map((visit) => [visit.key, visit]));
    for (const { key, date, time, service, practitioner, patient } of week.visits.filter(({ date }) => date >= later.today && isWorkday(date))) {
      const same = keys.get(key);
      assert.deepEqual(same && [same.date, same.time, same.service, same.practitioner, same.patient], [date, time, service, practitioner, patient], `${what} ${key}`);
    }
  }
});

test('what agents book on one day is in the way of nobody, nor of what they book on the days after', () => {
  const days = 14;
  for (const { what, zone, week } of EVERY.filter((_, at) => at % 11 === 0)) {
    const moments = Array.from({ length: days }, (_, day) => `${addDays(week.today, day)}T${day % 3 === 0 ? '20:00' : '08:00'}`);
    const weeks = moments.map((moment) => planWeek(instantAt(moment, zone), zone, CALLED));
    const taken = new Map(weeks.flatMap(({ visits }) => visits).map((visit) => [visit.key, visit]));
    for (const visit of [...taken.values()]) if (visit.then && 'movedTo' in visit.then) taken.set(`${visit.key} moved`, { ...visit, time: visit.then.movedTo.slice(11) });
    for (const stories of weeks.flatMap(({ calls }) => calls)) for (const booked of bookedBy(stories)) {
      const other = [...taken.values()].find((one) => one.practitioner === booked.practitioner && overlap(one, booked));
      assert.equal(other, undefined, `${what} ${booked.key}`);
      taken.set(booked.key, booked);
    }
  }
});

/** What a caller has in the end. */
function bookedBy(stories: CallStory[]): Visit[] {
  const uses = stories.flatMap(({ id, uses = [] }) => uses.map(([tool, args]) => ({ id, tool, args: args as Record<string, string> })));
  const [first] = uses.filter(({ tool }) => tool === 'book_appointment');
  if (first === undefined) return [];
  const cancelled = uses.some(({ tool }) => tool === 'cancel_appointment');
  const moved = uses.find(({ tool }) => tool === 'reschedule_appointment')?.args.new_start;
  const { start, service, practitioner } = first.args;
  const visit = (at: string): Visit => ({ key: `${first.id} ${at}`, date: at.slice(0, 10), time: at.slice(11), service: service!, practitioner: practitioner!, patient: PATIENTS[0]!, ahead: true });
  return cancelled ? [] : [visit(moved ?? start!)];
}

const HOURS = [{ open: '09:00', close: '17:00' }];
const WEEKLY = { monday: HOURS, tuesday: HOURS, wednesday: HOURS, thursday: HOURS, friday: HOURS };

test('days off lie where the quick start never books and nothing is told, for weeks after any first start', () => {
  for (const first of Array.from({ length: 366 }, (_, day) => addDays('2028-01-01', day))) {
    const overrides = daysOff(first);
    const isOpen = openBy({ weekly: WEEKLY, overrides })!;
    for (let days = 0; days <= 21; days++) {
      const today = addDays(first, days);
      assert.equal(areNear(overrides, today), false, `${first} ${days}`);
      const ahead = Array.from({ length: 28 }, (_, at) => addDays(today, at));
      assert.deepEqual(ahead.filter((date) => isWorkday(date) && !isOpen(date)), [], `${first} ${days}`);
    }
    // Also where nobody moves them on.
    assert.ok(overrides.every(({ date }) => ![4, 5].includes(weekdayOf(date))), first);
    assert.equal(areNear(overrides, addDays(first, 42)), true, first);
  }
});

test('nobody comes to a closed clinic and nobody is booked there, but for who is in pain today', () => {
  for (const { what, now, zone, week: { today } } of EVERY.filter((_, at) => at % 7 === 0)) {
    const [next, second] = workdaysAfter(today, 2);
    for (const date of [workdayBefore(today), today, next!, second!]) {
      const isOpen = openBy({ weekly: WEEKLY, overrides: [{ date, hours: [], label: null }] })!;
      const { visits, calls } = planWeek(now, zone, CALLED, isOpen);
      const there = visits.filter((visit) => visit.date === date);
      assert.ok(date === today ? there.every(({ service }) => service === 'Urgent visit') : there.length === 0, `${what} ${date}`);
      assert.deepEqual(calls.flatMap(bookedBy).filter((booked) => booked.date === date), [], `${what} ${date}`);
    }
  }
});

test('a clinic that is never open from Monday to Friday has no days to plan', () => {
  assert.equal(openBy({ weekly: { saturday: HOURS }, overrides: [] }), undefined);
});

test('calls have ids of their own, whoever texted STOP is another than who has a landline, and all numbers are for fiction', () => {
  for (const { what, week } of EVERY) {
    const ids = week.calls.flat().map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, what);
    assert.notEqual(week.landline, week.stopped, what);
    assert.ok([week.landline, week.stopped].every((phone) => week.visits.some(({ ahead, patient }) => ahead && patient.phone === phone)), what);
  }
  const numbers = [...PATIENTS, ...CALLERS].map(({ phone }) => phone).concat(Object.values(STAFF));
  assert.equal(new Set(numbers).size, numbers.length);
  for (const number of numbers) assert.match(number, /^\+1(212|332|347|646|718|917|929)55501\d\d$/);
});
