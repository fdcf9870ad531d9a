/** `npm run token`: prints a token for the local environment, and nothing else. */
import { parseArgs } from 'node:util';
import { Failure, main } from './command.mjs';
import { devVar, devVars, ensureDevVars } from './dev-vars.mjs';
import { signToken } from './jwt.mjs';
import { isProgram } from './project.mjs';

const USAGE = 'usage: npm run token -- --org <id> [--role admin|viewer|platform] [--ttl 1h] [--sub <name>]';
const ROLES = ['admin', 'viewer', 'platform'];
const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 };
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The name of the variable that says how long a token may be good for, and what production takes without it. */
export const LONGEST = 'JWT_MAX_LIFETIME_SECONDS';
export const PRODUCTION_SECONDS = 86_400;

/** Refuses what this deployment would refuse. Without the variable only production has a limit, and whoever asks for more hears of it. */
export function heedLongest({ ttlSeconds }, longest, warn = (line) => process.stderr.write(`${line}\n`)) {
  if (longest !== undefined && ttlSeconds > Number(longest)) throw misuse(`--ttl is at most the ${longest}s of ${LONGEST}`);
  if (ttlSeconds > PRODUCTION_SECONDS)
    warn(`production refuses a token of more than ${PRODUCTION_SECONDS}s, unless ${LONGEST} allows it`);
}

/** What the command line asks for, checked. @throws {Failure} with exit code 2 */
export function readOptions(args) {
  const { org, role, ttl, sub } = parsed(args);
  if (!ROLES.includes(role)) throw misuse(`--role is one of ${ROLES.join(', ')}, not "${role}"`);
  if (org === undefined && role !== 'platform') throw misuse(`a token for the role ${role} needs --org <id>`);
  if (org !== undefined && !UUID.test(org)) throw misuse(`--org is a UUID, not "${org}"`);
  return { sub, role, orgId: org?.toLowerCase(), ttlSeconds: seconds(ttl) };
}

/** The length of `90s`, `15m`, `1h`, `30d` or plain seconds. */
function seconds(ttl) {
  const [, amount, unit = 's'] = ttl.match(/^(\d{1,9})([smhd])?$/) ?? [];
  if (!(Number(amount) > 0)) throw misuse(`--ttl is a time such as 90s, 15m, 1h or 30d, not "${ttl}"`);
  return Number(amount) * SECONDS[unit];
}

function parsed(args) {
  const text = (standard) => ({ type: 'string', default: standard });
  try {
    const options = { org: text(), role: text('admin'), ttl: text('1h'), sub: text('local-developer') };
    return parseArgs({ args, options }).values;
  } catch (error) {
    // The first sentence says what is wrong; the rest is advice about parsing.
    throw misuse(error.message.split(/\.\s|\n/)[0]);
  }
}

const misuse = (problem) => new Failure(`${problem}; ${USAGE}`, 2);

if (isProgram(import.meta.url)) {
  await main(async () => {
    const options = readOptions(process.argv.slice(2));
    await ensureDevVars();
    heedLongest(options, process.env[LONGEST] ?? (await devVars())[LONGEST]);
    process.stdout.write(`${signToken(options, await devVar('JWT_SECRET'))}\n`);
  });
}
