/** `npm run query`: SQL at one clinic's own database, which only reads. */
import { parseArgs } from 'node:util';
import { Failure, main } from './command.mjs';
import { DEPLOYMENT_OPTIONS, DEPLOYMENT_USAGE, deploymentOf } from './deployment.mjs';
import { isProgram } from './project.mjs';

const USAGE = `usage: npm run query -- ${DEPLOYMENT_USAGE} [--json] "SELECT …"`;
/** Wider values are cut in the table, and whole with --json. */
const WIDEST = 60;

const misuse = (problem) => new Failure(`${problem}; ${USAGE}`, 2);

function optionsOf(args) {
  try {
    const options = { ...DEPLOYMENT_OPTIONS, json: { type: 'boolean', default: false } };
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    // The first sentence says what is wrong; the rest is advice about parsing.
    throw misuse(error.message.split(/\.\s|\n/)[0]);
  }
}

/** Rows as a table for a person. @param {{ columns: string[], rows: unknown[][], has_more: boolean }} found */
export function table({ columns, rows, has_more: hasMore }) {
  const cells = [columns, ...rows].map((row) => row.map(cell));
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const line = (row) => row.map((text, column) => text.padEnd(widths[column])).join('  ').trimEnd();
  const [head, ...body] = cells.map(line);
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const count = `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}${hasMore ? ' shown; there are more' : ''}`;
  return [head, rule, ...body, '', count].join('\n');
}

/** A value on one line. Control characters would move the cursor of the terminal. */
function cell(value) {
  const text = value === null ? 'NULL' : String(value).replace(/\p{Cc}/gu, ' ');
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
}

if (isProgram(import.meta.url)) {
  await main(async () => {
    const { values, positionals } = optionsOf(process.argv.slice(2));
    if (positionals.length !== 1) throw misuse('give one query, in quotes');
    const deployment = await deploymentOf(values, misuse);
    const text = await deployment.ask('POST', '/api/admin/query', { sql: positionals[0] });
    process.stdout.write(`${values.json ? text : table(JSON.parse(text))}\n`);
  });
}
