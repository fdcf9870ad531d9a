/**
 * Frontdesk on workerd as it was built, with a migrated D1, a KV and a sandbox of its own. Nothing is shared between two
 * instances but the build.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { unstable_getMiniflareWorkerOptions as wranglerOptions } from 'wrangler';
import { frontdeskOptions, frontModule, inClinic, OPEN_CLINIC } from '../../bench/frontdesk.mjs';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import { testedBuild } from '../../scripts/build.mjs';
import { PATHS } from '../../scripts/project.mjs';
import { migrate } from './migrations.ts';
import { LogCapture, Runtime } from './runtime.ts';

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
  /** Another module of this directory in front, in place of the observer. */
  front?: string;
  /** A sandbox that is there already. */
  sandbox?: Sandbox;
  /** How many isolates run the Worker over the one D1, KV and set of objects; one unless said otherwise. */
  isolates?: number;
  /** With the console beside the Worker, as wrangler serves it, on this port. */
  consolePort?: number;
}

/** KV, as far as tests look into it. */
export interface Documents {
  get(key: string): Promise<string | null>;
  put(key: string, text: string): Promise<void>;
  delete(key: string): Promise<void>;
  list(): Promise<{ keys: { name: string }[] }>;
}

/** What one request asks of KV and D1, itself and in the clinic's object, and how often it asks an object. */
export interface Calls {
  kv: number;
  d1: number;
  hops: number;
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

/** An instance, and what belongs to it. */
export interface Launched {
  miniflare: Miniflare;
  runtime: Runtime;
  /** Where each isolate answers. */
  urls: string[];
  sandbox: Sandbox;
  log: LogCapture;
}

/** Starts an instance that ends with `scope`. */
export async function launch(scope: Scope, options: Options = {}): Promise<Launched> {
  const sandbox = options.sandbox ?? (await sandboxFor(scope));
  const log = new LogCapture();
  const runtime = new Runtime();
  const names = Array.from({ length: options.isolates ?? 1 }, (_, n) => `frontdesk-${n}`);
  const worker = await workerOptions(options, sandbox);
  const workers = names.map((name) => ({ ...worker, name, durableObjects: objectsOf(name, worker.durableObjects) }));
  const shared = { ...SHARED, port: options.consolePort ?? 0, handleStructuredLogs: log.add, resourcePersistencePath: options.state };
  const all: any = { ...shared, unsafeHandleRuntimeRestart: runtime.restarted, workers };
  const miniflare = new Miniflare(convertV4MiniflareOptions(all));
  scope.after(() => miniflare.dispose());
  const urls = await Promise.all(names.map((name) => miniflare.unsafeGetDirectURL(name)));
  runtime.started();
  await migrate(await miniflare.getD1Database('DB'));
  return { miniflare, runtime, urls: urls.map(({ origin }) => origin), sandbox, log };
}

/** For all isolates of an instance. */
const SHARED = { host: '127.0.0.1', cf: false, log: new Log(LogLevel.ERROR) };

/** The classes of the clinics' objects live in the first isolate, and the others ask them there. */
function objectsOf(name: string, objects: Record<string, object>): Record<string, object> {
  if (name === OBJECTS) return objects;
  return Object.fromEntries(Object.entries(objects).map(([binding, object]) => [binding, { ...object, scriptName: OBJECTS }]));
}

/** The isolate whose Worker has the clinics' objects. */
const OBJECTS = 'frontdesk-0';

/** A sandbox that ends with `scope`. */
export async function sandboxFor(scope: Scope): Promise<Sandbox> {
  const sandbox = await startSandbox();
  scope.after(() => sandbox.close());
  return sandbox;
}

async function workerOptions({ vars = {}, plain = false, front = 'observed.mjs', consolePort }: Options, sandbox: Sandbox) {
  // Most tests are about what Google says now.
  const vendors = {
    CALENDAR_MIRROR: 'off',
    GOOGLE_AUTH_URL: `${sandbox.url}/o/oauth2/v2/auth`,
    GOOGLE_TOKEN_URL: `${sandbox.url}/token`,
    GOOGLE_API_BASE: sandbox.url,
    TWILIO_API_BASE: sandbox.url,
    VAPI_API_BASE: sandbox.url,
    RETELL_API_BASE: sandbox.url,
  };
  const build = testedBuild();
  const built = await frontdeskOptions({ ...vendors, ...vars }, build);
  const inFront = { type: 'ESModule', path: join(build.folder, front), contents: await sourceOf(front) };
  return {
    ...built,
    versionMetadata: 'CF_VERSION_METADATA',
    ...(consolePort !== undefined && { assets: wranglerOptions(PATHS.wranglerConfig, undefined, { envFiles: [] }).workerOptions.assets }),
    modules: plain ? built.modules : [inFront, await frontModule(OPEN_CLINIC, build), ...built.modules],
    // Past Miniflare's own entry Worker, which would read requests before the Worker does.
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
  };
}

const sourceOf = (module: string) => readFile(new URL(module, import.meta.url), 'utf8');

/** What can be asked of an instance, and done behind its back. */
export class Deployment {
  readonly sandbox: Sandbox;
  readonly url: string;
  readonly #miniflare: Miniflare;
  readonly #runtime: Runtime;
  readonly #log: LogCapture;

