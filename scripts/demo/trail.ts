/**
 * What was done at a clinic before, by its trail. Settings can be changed back and what was added can be taken away, but that it was done
 * stays: so whoever starts again knows that it is no longer theirs to do.
 */
import { all, done, type Ways } from './ways.ts';

/** By whom the operator's requests of the telling are made, which the trail shows. */
export const TELLER = 'npm-start';

/** A line of the trail, as far as it is asked for. */
export interface Line {
  actor_id: string | null;
  detail: Record<string, any>;
}

/** Whether an action was ever done, by whomever. `fits` says which of those lines count. */
export async function wasDone(ways: Ways, action: string, fits: (line: Line) => boolean = () => true): Promise<boolean> {
  return (await all(ways, `/api/audit?action=${action}`)).some(fits);
}

/** Whether the teller was the last to do something of a kind, such as `schedule`. */
export async function isTellers(ways: Ways, kind: string): Promise<boolean> {
  const { items } = await done(ways.rest('GET', `/api/audit?action=${kind}&limit=1`), 'reading the trail');
  return items[0]?.actor_id === TELLER;
}

/** Lines about one of the integrations. */
export const about = (vendor: string) => ({ detail }: Line): boolean => detail.service === vendor;
