/** What came of an import: sums for the person, and the rows that failed for a file. */
import { appendFile, rm, stat, truncate } from 'node:fs/promises';

export const OUTCOMES = ['created', 'updated', 'unchanged', 'conflict', 'invalid'];

/** The file with the rows that failed, a JSON object each line. */
export class Report {
  #path;
  #bytes;

  constructor(path, bytes) {
    this.#path = path;
    this.#bytes = bytes;
  }

  /** Begins anew, or behind the first `bytes` of one that is there. What is behind them is of lines that are sent again. */
  static async open(path, bytes = 0) {
    const size = await stat(path).then(({ size }) => size, () => 0);
    if (bytes === 0) await rm(path, { force: true });
    else if (size > bytes) await truncate(path, bytes);
    return new Report(path, Math.min(bytes, size));
  }

  get bytes() {
    return this.#bytes;
  }

  async add(failures) {
    if (failures.length === 0) return;
    const text = failures.map((failure) => `${JSON.stringify(failure)}\n`).join('');
    await appendFile(this.#path, text);
    this.#bytes += Buffer.byteLength(text);
  }
}

/** `1,200 rows: 1,190 created, 10 invalid`. */
export function sentence(sums) {
  const number = (value) => value.toLocaleString('en');
  const rows = OUTCOMES.reduce((sum, outcome) => sum + (sums[outcome] ?? 0), 0);
  const parts = OUTCOMES.filter((outcome) => sums[outcome] > 0).map((outcome) => `${number(sums[outcome])} ${outcome}`);
  return `${number(rows)} ${rows === 1 ? 'row' : 'rows'}: ${parts.join(', ') || 'nothing'}`;
}

export const isFailed = ({ outcome }) => outcome === 'conflict' || outcome === 'invalid';

export const failed = (sums) => (sums.conflict ?? 0) + (sums.invalid ?? 0);
