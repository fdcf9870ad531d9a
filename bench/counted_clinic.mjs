/**
 * A clinic at which everything that Cloudflare bills is counted, on the built Worker with the sandbox as Google and Twilio: eight
 * practitioners, some weeks of appointments behind it, and two months ahead.
 */
import { costOf } from './cost.mjs';
import { ORGS, orgId } from './dataset.mjs';
import { LEDGER, OPEN_CLINIC, inClinic, ledgerOf, localVariables, ringClinic, startFrontdesk } from './frontdesk.mjs';
import { PRACTITIONERS, calendarOf, history, practitioners } from './history.mjs';
import { says } from './load.mjs';
import { addCalendar, connectClinic, countedCalls, reportText, setReminders, startSandbox, vendorVariables } from './sandbox.mjs';

/** The clinic, by its place among ORGS. */
export const CLINIC = 0;
/** Appointments that it has: half lie ahead. */
const SIZE = 3_000;
/** How long before an appointment its patient is reminded: after it was booked, and longer than until the end of the next night. */
const REMINDER_HOURS = 48;
/** Later than any step of a run. */
const LATER = 'unixepoch() + 86400';

export class CountedClinic {
  #base;
  #start;
  /** What the vendors had counted when they were last asked. */
  #asked = {};

  /** @param {import('./lifetime.mjs').Lifetime} lifetime */
  static async start(lifetime) {
    const { base } = await startSandbox(lifetime);
    const state = await lifetime.directoryInMemory('capacity');
    const variables = { ...vendorVariables(base), PUBLIC_URL: 'https://frontdesk.example.com' };
    const options = { via: 'socket', state, mappings: ORGS, variables, fronts: [LEDGER, OPEN_CLINIC] };
    const clinic = new CountedClinic(base, (more) => startFrontdesk(lifetime, { ...options, ...more }));
    await clinic.#begin({ filled: false });
    await clinic.#open();
    return clinic;
  }

  constructor(base, start) {
    this.#base = base;
    this.#start = start;
  }

  /** Starts Frontdesk anew: it has forgotten all that it had in memory. */
  async restart() {
    await this.stop();
    await this.#begin({ filled: true });
  }

  async #begin(options) {
    Object.assign(this, await this.#start(options));
  }

  async #open() {
    const { JWT_SECRET } = await localVariables();
    for (let n = 0; n < PRACTITIONERS; n += 1) await addCalendar(this.#base, calendarOf(CLINIC, n));
    const database = await this.miniflare.getD1Database('DB');
    const before = await sizeOf(database);
    for (let org = 0; org < ORGS; org += 1) {
      await practitioners(database, org).run();
      await connectClinic(this.target, JWT_SECRET, { org });
    }
    /** What a clinic takes in D1, its number and org aside. */
    this.d1Bytes = ((await sizeOf(database)) - before) / ORGS;
    await setReminders(this.target, JWT_SECRET, { org: CLINIC, hours: REMINDER_HOURS });
    await this.sql(...history(CLINIC, SIZE));
    await this.compareLater();
  }

  /** Runs statements in the clinic's object, which are not counted. */
  sql(...statements) {
    return inClinic(this.miniflare, orgId(CLINIC), ...statements);
  }

  /** Has the object's alarm ring. */
  ring() {
    return ringClinic(this.miniflare, orgId(CLINIC));
  }

  /** Puts the comparison of calendars off, so that it does not come between. */
  compareLater() {
    return this.sql([`UPDATE calendar_follow SET due_at = ${LATER}`]);
  }

  /** Posts a message of the platform. */
  async ask({ path, body, contains }) {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(this.#origin + path, { method: 'POST', headers, body });
    const text = await response.text();
    if (!says(text, contains)) throw new Error(`unexpected answer: ${text.slice(0, 300)}`);
  }

  /** Has Twilio report what became of a text. */
  async reportText({ id, sid }, status) {
    const deliverTo = `${this.#origin}/api/twilio/status?org=${orgId(CLINIC)}&message=${id}`;
    await reportText(this.#base, sid, { status, deliverTo });
  }

  /** What something costs, the work behind its answers included. @returns {Promise<import('./cost.mjs').Cost>} */
  async costOf(happens) {
    await Promise.all([ledgerOf(this.target), this.#vendors()]);
    await happens();
    return costOf(await ledgerOf(this.target), await this.#vendors());
  }

  /** Requests to the vendors since they were last asked, by route. */
  async #vendors() {
    const [before, now] = [this.#asked, await countedCalls(this.#base)];
    this.#asked = now;
    return Object.fromEntries(Object.entries(now).map(([route, calls]) => [route, calls - (before[route] ?? 0)]));
  }

  get #origin() {
    return `http://${this.target.host}:${this.target.port}`;
  }
}

/** The size of D1 in bytes. */
const sizeOf = async (database) => (await database.prepare('SELECT 1').run()).meta.size_after;
