/** The migrations, as `wrangler d1 migrations apply` leaves them: each file a transaction, and a list of those that were applied. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unstable_splitSqlQuery as splitSqlQuery } from 'wrangler';
import type { Miniflare } from 'miniflare';
import { PATHS } from '../../scripts/project.mjs';

type Database = Awaited<ReturnType<Miniflare['getD1Database']>>;

const LIST = 'CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE)';

/** Applies those that the database does not have, in their order. One transaction is quicker than many. */
export async function migrate(database: Database): Promise<void> {
  await database.prepare(LIST).run();
  const { results } = await database.prepare('SELECT name FROM d1_migrations').all<{ name: string }>();
  const applied = results.map(({ name }) => name);
  const files = (await readdir(PATHS.migrations)).filter((name) => name.endsWith('.sql')).sort();
  const names = files.filter((name) => !applied.includes(name));
  const texts = await Promise.all(names.map((name) => readFile(join(PATHS.migrations, name), 'utf8')));
  const statements = texts.flatMap((text) => splitSqlQuery(text)).map((statement) => database.prepare(statement));
  const noted = names.map((name) => database.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name));
  if (names.length > 0) await database.batch([...statements, ...noted]);
}
