/**
 * Flatness over the number of clinics: one caller at a time asks what is free and books, at one clinic and at each of thousands in turn,
 * every one of which is an object with a database of its own; and sixteen callers at once book at fifty.
 *
 * An object that nobody asks for ten seconds goes to sleep, and so do most of thousands that are called in turn. So all are asked once
 * right before a measurement, and what waking up costs has a row of its own.
 */
import { startBareClinics } from '../clinics.mjs';
import { numberOf } from '../dataset.mjs';
import { drive } from '../load.mjs';
import { interleave } from '../rounds.mjs';
import { median, range, summary } from '../stats.mjs';
import { milliseconds, perSecond, times } from '../table.mjs';
import { BOOKED, SLOTS_A_DAY, caller, dateAfter, startOn, wish } from '../visits.mjs';
import { TOOLS, toolCall } from '../webhook.mjs';

/** Clinics that are called in turn, and at which of them many callers book at once. */
const SIZES = [1, 50, 2_000];
const QUICK_SIZES = [1, 50, 300];
const BUSY = 50;
const CALLERS = 16;

/** A p50 may exceed the single clinic's by this factor, or reach its slowest round, before it counts as a difference. */
const TOLERANCE = 1.25;
/** The day that checks ask for, notice and time zones being far, and the first that bookings do, so that it stays free. */
const FREE_DAY = 2;
const FIRST_DAY = 3;

export async function objects({ lifetime, options, progress }) {
  const entrants = [];
  for (const size of options.quick ? QUICK_SIZES : SIZES) {
    progress(`connecting ${perSecond(size)} clinics`);
    const { target } = await startBareClinics(lifetime, options.via, (org) => `calendar-${org}`, size);
    entrants.push(...questions(target, size));
  }
  const samples = await interleave(entrants, options);
  const rows = entrants.map((entrant) => ({ ...entrant, figures: summary(samples.get(entrant.name)) }));
  return {
    title: 'Checks and bookings as the number of clinics grows',
    notes: [
      'the clinics of a row are called in turn; each size has a Frontdesk of its own',
      'all have just been asked something, except in the row of those that were asleep',
    ],
    columns: ['clinics', 'req/s', 'p50 ms', 'p99 ms'],
    rows: rows.map(({ name, figures }) => [name, perSecond(figures.throughput), milliseconds(figures.p50), milliseconds(figures.p99)]),
    aims: ['check', 'booking'].map((question) => flatness(question, samples, rows.filter((row) => row.question === question))),
    samples: Object.fromEntries(samples),
  };
}

/** What is asked of so many clinics. */
function questions(target, size) {
  const place = places(size);
  const before = () => wake(target, size);
  const alone = { target, connections: 1, before };
  const entrants = [
    { ...alone, question: 'check', name: `${perSecond(size)}, check`, exchange: check(size) },
    { ...alone, question: 'booking', name: `${perSecond(size)}, booking`, exchange: () => book(place()) },
  ];
  if (size === BUSY) {
    entrants.push({ target, before, connections: CALLERS, name: `${size}, booking, ${CALLERS} at a time`, exchange: () => book(place()) });
  }
  if (size > BUSY) entrants.push({ target, connections: 1, name: `${perSecond(size)} that were asleep, check`, exchange: check(size) });
  return entrants;
}

/** Asks each clinic once. */
async function wake(target, size) {
  const { firstError } = await drive({ target, exchange: check(size), connections: CALLERS, seconds: 60, limit: size });
  if (firstError !== null) throw new Error(`a clinic does not answer: ${firstError}`);
}

let callers = 0;

function check(size) {
  const date = dateAfter(FREE_DAY);
  return (n) => toolCall(TOOLS.check, { date }, caller(callers++, numberOf(n % size)), `${date}T`);
}

function book({ called, start }) {
  return wish('book', start, caller(callers++, called), BOOKED(start));
}

/** Each a start that nobody has asked for, neighbours at different clinics. */
function places(size) {
  let next = 0;
  return () => {
    const [org, turn] = [next % size, Math.floor(next / size)];
    next += 1;
    return { called: numberOf(org), start: startOn(dateAfter(FIRST_DAY + Math.floor(turn / SLOTS_A_DAY)), turn % SLOTS_A_DAY) };
  };
}

function flatness(question, samples, rows) {
  const [first, last] = [rows[0], rows.at(-1)];
  const rounds = ({ name }) => samples.get(name).map(({ p50 }) => p50);
  const bound = Math.max(first.figures.p50 * TOLERANCE, range(rounds(first)).high);
  const value = median(rounds(last).map((p50, round) => p50 / rounds(first)[round]));
  const text = `${question}: p50 is ${times(value)} that of ${first.name}, at ${last.name}; up to ${milliseconds(bound)} ms is noise`;
  return { text, met: last.figures.p50 <= bound, value };
}
