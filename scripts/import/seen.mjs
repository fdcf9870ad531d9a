/** Which numbers a file has more than once. Within a piece the API finds them; this finds them in different pieces. */
import { OUTCOMES } from './report.mjs';

export class Seen {
  /** Number or SIP address -> its line and outcome as one number, since there may be a million. */
  #first = new Map();
  /** The rows that are refused, by line. */
  #refusals = new Map();

  /**
   * @param {{ line: number, outcome: string, inbound_phone_number?: string, sip_uri?: string }[]} lines  Of one piece, that did not fail.
   * @returns {{ outcome: string }[]}  The outcomes that are none, since another line has the same: those of earlier lines among them.
   */
  repeatedIn(lines) {
    const undone = [];
    for (const line of lines) {
      const key = line.sip_uri ?? Number(line.inbound_phone_number.slice(1));
      const before = this.#first.get(key);
      if (before === undefined) this.#first.set(key, line.line * OUTCOMES.length + OUTCOMES.indexOf(line.outcome));
      else undone.push(...this.#refuse(line, before));
    }
    return undone;
  }

  #refuse(line, before) {
    const [earlier, outcome] = [Math.floor(before / OUTCOMES.length), OUTCOMES[before % OUTCOMES.length]];
    const undone = [{ outcome: line.outcome }];
    if (!this.#refusals.has(earlier)) {
      undone.push({ outcome });
      this.#refusals.set(earlier, refusal({ ...line, line: earlier }, 'A later line'));
    }
    this.#refusals.set(line.line, refusal(line, `Line ${earlier}`));
    return undone;
  }

  /** Every row that is refused, as the API would say it. */
  get refusals() {
    return [...this.#refusals.values()];
  }
}

const refusal = (line, other) => ({
  ...line,
  outcome: 'invalid',
  code: 'repeated',
  reason: `${other} has the same. Nobody guesses which is meant, so none of them is imported. Keep one.`,
});
