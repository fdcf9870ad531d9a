/** Sends an import's pieces one after the other, and again what got no answer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../command.mjs';
import { problem } from '../deployment.mjs';
import { OUTCOMES } from './report.mjs';

/** How long is waited before a piece that got no answer is sent again. */
const WAITS_MS = [1_000, 2_000, 5_000, 10_000, 20_000];
/** Answers that may be others a moment later. */
const PASSING = [429, 500, 502, 503, 504];

/** What became of a piece. @typedef {{ sums: Record<string, number>, lines: object[] }} Answered */

export class Sender {
  #deployment;
  #path;
  #type;

  /**
   * @param {object} deployment  As scripts/deployment.mjs has it.
   * @param {{ role?: string, orgId?: string, csv: boolean }} options  Only an operator's token imports for any clinic.
   */
  constructor(deployment, { role, orgId, csv }) {
    this.#deployment = deployment;
    const isOperator = role === 'platform';
    this.#path = isOperator ? '/api/admin/phone-mappings/import' : '/api/inbound/phone-mappings/import';
    this.#path += `?${new URLSearchParams({ ...(isOperator && orgId && { org_id: orgId }) })}`;
    this.#type = csv ? 'text/csv' : 'application/x-ndjson';
  }

  /** Sends a piece. @param {string} [key]  None for a dry run. @returns {Promise<Answered>} */
  async send(piece, key) {
    const headers = { 'content-type': this.#type, ...(key && { 'idempotency-key': key }) };
    const text = await this.#answer({ headers, body: piece.body }, key === undefined);
    const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line));
    const { summary } = lines.pop();
    if (summary?.rows !== lines.length) throw new Failure('an answer was cut off');
    return { sums: summary.outcomes, lines: lines.map((line) => ({ ...line, line: piece.lineInFile(line.line) })) };
  }

  async #answer(request, isDryRun) {
    for (const wait of [...WAITS_MS, undefined]) {
      try {
        const { ok, status, text, retryAfter } = await this.#deployment.send('POST', `${this.#path}&dry_run=${isDryRun}`, request);
        if (ok) return text;
        if (!PASSING.includes(status) || wait === undefined) throw Object.assign(new Failure(problem(status, text)), { isFinal: true });
        await sleep(Math.max(wait, (retryAfter ?? 0) * 1_000));
      } catch (error) {
        if (error.isFinal || wait === undefined) throw error;
        await sleep(wait);
      }
    }
  }
}

/** Adds what came of a piece to the sums. */
export function add(sums, more) {
  for (const outcome of OUTCOMES) sums[outcome] = (sums[outcome] ?? 0) + (more[outcome] ?? 0);
}
