/** Which version serves which share. At most two do. */
import { Failure } from '../command.mjs';
import * as commands from './commands.mjs';

/** @typedef {{ id: string, percent: number }} Share */

/** The shares of a deployment, in its order. @returns {Share[]} */
export const sharesOf = ({ versions }) => versions.map(({ version_id: id, percentage: percent }) => ({ id, percent }));

/** Shares as a person reads them. @param {Share[]} shares */
export const told = (shares) => shares.map(({ id, percent }) => `${percent} % by ${id}`).join(', ');

/**
 * The version that serves everybody. One that serves nobody is left of a run that was cut off, and does not count.
 * @throws {Failure} while a gradual deployment is under way
 */
export function onlyVersion(deployment) {
  const serving = sharesOf(deployment).filter(({ percent }) => percent > 0);
  if (serving.length === 1) return serving[0].id;
  throw new Failure(
    `A gradual deployment is under way (${told(serving)}). End it first: \`npm run deploy -- --shift 100\`, or \`npm run rollback\`.`,
  );
}

/** The two versions of a gradual deployment, the newer one first. @throws {Failure} when there is none */
export function gradualVersions(deployment) {
  const shares = sharesOf(deployment);
  if (shares.length === 2) return shares;
  throw new Failure('No gradual deployment is under way. Begin one with `npm run deploy -- --percent 10`.');
}

/** Shifts traffic to the newer version; it stands first, so that objects that have it keep it. */
export async function shift(runner, newer, percent, older, message) {
  const rest = percent === 100 || older === undefined ? [] : [{ id: older, percent: 100 - percent }];
  await runner.run(commands.shiftTraffic([{ id: newer, percent }, ...rest], message));
}
