/**
 * What a migration takes from code that is older than it. While a deployment is replaced, and after a roll-back, older code runs on the
 * newer schema: its reads need the tables and columns that it names, its writes must not be refused for what it does not know.
 */
import { DatabaseSync } from 'node:sqlite';

interface Column {
  type: string;
  notnull: number;
  dflt_value: string | null;
  pk: number;
}

interface Table {
  columns: Map<string, Column>;
  /** By what they are over. */
  uniques: Set<string>;
  /** The text up to the columns that were added, for CHECKs. */
  checks: string[];
}

type Schema = Map<string, Table>;

/** What of a database matters to code. */
export function schemaOf(sqlite: DatabaseSync): Schema {
  const tables = sqlite.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all();
  return new Map(tables.map(({ name, sql }) => [String(name), tableOf(sqlite, String(name), String(sql))]));
}

function tableOf(sqlite: DatabaseSync, table: string, sql: string): Table {
  const columns = sqlite.prepare(`SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?)`).all(table);
  const indexes = sqlite.prepare(`SELECT l.name, l."unique" AS is_unique, group_concat(i.name) AS over FROM pragma_index_list(?) l, pragma_index_info(l.name) i GROUP BY l.name`).all(table);
  return {
    columns: new Map(columns.map(({ name, ...column }) => [String(name), column as unknown as Column])),
    uniques: new Set(indexes.filter(({ is_unique: isUnique }) => isUnique === 1).map(({ over }) => String(over))),
    checks: checksIn(sql),
  };
}

/** The CHECKs of a table, each without its layout and the comments. */
function checksIn(sql: string): string[] {
  const plain = sql.replace(/--.*$/gm, '').replace(/\s+/g, ' ');
  return [...plain.matchAll(/\bCHECK ?\(/gi)].map(({ index }) => plain.slice(index, endOf(plain, plain.indexOf('(', index))));
}

/** Behind the parenthesis that closes the one at `start`. */
function endOf(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return at + 1;
  }
  return text.length;
}

/** What older code would miss, or be refused for. */
export function contractions(before: Schema, after: Schema): string[] {
  return [...before].flatMap(([name, table]) => {
    const now = after.get(name);
    return now === undefined ? [`the table ${name} is gone`] : ofTable(name, table, now);
  });
}

function ofTable(name: string, before: Table, after: Table): string[] {
  const kept = [...before.columns].flatMap(([column, was]) => ofColumn(`${name}.${column}`, was, after.columns.get(column)));
  const added = [...after.columns].filter(([column]) => !before.columns.has(column));
  const demanded = added.filter(([, { notnull, dflt_value: value }]) => notnull === 1 && value === null);
  const uniques = [...after.uniques].filter((over) => !before.uniques.has(over));
  const checks = after.checks.filter((check) => !before.checks.includes(check) && !added.some(([column]) => check.includes(column)));
  return [
    ...kept,
    ...demanded.map(([column]) => `${name}.${column} has to be written`),
    ...uniques.map((over) => `${name} has to be unique over ${over}`),
    ...checks.map((check) => `${name} has another ${check}`),
  ];
}

function ofColumn(name: string, was: Column, is?: Column): string[] {
  if (is === undefined) return [`the column ${name} is gone`];
  const isStricter = is.notnull > was.notnull || (was.dflt_value !== null && is.dflt_value === null && is.notnull === 1);
  return [...(is.type === was.type && is.pk === was.pk ? [] : [`the column ${name} is another`]), ...(isStricter ? [`${name} has to be written`] : [])];
}
