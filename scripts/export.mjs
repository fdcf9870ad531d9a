/** `npm run export`: everything that a clinic has but secrets, one JSON object a line. */
import { parseArgs } from 'node:util';
import { Failure, main } from './command.mjs';
import { DEPLOYMENT_OPTIONS, DEPLOYMENT_USAGE, deploymentOf } from './deployment.mjs';

const USAGE = `usage: npm run export -- ${DEPLOYMENT_USAGE} > clinic.ndjson`;
const PATH = '/api/org/export';

const misuse = (problem) => new Failure(`${problem}; ${USAGE}`, 2);

function optionsOf(args) {
  try {
    return parseArgs({ args, options: DEPLOYMENT_OPTIONS }).values;
  } catch (error) {
    // The first sentence says what is wrong; the rest is advice about parsing.
    throw misuse(error.message.split(/\.\s|\n/)[0]);
  }
}

/** The lines of all pages, without those that say how it goes on. */
async function* pages(deployment) {
  let cursor;
  do {
    const lines = (await deployment.ask('GET', cursor ? `${PATH}?cursor=${encodeURIComponent(cursor)}` : PATH)).trimEnd().split('\n');
    const { next_cursor: next } = JSON.parse(lines.pop());
    // A page that was cut off ends with a row, and must not pass for the last one.
    if (next === undefined) throw new Failure('a page was cut off; begin anew');
    if (lines.length > 0) yield `${lines.join('\n')}\n`;
    cursor = next;
  } while (cursor !== null);
}

await main(async () => {
  const deployment = await deploymentOf(optionsOf(process.argv.slice(2)), misuse);
  for await (const page of pages(deployment)) {
    if (!process.stdout.write(page)) await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
});
