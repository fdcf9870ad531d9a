/** Everything that is kept in databases, for tests that search all of it. */
import type { Frontdesk } from './fixture.ts';

/** Runs a statement in one database. */
type Sql = (statement: string) => Promise<Record<string, any>[]>;

/** Every row of D1 and of every clinic's object, as JSON. */
export async function allRows(frontdesk: Frontdesk): Promise<string[]> {
  const orgs = await frontdesk.sql('SELECT id FROM orgs');
  const objects = orgs.map(({ id }): Sql => (statement) => frontdesk.clinicSql(id, statement));
  const databases: Sql[] = [(statement) => frontdesk.sql(statement), ...objects];
  return (await Promise.all(databases.map(rowsOf))).flat();
}

async function rowsOf(sql: Sql): Promise<string[]> {
  const tables = await sql("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '_cf_*'");
  const rows = await Promise.all(tables.map(({ name }) => sql(`SELECT * FROM "${name}"`)));
  return rows.flat().map((row) => JSON.stringify(row));
}
