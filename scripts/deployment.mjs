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
  if (org === undefined) throw misuse("--org is the clinic's id, a UUID");
  const orgId = clinicId(org, misuse);
  checkAddress({ url, token }, misuse);
  if (token && claimsOf(token).org_id?.toLowerCase() !== orgId) throw misuse('the token names another org than --org');
  return deployment(url, token || (await localToken(orgId)));
}

/**
 * The same for whoever need not act for a clinic.
 * @returns {Promise<{ deployment: Deployment, role: string | undefined, orgId: string | undefined }>}  What the token says of its bearer,
 *   and the clinic that they act for: an operator for that of `--org`, if any, and others for their own.
 */
export async function bearerOf({ org, url, token = process.env.FRONTDESK_TOKEN }, misuse) {
  const orgId = org === undefined ? undefined : clinicId(org, misuse);
  checkAddress({ url, token }, misuse);
  const shown = token || (await localToken(orgId));
  const { role, org_id: own } = claimsOf(shown);
  const isOperator = role === 'platform';
  if (!isOperator && orgId !== undefined && own?.toLowerCase() !== orgId) throw misuse('the token names another org than --org');
  return { deployment: deployment(url, shown), role, orgId: isOperator ? orgId : own?.toLowerCase() };
}

function clinicId(text, misuse) {
  if (!UUID.test(text)) throw misuse(`--org is the clinic's id, a UUID, not "${text}"`);
  return text.toLowerCase();
}

function checkAddress({ url, token }, misuse) {
  if (url !== undefined) {
    if (!URL.canParse(url)) throw misuse(`--url is the address of a deployment, not "${url}"`);
    if (!token) throw misuse('a deployment with --url needs a token of the role platform: --token, or FRONTDESK_TOKEN');
  }
}

function deployment(url, token) {
  return new Deployment(url ?? `http://localhost:${process.env[PORTS.worker.variable] || PORTS.worker.standard}`, token);
}

async function localToken(orgId) {
  await ensureDevVars();
  return signToken({ sub: 'local-operator', role: 'platform', orgId, ttlSeconds: TTL_SECONDS }, await devVar('JWT_SECRET'));
}

/** What a token claims. Whether it is good is the deployment's to say. */
function claimsOf(token) {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
  } catch {
    return {};
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
    const headers = body && { 'content-type': 'application/json' };
    const { status, ok, text } = await this.send(method, path, { headers, body: body && JSON.stringify(body) });
    if (!ok) throw new Failure(problem(status, text));
    return text;
  }

  /** An answer as it is. @throws {Failure} when there is none */
  async send(method, path, { headers, body } = {}) {
    const unreachable = (error) => {
      throw new Failure(`${this.#base} does not answer (${error.cause?.code ?? error.message}); is Frontdesk running there?`);
    };
    const request = { method, headers: { authorization: `Bearer ${this.#token}`, ...headers }, ...(body && { body }) };
    const response = await fetch(new URL(path, this.#base), request).catch(unreachable);
    const text = await response.text().catch(unreachable);
    return { status: response.status, ok: response.ok, text, retryAfter: Number(response.headers.get('retry-after')) || undefined };
  }
}

/** The words of a problem, for a person. */
export function problem(status, text) {
  try {
    return `${status}: ${JSON.parse(text).detail}`;
  } catch {
    return `${status}: ${text.slice(0, 300)}`;
  }
}
