/**
 * `node scripts/clock-days.ts [--required] [FILE…]`: runs test files with the machine's clock on other days, on each of which they
 * have to pass as they do today. Without files it takes those that are quick and run beside that clock.
 *
 * Where clocks cannot be set it says so, and fails only when `--required`.
 */
import { parseArgs } from 'node:util';
import { DEMO_GOOGLE } from '../sandbox/demo.ts';
import { formatInstant } from '../sandbox/zones.ts';
import { NoOtherClocks, withOtherClocks, type ClockAt } from './clock-ahead.ts';
import { capture, Failure, main } from './command.mjs';
import { otherDays, type Moment } from './other-days.ts';
import { inRoot, PATHS } from './project.mjs';
import { WRANGLER_ENV } from './wrangler.mjs';

const ZONE = DEMO_GOOGLE.timeZone;
/** The quick start, the demo week and a call with all that a caller can want on workerd, the sandbox under its vendors' clients, and tokens. */
const QUICK = [
  'worker/quick_start',
  'worker/demo_week',
  'worker/drill/whole_call',
  'worker/drill/inventions',
  'sandbox/google_sdk',
  'sandbox/service_account',
  'sandbox/persistence',
  'scripts/token',
].map((name) => inRoot('tests', `${name}.test.ts`));
/** Moments that are tried at the same time. */
const LANES = 2;
/** Much more than it takes: a machine may be busy. */
const TIMEOUT_MS = 300_000;

/** Tries the moments, some at a time. Answers those at which not all is well. */
async function failing(moments: Moment[], files: string[], clockAt: ClockAt): Promise<Moment[]> {
  const left = [...moments];
  const failed = new Set<Moment>();
  const lane = async () => {
    for (let moment = left.shift(); moment; moment = left.shift()) {
      if (!(await passes(moment, files, clockAt))) failed.add(moment);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return moments.filter((moment) => failed.has(moment));
}

/** Runs the files at a moment. When they pass, one line says so; when they do not, all that they printed does. */
async function passes({ what, at }: Moment, files: string[], clockAt: ClockAt): Promise<boolean> {
  const args = ['--test', '--test-reporter=spec', '--test-concurrency=1', ...files];
  // Without what a test runner that started this one has told its own children.
  const env = { ...WRANGLER_ENV, ...clockAt(at), NODE_TEST_CONTEXT: undefined };
  const { ok, stdout, stderr } = await capture(PATHS.node, args, { env, timeoutMs: TIMEOUT_MS });
  const [, count] = /^ℹ pass (\d+)$/m.exec(stdout) ?? [];
  const passed = ok && Number(count) > 0;
  const title = `${what} (${formatInstant(at, ZONE)})`;
  process.stdout.write(passed ? `${title}: ${count} tests pass\n` : `${title}:\n${stdout}${stderr}\n`);
  return passed;
}

function options(): { required: boolean; files: string[] } {
  const { values, positionals } = parseArgs({ options: { required: { type: 'boolean' } }, allowPositionals: true });
  return { required: values.required === true, files: positionals.length > 0 ? positionals : QUICK };
}

await main(async () => {
  const { required, files } = options();
  try {
    const failed = await withOtherClocks((clockAt) => failing(otherDays(Date.now(), ZONE), files, clockAt));
    if (failed.length > 0) throw new Failure(`Tests fail on other days: ${failed.map(({ what }) => what).join('; ')}`);
  } catch (error) {
    if (required || !(error instanceof NoOtherClocks)) throw error;
    process.stdout.write(`${error.message}, so no other day is tried\n`);
  }
});
