/**
 * `node scripts/start-up.mjs`: how long a fresh release takes to its first answer, beside a bare JavaScript Worker in the same run. Fails when
 * it takes twice as long, which no noise of a machine does to one of two that take turns.
 */
import { ensureBuilt } from '../bench/frontdesk.mjs';
import { startTimes } from '../bench/scenarios/footprint.mjs';
import { median, range } from '../bench/stats.mjs';
import { Failure, main } from './command.mjs';

const MOST = 2;

await main(async () => {
  if (!(await ensureBuilt())) throw new Failure('The Worker does not build');
  const { bare, frontdesk } = await startTimes({ via: 'socket', quick: true });
  const ratio = median(frontdesk.map((time, start) => time / bare[start]));
  const more = Math.round(range(frontdesk).low - range(bare).low);
  process.stdout.write(`The first answer takes ${ratio.toFixed(2)} times as long as a bare JavaScript Worker's, at best ${more} ms more\n`);
  if (ratio > MOST) throw new Failure(`Starting takes more than ${MOST} times as long as it does for a bare Worker`);
  process.exit(0);
});
