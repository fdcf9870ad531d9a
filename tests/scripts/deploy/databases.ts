/** D1 at the fake Cloudflare: each database is an SQLite file in memory, with bookmarks to go back to. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Refused } from './worker.ts';

interface Known {
  uuid: string;
  name: string;
  jurisdiction: string | null;
  sqlite: DatabaseSync;
  bookmarks: { id: string; at: number; file: string }[];
}

export class Databases {
  readonly #known: Known[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'frontdesk-fake-d1-'));

  /** Ends all. */
  close(): void {
    for (const { sqlite } of this.#known) sqlite.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get names(): string[] {
    return this.#known.map(({ name }) => name);
  }

  /** A database behind everybody's back. */
  named(name: string): Known {
    const known = this.#known.find((database) => database.name === name || database.uuid === name);
    if (known === undefined) throw new Refused(404, 7404, `The database ${name} could not be found`);
    return known;
  }

  make(name: string, jurisdiction: string | null = null): Known {
    if (this.names.includes(name)) throw new Refused(400, 7502, 'database with that name already exists');
    const made = { uuid: randomUUID(), name, jurisdiction, sqlite: new DatabaseSync(':memory:'), bookmarks: [] };
    this.#known.push(made);
    return made;
  }

  /** The names of migrations that were applied. */
  applied(name: string): string[] {
    return this.named(name).sqlite.prepare('SELECT name FROM d1_migrations ORDER BY id').all().map((row) => String(row['name']));
  }

  /** Remembers a database as it is, as of a moment. */
  bookmark(name: string, at = Date.now()): string {
    const { sqlite, bookmarks } = this.named(name);
    const id = `0000000${bookmarks.length}-0000-${randomUUID().slice(0, 8)}`;
    const file = join(this.#folder, id);
    sqlite.exec(`VACUUM INTO '${file}'`);
    bookmarks.push({ id, at, file });
    return id;
  }

  answer(method: string, path: string, query: URLSearchParams, body: string): unknown {
    const [, id, what = '', more] = path.split('/');
    if (id === undefined) return method === 'POST' ? this.#create(JSON.parse(body)) : this.#known.map(described);
    const known = this.named(decodeURIComponent(id));
    if (what === '') return described(known);
    if (what === 'query') return run(known.sqlite, JSON.parse(Buffer.from(body, 'latin1').toString()).sql);
    if (what === 'time_travel' && more?.startsWith('bookmark')) return { bookmark: this.#bookmarkOf(known, query.get('timestamp')) };
    if (what === 'time_travel' && more?.startsWith('restore')) return this.#restore(known, query.get('bookmark') ?? '');
    throw new Refused(404, 7003, `No route for ${method} ${path}`);
  }

  #create({ name, jurisdiction }: { name: string; jurisdiction?: string }): object {
    return described(this.make(name, jurisdiction));
  }

  #bookmarkOf(known: Known, timestamp: string | null): string {
    if (timestamp === null) return this.bookmark(known.name);
    const found = known.bookmarks.filter(({ at }) => at <= Date.parse(timestamp)).at(-1);
    if (found === undefined) throw new Refused(400, 7500, 'no bookmark of that time');
    return found.id;
  }

  #restore(known: Known, bookmark: string): object {
    const found = known.bookmarks.find(({ id }) => id === bookmark);
    if (found === undefined) throw new Refused(400, 7500, `the bookmark ${bookmark} is not known`);
    const previous = this.bookmark(known.name);
    known.sqlite.close();
    const copy = join(this.#folder, randomUUID());
    const from = new DatabaseSync(found.file);
    from.exec(`VACUUM INTO '${copy}'`);
    from.close();
    known.sqlite = new DatabaseSync(copy);
    return { bookmark, previous_bookmark: previous, message: 'restored' };
  }
}

const described = ({ uuid, name, jurisdiction }: Known) => ({ uuid, name, jurisdiction, version: 'production', created_at: '2026-01-01T00:00:00.000Z' });

/** Runs statements in one transaction, as D1 does. */
function run(sqlite: DatabaseSync, sql: string): object[] {
  try {
    const isRead = /^\s*(SELECT|WITH)\b/i.test(sql) && !/;\s*\S/.test(sql);
    if (isRead) return [{ success: true, results: sqlite.prepare(sql).all(), meta: {} }];
    sqlite.exec(`BEGIN; ${sql.replace(/;?\s*$/, ';')} COMMIT;`);
    return [{ success: true, results: [], meta: {} }];
  } catch (error) {
    if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
    throw new Refused(400, 7500, `${(error as Error).message}: SQLITE_ERROR`);
  }
}
