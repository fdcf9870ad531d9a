/** `npm run reset`: forgets all local state, that is the database, the cache and what the sandbox holds. */
import { rm } from 'node:fs/promises';
import { main } from './command.mjs';
import { PATHS } from './project.mjs';
import { refuseWhileRunning } from './running.mjs';

await main(async () => {
  await refuseWhileRunning();
  await rm(PATHS.state, { recursive: true, force: true });
  process.stdout.write('Local state is cleared; npm start begins afresh.\n');
});
