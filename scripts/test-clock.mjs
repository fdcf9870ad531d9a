/**
 * A reporter for `node --test`: how long each ring of tests took, as JSON by ring in milliseconds. Files are reported in the order in
 * which they were named, ring after ring, so a ring has lasted from the end of the one before it.
 */
import { ringOf } from './test-choice.mjs';

export default async function* clock(events) {
  const ended = {};
  const started = performance.now();
  for await (const { data } of events) {
    const ring = data?.file && ringOf(data.file);
    if (ring) ended[ring] = performance.now();
  }
  let before = started;
  const times = {};
  for (const [ring, end] of Object.entries(ended)) {
    times[ring] = Math.round(end - before);
    before = end;
  }
  yield JSON.stringify(times);
}
