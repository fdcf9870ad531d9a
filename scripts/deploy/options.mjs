/** Command lines of the three scripts, read and checked. */
import { parseArgs } from 'node:util';
import { Failure } from '../command.mjs';
import { PATIENCE_SECONDS } from './smoke.mjs';

const COMMON = {
  config: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  url: { type: 'string' },
  wait: { type: 'string', default: String(PATIENCE_SECONDS) },
};

/**
 * Reads what all of them take, and `own` besides.
 * @param {string[]} args
 * @param {Record<string, object>} own  For `parseArgs`.
 * @param {string} usage
 * @returns {Record<string, any> & { dryRun: boolean, patienceSeconds: number }}
 * @throws {Failure} with exit code 2
 */
export function readOptions(args, own, usage) {
  const misuse = (problem) => new Failure(`${problem}; usage: ${usage}`, 2);
  const { 'dry-run': dryRun, wait, ...values } = parsed(args, { ...COMMON, ...own }, misuse);
  if (!/^\d{1,4}$/.test(wait)) throw misuse(`--wait is a number of seconds, not "${wait}"`);
  if (values.url !== undefined && !isOrigin(values.url)) throw misuse(`--url is the address of the deployment, such as https://frontdesk.example.com, not "${values.url}"`);
  for (const name of ['percent', 'shift'].filter((option) => values[option] !== undefined)) {
    values[name] = percentage(name, values[name], misuse);
  }
  return { ...values, dryRun, patienceSeconds: Number(wait) };
}

function parsed(args, options, misuse) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    // The first sentence says what is wrong; the rest is advice about parsing.
    throw misuse(error.message.split(/\.\s|\n/)[0]);
  }
}

function percentage(name, text, misuse) {
  const percent = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (percent < 1 || percent > 100) throw misuse(`--${name} is a share from 1 to 100, not "${text}"`);
  return percent;
}

const isOrigin = (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/** Where the deployment answers. @throws {Failure} */
export function addressOf({ url }, { vars }) {
  const address = url ?? vars.PUBLIC_URL;
  if (address !== undefined) return address;
  throw new Failure('It is not known where the deployment answers, so it could not be tried: set PUBLIC_URL in [env.production.vars] of wrangler.toml, or give --url.');
}