  /** The instance as one of its isolates answers. */
  constructor({ miniflare, runtime, urls, sandbox, log }: Launched, isolate = 0) {
    this.#miniflare = miniflare;
    this.#runtime = runtime;
    this.url = urls[isolate] ?? '';
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

  /** SQL inside the object of a clinic, in a transaction and with numbers as REAL, as its own code has it. */
  async clinicSql(orgId: string, statement: string, ...values: unknown[]): Promise<Record<string, any>[]> {
    const [rows] = await inClinic(this.#miniflare, orgId, [statement, ...values]);
    return rows ?? [];
  }

  /** Has the alarm of a clinic's object ring now; back when all is done that it had to do. */
  async ring(orgId: string): Promise<void> {
    const clinics: any = await this.#miniflare.getDurableObjectNamespace('CLINICS');
    await clinics.getByName(orgId).ring();
  }

  /** One question to a clinic's object, past the Worker, with what the module before the built class is told. */
  async askObject(orgId: string, question: string, ...told: unknown[]): Promise<string> {
    const clinics: any = await this.#miniflare.getDurableObjectNamespace('CLINICS');
    return clinics.getByName(orgId).ask(question, ...told);
  }

  /** KV behind the Worker's back. */
  async kv(): Promise<Documents> {
    return (await this.#miniflare.getKVNamespace('ROUTES')) as unknown as Documents;
  }

  /** Takes a clinic's object out of memory, as the runtime does with one that nobody asks; what it wrote stays. */
  async evict(orgId: string): Promise<void> {
    await this.#miniflare.unsafeEvictDurableObject(OBJECTS, 'Clinic', { name: orgId });
  }

  /** How many clinics' objects there are. */
  async objects(): Promise<number> {
    return (await this.#miniflare.listDurableObjectIds('CLINICS')).length;
  }

  /** Runs what cron runs every minute. */
  async sweep(): Promise<void> {
    const worker: any = await this.#miniflare.getWorker();
    await worker.scheduled({ cron: '* * * * *' });
  }

  /** Requests that have reached the Worker, and what it and the objects in its isolate have called, since the isolate began. */
  async counts(): Promise<Calls & { requests: number }> {
    return (await fetch(`${this.url}/_observed`)).json();
  }

  /** How clinics' objects were asked for, in order, since the isolate began. */
  async addresses(): Promise<{ name?: string; locationHint?: string; jurisdiction?: string }[]> {
    return (await fetch(`${this.url}/_observed?addresses`)).json();
  }

  /** Makes the next `count` D1 batches that begin with a statement like `sql` wait for each other; those that wait already go on. */
  async gather(sql: string, count: number): Promise<void> {
    await fetch(`${this.url}/_observed?gather=${encodeURIComponent(sql)}&count=${count}`);
  }

  /** Ends the instance before its scope does, so that another can run on the same state. */
  close(): Promise<void> {
    return this.#miniflare.dispose();
  }

  /** Ends workerd in the middle of whatever it does, as a machine that fails would; back when it runs again on the same D1, KV and objects. */
  kill(): Promise<void> {
    return this.#runtime.kill();
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
