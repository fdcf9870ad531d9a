/**
 * `node scripts/start-up.mjs`: how long a fresh release takes to its first answer, beside a bare JavaScript Worker in the same run. The quickest
 * starts are compared, since whatever else the machine does can only slow one down.
 */
import { ensureBuilt } from '../bench/frontdesk.mjs';
import { startTimes } from '../bench/scenarios/footprint.mjs';
import { range } from '../bench/stats.mjs';
import { Failure, main } from './command.mjs';

/** Measured is 1.6 to 1.9. */
const MOST = 2.5;

await main(async () => {
  if (!(await ensureBuilt())) throw new Failure('The Worker does not build');
  const times = await startTimes({ via: 'socket', quick: false });
  const [bare, frontdesk] = [times.bare, times.frontdesk].map((each) => range(each).low);
  const ratio = frontdesk / bare;
  process.stdout.write(
    `The first answer takes ${Math.round(frontdesk)} ms, ${ratio.toFixed(2)} times as long as a bare JavaScript Worker's ${Math.round(bare)} ms\n`,
  );
  if (ratio > MOST) throw new Failure(`Starting takes more than ${MOST} times as long as it does for a bare Worker`);
  process.exit(0);
});
