/** The record of vendor calls: what a test counts round trips with. Credentials never enter it. */
import { formBody, isObject, jsonObject, mediaType, type SandboxRequest } from './http.ts';

/** One recorded call. */
export interface RecordedCall {
  id: number;
  /** RFC 3339, by the sandbox's clock. */
  at: string;
  route: string;
  method: string;
  path: string;
  query: Record<string, string>;
  /** Parsed form or JSON body; null when there was none. Secrets are masked, assertions decoded. */
  body: unknown;
  /** Null while the request is held, and when the connection was dropped. */
  status: number | null;
  dropped: 'before' | 'after' | null;
}

/** The log keeps the newest calls; the counters count all. */
const MAX_CALLS = 1000;

const SECRETS = new Set(['refresh_token', 'client_secret', 'access_token', 'token', 'code', 'code_verifier']);

/** Keeps calls and counts per route since the last clearing. */
export class Recorder {
  readonly #now: () => number;
  #calls: RecordedCall[] = [];
  #counts = new Map<string, number>();
  #lastId = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Notes a call on arrival; the caller sets `status` or `dropped` at its end. */
  arrive(route: string, request: SandboxRequest): RecordedCall {
    const call: RecordedCall = {
      id: ++this.#lastId,
      at: new Date(this.#now()).toISOString(),
      route,
      method: request.method,
      path: request.path,
      query: masked(request.query),
      body: recordedBody(route, request),
      status: null,
      dropped: null,
    };
    this.#calls.push(call);
    if (this.#calls.length > MAX_CALLS) this.#calls.shift();
    this.#counts.set(route, this.count(route) + 1);
    return call;
  }

  /** How many calls a route has had. */
  count(route: string): number {
    return this.#counts.get(route) ?? 0;
  }

  /** Calls per route. */
  counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  /** The recorded calls, oldest first, of one route or of all. */
  list(route?: string): RecordedCall[] {
    return this.#calls.filter((call) => route === undefined || call.route === route);
  }

  /** Forgets calls and counts. */
  clear(): void {
    this.#calls = [];
    this.#counts.clear();
  }
}

function recordedBody(route: string, request: SandboxRequest): unknown {
  if (request.text === '') return null;
  if (mediaType(request) === 'application/x-www-form-urlencoded') return masked(formBody(request));
  const body = jsonObject(request) ?? '(unreadable)';
  return /^(vapi|retell)\./.test(route) ? withoutSecrets(body) : body;
}

function masked(fields: URLSearchParams): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of fields) {
    shown[name] = SECRETS.has(name) ? mask(value) : name === 'assertion' ? claimsOf(value) : value;
  }
  return shown;
}

/** Fields of resources of voice platforms that hold secrets, or objects whose values do, such as the headers it is to send. */
const VAPI_SECRETS = /^headers$|^credentials$|secret$|token$|apikey$/i;

/** A copy in which the texts of secret fields are masked, wherever they are. */
function withoutSecrets(value: unknown, secret = false): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutSecrets(each, secret));
  if (isObject(value)) {
    const members = Object.entries(value);
    return Object.fromEntries(
      members.map(([name, each]) => [name, withoutSecrets(each, secret || VAPI_SECRETS.test(name))]),
    );
  }
  return secret && typeof value === 'string' ? mask(value) : value;
}

/** The last four characters behind an ellipsis; short values vanish entirely. */
export function mask(secret: string): string {
  return secret.length < 12 ? '…' : `…${secret.slice(-4)}`;
}

/** The claims of a JWT as JSON text: what a test wants to see, without the signature that makes it usable. */
function claimsOf(assertion: string): string {
  return Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString('utf8');
}
