/**
 * Frontdesk on workerd as it was built, with a migrated D1, a KV and a sandbox of its own. Nothing is shared between two
 * instances but the build.
 */
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { unstable_splitSqlQuery as splitSqlQuery } from 'wrangler';
import { frontdeskOptions } from '../../bench/frontdesk.mjs';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import { PATHS } from '../../scripts/project.mjs';

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

/** KV, as far as tests look into it. */
export interface Documents {
  get(key: string): Promise<string | null>;
  put(key: string, text: string): Promise<void>;
  delete(key: string): Promise<void>;
  list(): Promise<{ keys: { name: string }[] }>;
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

const NAME = 'frontdesk';

/** An instance, and what belongs to it. */
export interface Launched {
  miniflare: Miniflare;
  url: string;
  sandbox: Sandbox;
  log: LogCapture;
}

/** Starts an instance that ends with `scope`. */
export async function launch(scope: Scope, options: Options = {}): Promise<Launched> {
  const sandbox = options.sandbox ?? (await sandboxFor(scope));
  const log = new LogCapture();
  const miniflare = new Miniflare(convertV4MiniflareOptions(await workerOptions(options, sandbox, log)));
  scope.after(() => miniflare.dispose());
  const { origin } = await miniflare.unsafeGetDirectURL(NAME);
  await migrate(miniflare);
  return { miniflare, url: origin, sandbox, log };
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
  const observer = {
    type: 'ESModule',
    path: join(PATHS.worker, 'observed.mjs'),
    contents: await observerSource(),
  };
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

/** Applies the migrations, unless the state that is run on has them. One transaction is enough, and quicker. */
async function migrate(miniflare: Miniflare): Promise<void> {
  const database = await miniflare.getD1Database('DB');
  if (await database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'orgs'").first()) return;
  const files = (await readdir(PATHS.migrations)).filter((name) => name.endsWith('.sql')).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(PATHS.migrations, file), 'utf8')));
  await database.batch(texts.flatMap((text) => splitSqlQuery(text)).map((statement) => database.prepare(statement)));
}

/** What can be asked of an instance, and done behind its back. */
export class Deployment {
  readonly sandbox: Sandbox;
  readonly url: string;
  readonly #miniflare: Miniflare;
  readonly #log: LogCapture;

  constructor({ miniflare, url, sandbox, log }: Launched) {
    this.#miniflare = miniflare;
    this.url = url;
    this.sandbox = sandbox;
    this.#log = log;
  }

  /** D1 behind the Worker's back, as `wrangler d1 execute` would have it. */
  sql(statement: string, ...values: unknown[]): Promise<Record<string, any>[]> {
    return this.#miniflare
      .getD1Database('DB')
      .then((database) =>
        database
          .prepare(statement)
          .bind(...values)
          .all(),
      )
      .then(({ results }) => results as Record<string, any>[]);
  }

  /** KV behind the Worker's back. */
  async kv(): Promise<Documents> {
    return (await this.#miniflare.getKVNamespace('ROUTES')) as unknown as Documents;
  }

  /** Runs what cron runs every minute. */
  async sweep(): Promise<void> {
    const worker: any = await this.#miniflare.getWorker();
    await worker.scheduled({ cron: '* * * * *' });
  }

  /** Requests that have reached the Worker, and its calls to KV and D1, since the isolate began. */
  async counts(): Promise<Calls & { requests: number }> {
    return (await fetch(`${this.url}/_observed`)).json();
  }

  /** Makes the next `count` D1 batches that begin with a statement like `sql` wait for each other. */
  async gather(sql: string, count: number): Promise<void> {
    await fetch(`${this.url}/_observed?gather=${encodeURIComponent(sql)}&count=${count}`);
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
      ...(sent === undefined ? {} : { body: sent as BodyInit }),
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
export class LogCapture {
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
