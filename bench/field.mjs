/** The field: the chosen peers and Frontdesk, started once, verified, and shared by the scenarios that compare them. */
import { MAPPINGS, PEER_SECRET, lookup, orgTokens } from './dataset.mjs';
import { PRODUCTION, startFrontdesk } from './frontdesk.mjs';
import { PEERS } from './peers.mjs';
import { verifyLookup } from './verify.mjs';

/** What a constant answer must contain, whatever was asked. */
const CONSTANT = '"success":true';

/**
 * @typedef {object} Runner
 * @property {string} name
 * @property {string} label
 * @property {{host: string, port: number}} target
 * @property {string[]} tokens  One per org.
 * @property {(n: number) => import('./load.mjs').Exchange} lookup  The lookup of mapping n.
 */

export class Field {
  #runners = null;

  /**
   * @param {import('./lifetime.mjs').Lifetime} lifetime
   * @param {{peers: string[], via: string}} options
   * @param {boolean} built  Whether there is a Frontdesk to compare with.
   */
  constructor(lifetime, options, built) {
    this.lifetime = lifetime;
    this.options = options;
    this.built = built;
    /** @type {string[]} */
    this.notes = [];
  }

  /** @returns {Promise<Runner[]>}  Peers first, Frontdesk last. */
  runners() {
    this.#runners ??= this.#start();
    return this.#runners;
  }

  async #start() {
    const tokens = await orgTokens(PEER_SECRET);
    const runners = [];
    for (const name of this.options.peers) {
      const { label, constant, start, verify } = PEERS[name];
      const { target, skipped } = await start(this.lifetime, this.options);
      if (skipped !== undefined) {
        this.notes.push(`${label} is skipped: ${skipped}`);
        continue;
      }
      await verify({ name: label, target, secret: PEER_SECRET, tokens });
      runners.push({ name, label, target, tokens, lookup: (n) => withConstant(constant, lookup(tokens, n)) });
    }
    if (this.built) runners.push(await frontdeskRunner(this.lifetime, { via: this.options.via, mappings: MAPPINGS }));
    else this.notes.push('Frontdesk is missing: it does not build');
    return runners;
  }
}

/**
 * Frontdesk with a production configuration, verified.
 * @returns {Promise<Runner & {miniflare: object, stop: () => Promise<void>}>}
 */
export async function frontdeskRunner(lifetime, options) {
  const secret = PRODUCTION.JWT_SECRET;
  const tokens = await orgTokens(secret);
  const worker = await startFrontdesk(lifetime, { ...options, variables: { ...PRODUCTION, ...options.variables } });
  const runner = { name: 'frontdesk', label: 'Frontdesk', tokens, lookup: (n) => lookup(tokens, n), ...worker };
  await verifyLookup({ ...runner, name: runner.label, secret }, options.mappings);
  return runner;
}

const withConstant = (constant, exchange) => (constant ? { ...exchange, contains: CONSTANT } : exchange);
