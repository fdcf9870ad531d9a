/** `npm run import`: phone numbers from a CSV or a JSON object each line, tried first and then imported, piece by piece. */
import { access } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Failure, main } from './command.mjs';
import { bearerOf, DEPLOYMENT_OPTIONS } from './deployment.mjs';
import { pieces } from './import/pieces.mjs';
import { begin, forget, note, resumed } from './import/place.mjs';
import { failed, isFailed, Report, sentence } from './import/report.mjs';
import { Seen } from './import/seen.mjs';
import { add, Sender } from './import/sender.mjs';

const USAGE = `usage: npm run import -- [--org <id>] [--url <URL> and --token <token>, or FRONTDESK_TOKEN]
         [--dry-run | --no-dry-run] [--skip-failed] [--from <line>] numbers.csv

  Tries the whole file, and imports it if no row fails. An import that was ended goes on where it was when the same is typed again.
  --org          whose the numbers of rows without an org_id are to be
  --dry-run      tries it and does no more
  --no-dry-run   imports without trying; what fails is left out
  --skip-failed  imports the other rows if some fail when they are tried
  --from         the first line to send, as an editor counts them
  Rows that fail are listed in numbers.csv.failed.ndjson. A file is CSV unless its name ends with .ndjson or .jsonl.`;

const misuse = (problem) => new Failure(`${problem}; ${USAGE}`, 2);

const OPTIONS = {
  ...DEPLOYMENT_OPTIONS,
  'dry-run': { type: 'boolean' },
  'no-dry-run': { type: 'boolean' },
  'skip-failed': { type: 'boolean' },
  from: { type: 'string' },
};

function optionsOf(args) {
  const { values, positionals } = parsed(args);
  if (positionals.length !== 1) throw misuse('give one file');
  if (values['dry-run'] && values['no-dry-run']) throw misuse('give --dry-run or --no-dry-run, not both');
  const from = values.from === undefined ? undefined : Number(values.from);
  if (from !== undefined && !(Number.isSafeInteger(from) && from > 0)) throw misuse(`--from is a line, 1 or more, not "${values.from}"`);
  return { ...values, from, file: positionals[0] };
}

function parsed(args) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // The first sentence says what is wrong; the rest is advice about parsing.
    throw misuse(error.message.split(/\.\s|\n/)[0]);
  }
}

/** One file on its way. */
class Importing {
  #file;
  #csv;
  #sender;

  constructor(file, csv, sender) {
    this.#file = file;
    this.#csv = csv;
    this.#sender = sender;
  }

  get reportPath() {
    return `${this.#file}.failed.ndjson`;
  }

  /** Asks what would come of each row. @returns {Promise<{ sums: Record<string, number>, repeated: object[] }>} */
  async try(from) {
    const report = await Report.open(this.reportPath);
    const [sums, seen] = [{}, new Seen()];
    for await (const piece of pieces(this.#file, { csv: this.#csv, from })) {
      const { lines, sums: more } = await this.#sender.send(piece);
      add(sums, more);
      for (const { outcome } of seen.repeatedIn(lines.filter((line) => !isFailed(line)))) add(sums, { [outcome]: -1, invalid: 1 });
      await report.add(lines.filter(isFailed));
      progress(`tried up to line ${piece.nextLine - 1}`, sums);
    }
    await report.add(seen.refusals);
    return { sums, repeated: seen.refusals };
  }

  /** Imports what is behind a place. */
  async import(place) {
    const report = await Report.open(this.reportPath, place.reported);
    if (place.reported === 0 && place.skipped.length > 0) {
      await report.add(place.skipped);
      add(place.sums, { invalid: place.skipped.length });
      place.reported = report.bytes;
    }
    await note(this.#file, place);
    const skipped = new Set(place.skipped.map(({ line }) => line));
    for await (const piece of pieces(this.#file, { csv: this.#csv, from: place.nextLine, skipped })) {
      const { lines, sums } = await this.#sender.send(piece, `${place.run}:${piece.firstLine}`);
      await report.add(lines.filter(isFailed));
      add(place.sums, sums);
      Object.assign(place, { nextLine: piece.nextLine, reported: report.bytes });
      await note(this.#file, place);
      progress(`imported up to line ${piece.nextLine - 1}`, place.sums);
    }
    await forget(this.#file);
    return place.sums;
  }
}

const progress = (what, sums) => process.stderr.write(`${what}: ${sentence(sums)}\n`);
const say = (line) => process.stdout.write(`${line}\n`);

/** Tries the file, unless told otherwise. @returns {Promise<object[] | undefined>} Rows to leave out; nothing if it ends here. */
async function tried(importing, options) {
  if (options['no-dry-run']) return [];
  const { sums, repeated } = await importing.try(options.from);
  say(`Tried ${sentence(sums)}`);
  const failures = failed(sums);
  if (failures > 0) say(`Rows that would fail: ${importing.reportPath}`);
  if (options['dry-run']) process.exitCode = failures > 0 ? 1 : 0;
  if (options['dry-run']) return undefined;
  if (failures > 0 && !options['skip-failed']) {
    throw new Failure('Nothing was imported. Mend the file, or type the same with --skip-failed to import the other rows.');
  }
  return repeated;
}

async function run(options) {
  const { file } = options;
  await access(file).catch(() => {
    throw misuse(`${file} cannot be read`);
  });
  const csv = !/\.(ndjson|jsonl)$/i.test(file);
  const { deployment, role, orgId } = await bearerOf(options, misuse);
  const importing = new Importing(file, csv, new Sender(deployment, { role, orgId, csv }));
  const target = [options.url ?? 'local', orgId ?? 'each row'].join(' ');
  let place = options.from === undefined && !options['dry-run'] ? await resumed(file, target) : undefined;
  if (place === undefined) {
    const skipped = await tried(importing, options);
    if (skipped === undefined) return;
    place = await begin(file, target, options.from, skipped);
  } else {
    say(`Goes on at line ${place.nextLine}`);
  }
  await finish(importing, place);
}

async function finish(importing, place) {
  const again = () => `Imported up to line ${place.nextLine - 1}. To go on, type the same again.`;
  const interrupted = () => {
    process.stderr.write(`\n${again()}\n`);
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, interrupted);
  const sums = await importing.import(place).catch((error) => {
    throw error instanceof Failure ? new Failure(`${error.message}\n${again()}`) : error;
  });
  say(`Imported ${sentence(sums)}`);
  if (failed(sums) > 0) {
    say(`Rows that failed: ${importing.reportPath}`);
    process.exitCode = 1;
  }
}

await main(() => run(optionsOf(process.argv.slice(2))));
