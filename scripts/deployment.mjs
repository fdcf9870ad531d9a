/** A running Frontdesk as scripts ask it: the local one with a token that is made here, or a deployment with one that is given. */
import { Failure } from './command.mjs';
import { devVar, ensureDevVars } from './dev-vars.mjs';
import { signToken } from './jwt.mjs';
import { PORTS } from './project.mjs';

/** A token made here lasts as long as a long export. */
const TTL_SECONDS = 3600;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What these scripts take, for `parseArgs`. */
export const DEPLOYMENT_OPTIONS = {
  org: { type: 'string' },
  url: { type: 'string' },
  token: { type: 'string' },
};
export const DEPLOYMENT_USAGE = '--org <id> [--url <URL> and --token <token>, or FRONTDESK_TOKEN]';

/**
 * The deployment that a command line names: the one of `npm start` unless it says otherwise.
 * @param {{ org?: string, url?: string, token?: string }} options
 * @param {(problem: string) => Failure} misuse
 * @returns {Promise<Deployment>}
 */
export async function deploymentOf({ org, url, token = process.env.FRONTDESK_TOKEN }, misuse) {
  if (org === undefined || !UUID.test(org)) throw misuse(`--org is the clinic's id, a UUID${org === undefined ? '' : `, not "${org}"`}`);
  const orgId = org.toLowerCase();
  if (url !== undefined) {
    if (!URL.canParse(url)) throw misuse(`--url is the address of a deployment, not "${url}"`);
    if (!token) throw misuse('a deployment with --url needs a token of the role platform: --token, or FRONTDESK_TOKEN');
  }
  if (token && orgOf(token) !== orgId) throw misuse('the token names another org than --org');
  const base = url ?? `http://localhost:${process.env[PORTS.worker.variable] || PORTS.worker.standard}`;
  return new Deployment(base, token || (await localToken(orgId)));
}

async function localToken(orgId) {
  await ensureDevVars();
  return signToken({ sub: 'local-operator', role: 'platform', orgId, ttlSeconds: TTL_SECONDS }, await devVar('JWT_SECRET'));
}

/** The org that a token names. Whether the token is good is the deployment's to say. */
function orgOf(token) {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()).org_id?.toLowerCase();
  } catch {
    return undefined;
  }
}

/** Where to ask, and as whom. */
class Deployment {
  #base;
  #token;

  constructor(base, token) {
    this.#base = base;
    this.#token = token;
  }

  /** The text of an answer. @throws {Failure} with the words of the problem */
  async ask(method, path, body) {
    const response = await fetch(new URL(path, this.#base), {
      method,
      headers: { authorization: `Bearer ${this.#token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    }).catch((error) => {
      throw new Failure(`${this.#base} does not answer (${error.cause?.code ?? error.message}); is Frontdesk running there?`);
    });
    const text = await response.text();
    if (!response.ok) throw new Failure(problem(response.status, text));
    return text;
  }
}

function problem(status, text) {
  try {
    return `${status}: ${JSON.parse(text).detail}`;
  } catch {
    return `${status}: ${text.slice(0, 300)}`;
  }
}
