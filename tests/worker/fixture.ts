/**
 * What the tests on workerd share: Frontdesk as it was built, with a migrated D1, a KV and a sandbox of its own, and
 * clinics to call. Nothing is shared between two instances but the build.
 */
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { unstable_splitSqlQuery as splitSqlQuery } from 'wrangler';
import { frontdeskOptions } from '../../bench/frontdesk.mjs';
import { DEMO_GOOGLE, DEMO_TWILIO } from '../../sandbox/demo.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import { localDate } from '../../sandbox/zones.ts';
import { signToken } from '../../scripts/jwt.mjs';
import { PATHS } from '../../scripts/project.mjs';
import { control } from '../sandbox/fixture.ts';

/** Whoever ends what was started: a test's context, or `node:test` itself for a whole file. */
export interface Scope {
  after(end: () => Promise<void>): void;
}

/** How to start. */
export interface Options {
  /** Variables and secrets in place of the local ones; an empty text counts as absent. */
  vars?: Record<string, string>;
  /** A directory that outlives the instance; in memory when absent. */
  state?: string;
  /** Without the observer in front: the very module that is deployed. */
  plain?: boolean;
  /** A sandbox that is there already. */
  sandbox?: Sandbox;
}

/** What one request asks of KV and D1. */
export interface Calls {
  kv: number;
  d1: number;
}

/** An answer; `body` is its JSON, or its text when it is none. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: any;
  /** Calls up to the answer, and with the work behind it. */
  observed: { inFront: Calls; altogether: Calls };
}

/** What a request may carry. */
export interface Request {
  token?: string;
  json?: unknown;
  /** A body as it is, instead of `json`. */
  body?: string | Uint8Array;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Answer at once, and not when the work behind the answer is done. */
  hasty?: boolean;
}

/** A clinic that is complete: opening hours, a connected calendar, a number. */
export interface Clinic {
  id: string;
  name: string;
  number: string;
  calendarId: string;
  refreshToken: string;
  /** Its admin's token. */
  admin: string;
}

export const CHECK = '/api/vapi/tools/calendar/check';
export const ZONE = 'America/New_York';
/** Nine to five, half an hour each, on weekdays. */
export const SLOTS_OF_A_QUIET_DAY = 16;
const OFFICE = [{ open: '09:00', close: '17:00' }];
export const SCHEDULE = {
  weekly: { monday: OFFICE, tuesday: OFFICE, wednesday: OFFICE, thursday: OFFICE, friday: OFFICE },
};
/** Of .dev.vars.example, which the instances run with. */
export const JWT_SECRET = 'frontdesk-local-only-secret-never-use-in-production';
const NAME = 'frontdesk';

