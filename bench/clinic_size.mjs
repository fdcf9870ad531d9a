/**
 * How many bytes a booking leaves in a clinic's object, by table: the rows that a counted call left are copied into an empty object, each
 * copy with ids and times of its own, and the file is measured after each table.
 */
import { randomBytes } from 'node:crypto';
import { orgId } from './dataset.mjs';
import { inClinic } from './frontdesk.mjs';

/** Another clinic of ORGS than the counted one; its object is empty. */
const EMPTY = 1;
/** Rows in one statement, whose JSON is well below what a value may hold. */
const CHUNK = 250;
/** Two copies of a booking are so far apart that they do not overlap. */
const APART_S = 1_800;

/** What is told apart in a row: ids of all kinds, numbers of phones, hashes. A UUID that begins with zeros is the benchmark's own. */
const IDS = /(?!0{8})[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{24,}|\+1212[0-9]{7}/g;

/**
 * @param {import('./counted_clinic.mjs').CountedClinic} clinic
 * @param {Record<string, object[]>} rows  What one call left, by table.
 * @param {number} copies
 * @returns {Promise<Record<string, number>>}  Bytes by table, its indexes included, for one booking.
 */
export async function bytesOfBooking({ miniflare }, rows, copies) {
  const clinics = await miniflare.getDurableObjectNamespace('CLINICS');
  const size = () => clinics.getByName(orgId(EMPTY)).size();
  const bytes = {};
  for (const [table, left] of Object.entries(rows)) {
    const before = await size();
    const copied = Array.from({ length: copies }, (_, n) => left.map((row) => copyOf(row, n))).flat();
    const columns = await storedColumns(miniflare, table);
    for (let first = 0; first < copied.length; first += CHUNK) {
      await inClinic(miniflare, orgId(EMPTY), insertion(table, columns, copied.slice(first, first + CHUNK)));
    }
    bytes[table] = ((await size()) - before) / copies;
  }
  return bytes;
}

/** The n-th copy of a row: what was equal within a copy stays so, since an id's new form follows from the old one. */
export function copyOf(row, n) {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, copyOfValue(value, n)]));
}

function copyOfValue(value, n) {
  if (typeof value === 'string') return value.replace(IDS, (id) => idOf(id, n));
  if (typeof value !== 'number' || value < 1e9) return value;
  return value + n * APART_S * (value > 1e12 ? 1_000 : 1);
}

const known = new Map();

/** Ids that sort by their time go on doing so; the others are spread at random, as they are where they come from. */
function idOf(id, n) {
  const key = `${n} ${id}`;
  if (!known.has(key)) known.set(key, newId(id, n));
  return known.get(key);
}

function newId(id, n) {
  if (id.startsWith('+')) return `+1213${String(n).padStart(7, '0')}`;
  if (id.includes('-') && id[14] === '7') return timedId(id, n);
  const digits = randomBytes(id.length).toString('hex');
  return [...id].map((digit, at) => (digit === '-' ? '-' : digits[at])).join('');
}

/** A UUID of version 7 begins with milliseconds. */
function timedId(id, n) {
  const time = (Number.parseInt(id.replace('-', '').slice(0, 12), 16) + n * APART_S * 1_000).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}${id.slice(13, 19)}${randomBytes(2).toString('hex')}-${randomBytes(6).toString('hex')}`.slice(0, 36);
}

/** Columns that are stored, and not computed from others. */
async function storedColumns(miniflare, table) {
  const [columns] = await inClinic(miniflare, orgId(EMPTY), [`SELECT name FROM pragma_table_info('${table}')`]);
  return columns.map(({ name }) => name);
}

function insertion(table, columns, rows) {
  const values = columns.map((_, n) => `value ->> ${n}`);
  const json = JSON.stringify(rows.map((row) => columns.map((column) => row[column])));
  return [`INSERT INTO ${table} (${columns}) SELECT ${values} FROM json_each(?)`, json];
}
