/**
 * Cloudflare's API as far as wrangler asks it while Frontdesk is deployed, over a socket of its own; and the Worker behind it, which answers
 * as the version that a deployment or a header chooses. Databases are SQLite, so that migrations are really applied.
 */
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Databases } from './databases.ts';
import { Refused, Worker, type Share } from './worker.ts';

export const ACCOUNT = '0123456789abcdef0123456789abcdef';
export const TOKEN = 'canary-cloudflare-token';

/** Whoever ends what was started. */
interface Scope {
  after(end: () => Promise<void>): void;
}

interface Asked {
  method: string;
  /** Below the account. */
  path: string;
  query: URLSearchParams;
  body: string;
}

export class Cloudflare {
  readonly databases = new Databases();
  readonly namespaces: { id: string; title: string }[] = [];
  readonly workers = new Map<string, Worker>();
  /** What has been changed, in order: `POST /d1/database`. */
  readonly changes: string[] = [];
  /** Called before a request is answered; what it throws is the answer. */
  before: (request: string) => void = () => {};
  readonly #api = createServer((request, response) => void this.#serve(request, response));
  readonly #edge = createServer((request, response) => this.#answer(request, response));

  static async start(scope: Scope): Promise<Cloudflare> {
    const cloudflare = new Cloudflare();
    for (const server of [cloudflare.#api, cloudflare.#edge]) await listening(server);
    scope.after(async () => {
      for (const server of [cloudflare.#api, cloudflare.#edge]) server.close().closeAllConnections();
      cloudflare.databases.close();
    });
    return cloudflare;
  }

  /** Where the API is, for CLOUDFLARE_API_BASE_URL. */
  get apiUrl(): string {
    return addressOf(this.#api);
  }

  /** Where the deployed Worker answers. */
  get url(): string {
    return addressOf(this.#edge);
  }

  /** The Worker, which has to be there. */
  get worker(): Worker {
    const [worker] = this.workers.values();
    if (worker === undefined) throw new Error('nothing was deployed');
    return worker;
  }

  /** What a first deployment of an earlier day has left: the database with all migrations, the namespace, and a Worker with its secrets. */
  async seed(migrations: string, tag = 'd1-0001-object-1'): Promise<void> {
    const { sqlite } = this.databases.make('frontdesk', 'eu');
    sqlite.exec('CREATE TABLE d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)');
    for (const name of (await readdir(migrations)).sort()) {
      sqlite.exec(await readFile(join(migrations, name), 'utf8'));
      sqlite.prepare('INSERT INTO d1_migrations (name) VALUES (?)').run(name);
    }
    const { id } = this.#makeNamespace('frontdesk-production-routes');
    const worker = new Worker();
    const secrets = ['JWT_SECRET', 'VAULT_KEYS', 'VAPI_SECRETS'].map((name) => ({ type: 'secret_text', name }));
    const bindings = [{ type: 'd1', name: 'DB', id: this.databases.named('frontdesk').uuid }, { type: 'kv_namespace', name: 'ROUTES', namespace_id: id }];
    const first = worker.add({ annotations: { 'workers/tag': tag }, bindings: [...bindings, { type: 'durable_object_namespace', name: 'CLINICS', class_name: 'Clinic' }, ...secrets] });
    worker.deploy([{ version_id: first.id, percentage: 100 }]);
    this.workers.set('frontdesk-production', worker);
  }

  /** Makes the next requests of a kind fail as Cloudflare would. @param times  All of them unless said otherwise. */
  refuse(request: string, status: number, code: number, message: string, times = Infinity): void {
    let left = times;
    this.before = (asked) => {
      if (asked === request && left-- > 0) throw new Refused(status, code, message);
    };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://api');
    const asked = { method: request.method ?? '', path: pathname.replace(`/accounts/${ACCOUNT}`, ''), query, body: await bodyOf(request) };
    try {
      if (request.headers.authorization !== `Bearer ${TOKEN}`) throw new Refused(403, 10000, 'Authentication error');
      this.before(`${asked.method} ${asked.path}`);
      const result = this.#result(asked);
      if (asked.method !== 'GET' && !/query$|assets-upload|restore$/.test(asked.path)) this.changes.push(`${asked.method} ${asked.path}`);
      send(response, 200, { success: true, errors: [], messages: [], result, result_info: { page: 1, per_page: 100, count: 1, total_count: 1, total_pages: 1 } });
    } catch (error) {
      const { status, code, message } = error instanceof Refused ? error : new Refused(500, 1, `${asked.method} ${asked.path}: ${error}`);
      send(response, status, { success: false, errors: [{ code, message }], messages: [], result: null });
    }
  }

  #result({ method, path, query, body }: Asked): unknown {
    if (path === '/d1/database' || path.startsWith('/d1/database/')) return this.databases.answer(method, path.slice('/d1/database'.length), query, body);
    if (path === '/storage/kv/namespaces' && method === 'POST') return this.#makeNamespace(JSON.parse(body).title);
    // Whoever lists them asks for pages until one is empty.
    if (path === '/storage/kv/namespaces') return Number(query.get('page') ?? 1) > 1 ? [] : this.namespaces;
    if (path === '/workers/subdomain') return { subdomain: 'oak-dental' };
    const [, , kind, name = '', ...rest] = path.split('/');
    if (kind === 'workers') return this.#known(name, 10007) && { subdomain: { enabled: true, previews_enabled: true } };
    if (kind === 'services') return { default_environment: { environment: 'production', script: this.#known(name, 10090).described } };
    if (kind === 'scripts') return this.#script(method, name, rest.join('/'), body);
    throw new Refused(404, 7003, `No route for ${method} ${path}`);
  }

  #makeNamespace(title: string): { id: string; title: string } {
    if (this.namespaces.some((known) => known.title === title)) throw new Refused(400, 10014, 'a namespace with this account ID and title already exists');
    const made = { id: randomUUID().replaceAll('-', ''), title };
    this.namespaces.push(made);
    return made;
  }

  #script(method: string, name: string, rest: string, body: string): unknown {
    if (rest === 'assets-upload-session') return { jwt: 'assets', buckets: [] };
    if (rest === '' && method === 'PUT') return this.#deployWhole(name, body);
    return this.#known(name, 10007).answer(method, rest, body);
  }

  #deployWhole(name: string, body: string): unknown {
    const worker = this.workers.get(name) ?? new Worker();
    const version = worker.upload(body);
    worker.deploy([{ version_id: version.id, percentage: 100 }]);
    this.workers.set(name, worker);
    return { id: name, etag: 'e', deployment_id: version.id.replaceAll('-', ''), startup_time_ms: 9 };
  }

  #known(name: string, code: number): Worker {
    const worker = this.workers.get(name);
    if (worker === undefined) throw new Refused(404, code, 'This Worker does not exist on your account.');
    return worker;
  }

  /** The deployed Worker. A header that names a version of the deployment chooses it; else the share does. */
  #answer(request: IncomingMessage, response: ServerResponse): void {
    const [name, worker] = [...this.workers][0] ?? [];
    if (worker === undefined) return send(response, 404, { detail: 'There is nothing here yet.' });
    const chosen = String(request.headers['cloudflare-workers-version-overrides'] ?? '').match(/^([\w-]+)="([\w-]+)"$/);
    const shares: Share[] = worker.deployments[0]?.versions ?? [];
    const named = shares.find(({ version_id: id }) => chosen?.[1] === name && id === chosen?.[2]);
    const { version_id: id } = named ?? shares.toSorted((one, other) => other.percentage - one.percentage)[0]!;
    const { status, body } = worker.answerOf(id, request.url ?? '/');
    send(response, status, body);
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
}

const listening = (server: Server) => new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve));
const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
