/** Interleaved measuring: A B C D, A B C D, ... so that a disturbance of the machine meets all targets alike. */
import { drive } from './load.mjs';

/** Load before each measurement that is not counted, in seconds: compiles, connects and fills caches. */
const WARM_UP_SECONDS = 0.5;

/** A measurement that saw wrong answers; its figures would mean nothing. */
export class MeasurementFailed extends Error {}

/**
 * @typedef {object} Entrant
 * @property {string} name
 * @property {{host: string, port: number}} target
 * @property {(n: number) => import('./load.mjs').Exchange} exchange
 * @property {number} [connections]  Instead of the run's.
 * @property {Load | Load[]} [beside]  Another load on it at the same time, or several. Their samples are part of the entrant's own, as
 *   `beside`.
 * @typedef {Omit<Entrant, 'name' | 'before' | 'beside'> & {perSecond: number}} Load
 * @property {() => Promise<unknown>} [before]  What puts things in place before each measurement.
 *
 * @param {Entrant[]} entrants
 * @param {{rounds: number, seconds: number, connections: number}} options
 * @returns {Promise<Map<string, import('./load.mjs').Sample[]>>}  Samples by entrant, one per round.
 * @throws {MeasurementFailed}
 */
export async function interleave(entrants, { rounds, seconds, connections }) {
  const samples = new Map(entrants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, before, ...entrant } of entrants) {
      const plan = { connections, ...entrant };
      await before?.();
      await measure(name, { ...plan, seconds: WARM_UP_SECONDS });
      samples.get(name).push(await measure(name, { ...plan, seconds }));
    }
  }
  return samples;
}

async function measure(name, { beside, ...plan }) {
  const others = beside === undefined ? [] : [beside].flat();
  const loads = [plan, ...others.map((other) => ({ ...plan, ...other }))];
  const samples = await Promise.all(loads.map(drive));
  for (const { errors, firstError, requests } of samples) {
    if (errors > 0) throw new MeasurementFailed(`${name}: ${errors} wrong answers, first: ${firstError}`);
    if (requests === 0) throw new MeasurementFailed(`${name}: no answer at all`);
  }
  const [sample, ...rest] = samples;
  if (beside === undefined) return sample;
  return { ...sample, beside: Array.isArray(beside) ? rest : rest[0] };
}
