/** Order statistics: the machine is noisy, so every published figure is a median over rounds. */

/** Value at rank `share` (0 to 1) of an ascending array, by nearest rank; NaN when it is empty. */
export function percentile(ascending, share) {
  if (ascending.length === 0) return NaN;
  return ascending[Math.min(ascending.length - 1, Math.max(0, Math.ceil(share * ascending.length) - 1))];
}

/** Median of unordered numbers; the mean of the two middle ones when their count is even. */
export function median(values) {
  const ascending = [...values].sort((a, b) => a - b);
  const middle = ascending.length / 2;
  if (ascending.length === 0) return NaN;
  return ascending.length % 2 === 1 ? ascending[Math.floor(middle)] : (ascending[middle - 1] + ascending[middle]) / 2;
}

/** Smallest and largest value. */
export function range(values) {
  return { low: Math.min(...values), high: Math.max(...values) };
}

/**
 * Condenses the samples of one target, one per round.
 * @param {import('./load.mjs').Sample[]} samples
 */
export function summary(samples) {
  const of = (field) => samples.map((sample) => sample[field]);
  return {
    throughput: median(of('throughput')),
    spread: range(of('throughput')),
    p50: median(of('p50')),
    p99: median(of('p99')),
    p99Spread: range(of('p99')),
    clientBusy: median(of('clientBusy')),
    requests: of('requests').reduce((sum, count) => sum + count, 0),
  };
}

/**
 * Throughput of one target as a multiple of another's: the median of the ratios within each round, because what disturbs a
 * round mostly disturbs both of them.
 */
export function ratio(samples, reference) {
  return median(samples.map((sample, round) => sample.throughput / reference[round].throughput));
}