/** A weekday in the clinics' zone, far enough ahead for any notice; `later` weekdays after that. */
export function workday(later = 0): string {
  for (let ahead = 2; ; ahead++) {
    const date = localDate(Date.now() + ahead * 86_400_000, ZONE);
    const weekday = new Date(`${date}T12:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6 && later-- === 0) return date;
  }
}

/** A token as `npm run token` makes them. */
export function token(role: 'admin' | 'viewer' | 'platform', orgId?: string, secret = JWT_SECRET): string {
  return signToken({ sub: 'tests', role, ...(orgId === undefined ? {} : { orgId }), ttlSeconds: 3600 }, secret);
}

export const PLATFORM = token('platform');

/** Frontdesk on workerd. */
export class Deployment {
  readonly sandbox: Sandbox;
  readonly url: string;
  readonly #miniflare: Miniflare;
  readonly #log: LogCapture;

  constructor(miniflare: Miniflare, url: string, sandbox: Sandbox, log: LogCapture) {
    this.#miniflare = miniflare;
    this.url = url;
    this.sandbox = sandbox;
    this.#log = log;
  }

  /** D1 behind the Worker's back, as `wrangler d1 execute` would have it. */
  sql(statement: string, ...values: unknown[]): Promise<Record<string, any>[]> {
    return this.#miniflare
      .getD1Database('DB')
      .then((database) => database.prepare(statement).bind(...values).all())
      .then(({ results }) => results as Record<string, any>[]);
  }

  /** KV behind the Worker's back. */
  kv() {
    return this.#miniflare.getKVNamespace('ROUTES');
  }

  /** Runs what cron runs every minute. */
  async sweep(): Promise<void> {
    const worker = await this.#miniflare.getWorker();
    await worker.scheduled({ cron: '* * * * *' });
  }

  /** Requests that have reached the Worker, and its calls to KV and D1, since the isolate began. */
  async counts(): Promise<Calls & { requests: number }> {
    return (await fetch(`${this.url}/_observed`)).json();
  }

  /** Ends the instance before its scope does, so that another can run on the same state. */
  close(): Promise<void> {
    return this.#miniflare.dispose();
  }

  /** All that the Worker has logged so far, one line each. */
  async logs(): Promise<string[]> {
    const mark = `mark ${randomUUID()}`;
    const seen = this.#log.until(mark);
    await fetch(`${this.url}/_observed?mark=${encodeURIComponent(mark)}`);
    return seen;
  }

  /** One request, over a socket of the Worker's own. */
  async call(method: string, path: string, options: Request = {}): Promise<Answer> {
    const { token: bearer, json, body, headers, signal, hasty } = options;
    const sent = body ?? (json === undefined ? undefined : JSON.stringify(json));
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(hasty ? {} : { 'x-observe': 'settle' }),
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
      ...(signal ? { signal } : {}),
    });
    return answerOf(response);
  }

  /** A call that must succeed. */
  async done(method: string, path: string, options: Request = {}): Promise<any> {
    const answer = await this.call(method, path, options);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  /** Asks for free times as Vapi asks today. */
  check(called: string | object, args: object = { date: workday() }, options: Request = {}): Promise<Answer> {
    return this.call('POST', CHECK, { json: toolCalls(called, args), ...options });
  }

  /** What the agent hears when it asks for free times. */
  async heard(called: string | object, args?: object): Promise<string> {
    const { status, body, text } = await this.check(called, args);
    if (status !== 200) throw new Error(`the agent got ${status} ${text}`);
    return body.results[0].result ?? body.results[0].error;
  }

  lookup(number: string, bearer = PLATFORM): Promise<Answer> {
    return this.call('GET', `/api/inbound/phone-lookup/${encodeURIComponent(number)}`, { token: bearer });
  }

  /** Adds an org with opening hours. */
  async org(name = 'Oak Dental'): Promise<{ id: string; name: string; admin: string }> {
    const org = await this.done('POST', '/api/orgs', { token: PLATFORM, json: { name, zone: ZONE, country: 'US' } });
    const admin = token('admin', org.id);
    await this.done('PUT', '/api/schedule', { token: admin, json: SCHEDULE });
    return { id: org.id, name, admin };
  }

  /** Maps a number to an org through the API. */
  map(org: { name: string; admin: string }, number: string, more: object = {}): Promise<any> {
    const json = { inbound_phone_number: number, clinic_name: org.name, ...more };
    return this.done('POST', '/api/inbound/phone-mappings', { token: org.admin, json });
  }

  /** Adds a clinic with a calendar of its own in the sandbox. */
  async clinic(name?: string): Promise<Clinic> {
    const org = await this.org(name);
    const google = await grantCalendar(this.sandbox, org.id);
    const json = { calendar_id: google.calendarId, refresh_token: google.refreshToken };
    await this.done('PUT', '/api/integrations/google', { token: org.admin, json });
    const number = freshNumber();
    await this.map(org, number);
    return { ...org, ...google, number };
  }
}

/** What the account and texts of a clinic are stored with. */
export const TWILIO = {
  account_sid: DEMO_TWILIO.accountSid,
  auth_token: DEMO_TWILIO.authToken,
  from_number: DEMO_TWILIO.fromNumber,
};

/** A calendar and a consent to it in the sandbox. */
export async function grantCalendar(sandbox: Sandbox, seed: string): Promise<{ calendarId: string; refreshToken: string }> {
  const calendarId = `${seed}@calendar.example.com`;
  const refreshToken = `1//refresh-token-of-${seed}`;
  const { clientId, scopes } = DEMO_GOOGLE;
  const user = `${seed}@clinic.example.com`;
  await control(sandbox, 'POST', '/google/grants', { refreshToken, clientId, user, scopes: [...scopes] });
  const settings = { timeZone: ZONE, access: { [user]: 'owner' } };
  await control(sandbox, 'PUT', `/google/calendars/${encodeURIComponent(calendarId)}`, settings);
  return { calendarId, refreshToken };
}

let numbers = 0;

/** A fictional number that no other clinic of the file has. */
export function freshNumber(): string {
  numbers += 1;
  return `+1${String(212 + Math.floor(numbers / 100))}55501${String(numbers % 100).padStart(2, '0')}`;
}

/** A `tool-calls` message with one call. `called` is the number, or the whole `phoneNumber` record. */
export function toolCalls(called: string | object, args: object, more: object = {}): object {
  const call = { id: 'call_Check01', type: 'function', function: { name: 'check_availability', arguments: args } };
  const phoneNumber = typeof called === 'string' ? { number: called } : called;
  return { message: { type: 'tool-calls', toolCallList: [call], toolCalls: [call], phoneNumber, ...more } };
}

/** Starts an instance that ends with `scope`. */
export async function start(scope: Scope, options: Options = {}): Promise<Deployment> {
  const sandbox = options.sandbox ?? (await sandboxFor(scope));
  const log = new LogCapture();
  const miniflare = new Miniflare(convertV4MiniflareOptions(await workerOptions(options, sandbox, log)));
  scope.after(() => miniflare.dispose());
  const url = await miniflare.unsafeGetDirectURL(NAME);
  await migrate(miniflare);
  return new Deployment(miniflare, url.origin, sandbox, log);
}

/** A sandbox that ends with `scope`. */
export async function sandboxFor(scope: Scope): Promise<Sandbox> {
  const sandbox = await startSandbox();
  scope.after(() => sandbox.close());
  return sandbox;
}

async function workerOptions({ vars = {}, state, plain = false }: Options, sandbox: Sandbox, log: LogCapture) {
  const vendors = {
    GOOGLE_TOKEN_URL: `${sandbox.url}/token`,
    GOOGLE_API_BASE: sandbox.url,
    TWILIO_API_BASE: sandbox.url,
  };
  const built = await frontdeskOptions({ ...vendors, ...vars });
  const observer = { type: 'ESModule', path: join(PATHS.worker, 'observed.mjs'), contents: await observerSource() };
  return {
    ...built,
    modules: plain ? built.modules : [observer, ...built.modules],
    name: NAME,
    host: '127.0.0.1',
    cf: false,
    log: new Log(LogLevel.ERROR),
    handleStructuredLogs: log.add,
    resourcePersistencePath: state,
    // Past Miniflare's own entry Worker, which would read requests before the Worker does.
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
  } as any;
}

const observerSource = () => readFile(new URL('observed.mjs', import.meta.url), 'utf8');

/** Applies what a restarted instance has not applied yet: everything or nothing. */
async function migrate(miniflare: Miniflare): Promise<void> {
  const database = await miniflare.getD1Database('DB');
  if (await database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'orgs'").first()) return;
  const files = (await readdir(PATHS.migrations)).filter((name) => name.endsWith('.sql')).sort();
  for (const file of files) {
    const statements = splitSqlQuery(await readFile(join(PATHS.migrations, file), 'utf8'));
    await database.batch(statements.map((statement) => database.prepare(statement)));
  }
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const observed = JSON.parse(response.headers.get('x-observed') ?? 'null');
  return { status: response.status, headers: response.headers, text, body: parsed(text), observed };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The lines that workerd prints for the Worker, in order. */
class LogCapture {
  #lines: string[] = [];
  #seen = new Map<string, () => void>();

  add = ({ message }: { message: string }): void => {
    const seen = this.#seen.get(message);
    if (seen) seen();
    else this.#lines.push(message);
  };

  /** The lines before `mark`, once it has come. */
  until(mark: string): Promise<string[]> {
    return new Promise((resolve) => this.#seen.set(mark, () => resolve([...this.#lines])));
  }
}

/** The KV key of a number's document. */
export const documentOf = (number: string): string => `route:v1:${number}`;

/** The zone in which a clinic's agent is told today's date. */
export async function toldZone(frontdesk: Deployment, number: string): Promise<string | undefined> {
  return /Today is .* \((.+)\)\./.exec(await frontdesk.heard(number, {}))?.[1];
}
