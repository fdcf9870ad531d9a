/**
 * Flatness of booking: one caller at a time asks clinics of growing size in turn what is free, and books, so that a
 * disturbance of the machine meets all sizes alike.
 */
import { ahead } from '../history.mjs';
import { drive } from '../load.mjs';
import { CHECK, QUESTIONS, ask, startPractices, takeBack } from '../practices.mjs';
import { MeasurementFailed } from '../rounds.mjs';
import { median, percentile, range } from '../stats.mjs';
import { milliseconds, perSecond, times } from '../table.mjs';

/** Appointments of each clinic, past and future. */
const SIZES = [10, 100, 1_000, 10_000, 100_000];
const QUICK_SIZES = [10, 100, 3_000, 10_000];

/** Turns until everything booked is taken back, so that the smallest clinic stays small, and how often that is done in a round. */
const TURNS = 12;
const BLOCKS = 4;

/** A figure may exceed a smaller clinic's by this factor, and a p50 reach its slowest round, before it counts as a difference. */
const TOLERANCE = 1.25;

export async function growth({ lifetime, options, progress }) {
  const sizes = options.quick ? QUICK_SIZES : SIZES;
  const { rows, ...frontdesk } = await startPractices(lifetime, { via: options.via, sizes, progress });
  const series = [...sizes.entries()].flatMap(([org, size]) =>
    QUESTIONS.map((question, n) => ({ org, size, question, rows: rows[org][n], rounds: [] })),
  );
  await block(frontdesk, series, () => {});
  for (let round = 0; round < options.rounds; round += 1) {
    for (const { rounds } of series) rounds.push([]);
    for (let n = 0; n < BLOCKS; n += 1) await block(frontdesk, series, ({ rounds }, latency) => rounds[round].push(latency));
  }
  return report(series, sizes);
}

/** Some turns of every question to every clinic. */
async function block({ target, miniflare }, series, heard) {
  const sample = await drive({
    target,
    exchange: (n) => {
      const { org, question } = series[n % series.length];
      return ask(org, question, Math.floor(n / series.length));
    },
    heard: (latency, n) => heard(series[n % series.length], latency),
    connections: 1,
    seconds: 60,
    limit: series.length * TURNS,
  });
  if (sample.errors > 0) throw new MeasurementFailed(`${sample.errors} wrong answers, first: ${sample.firstError}`);
  for (const org of new Set(series.map(({ org }) => org))) await takeBack(miniflare, org);
}

function report(series, sizes) {
  const figures = series.map(({ rounds, ...rest }) => {
    const ranked = rounds.map((latencies) => Float64Array.from(latencies).sort());
    return { ...rest, p50: ranked.map((round) => percentile(round, 0.5)), p99: ranked.map((round) => percentile(round, 0.99)) };
  });
  const first = (figure, isLike = () => true) => figures.find((other) => other.question === figure.question && isLike(other));
  const smallest = (figure) => first(figure);
  const smallestAlike = (figure) => first(figure, ({ size }) => ahead(size) === ahead(figure.size));
  const largest = figures.slice(-QUESTIONS.length);
  return {
    title: 'Checks and bookings as the number of a clinic’s appointments grows',
    notes: [
      `a check reads the appointments of the coming weeks (ahead lie ${sizes.map(ahead).join(', ')})`,
      'rows: what D1 and the clinic’s object count for one of them, work behind the answer included',
    ],
    columns: ['appointments', 'p50 ms', 'p99 ms', 'p50 of the smallest', 'rows read', 'rows written'],
    rows: figures.map((figure) => row(figure, smallest(figure))),
    // What lies ahead has to be read for a check, so there clinics with as much ahead are compared; what lies behind counts nowhere.
    aims: [
      ...largest.map((figure) => flatness(figure, figure.question === CHECK ? smallestAlike(figure) : smallest(figure))),
      ...largest.filter(({ rows }) => rows.read > 0).map((figure) => sameRows(figure, smallestAlike(figure))),
    ],
    samples: figures,
  };
}

/** The median of the ratios within each round. */
const growthOf = (figure, reference) => median(figure.p50.map((p50, round) => p50 / reference.p50[round]));

function row(figure, reference) {
  const { size, question, rows, p50, p99 } = figure;
  return [
    `${perSecond(size)}, ${question}`,
    milliseconds(median(p50)),
    milliseconds(median(p99)),
    times(growthOf(figure, reference)),
    perSecond(rows.read),
    perSecond(rows.written),
  ];
}

function flatness(figure, reference) {
  const value = growthOf(figure, reference);
  const bound = Math.max(median(reference.p50) * TOLERANCE, range(reference.p50).high);
  const [most, least] = [figure, reference].map(({ size, p50 }) => `${milliseconds(median(p50))} ms with ${perSecond(size)}`);
  const text = `${figure.question}: p50 is ${most} appointments, ${least}; up to ${milliseconds(bound)} ms is noise`;
  return { text, met: median(figure.p50) <= bound, value };
}

function sameRows(figure, reference) {
  const [most, least] = [figure, reference].map(({ size, rows }) => `${perSecond(rows.read)} rows with ${perSecond(size)}`);
  const value = figure.rows.read / reference.rows.read;
  const text = `${figure.question}: reads ${most} appointments, ${least} with as many ahead`;
  return { text, met: figure.rows.read <= reference.rows.read * TOLERANCE, value };
}
