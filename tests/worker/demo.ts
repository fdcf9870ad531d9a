/** The demo clinic in an instance of a test, started and told as `npm start` does. */
import { DEMO_CLINIC_NUMBER, DEMO_TWILIO } from '../../sandbox/demo.ts';
import { DEMO_ZONE, foundClinic, furnishClinic } from '../../scripts/demo/clinic.ts';
import { TELLER } from '../../scripts/demo/trail.ts';
import type { Ways } from '../../scripts/demo/ways.ts';
import { tellWeek, type Told } from '../../scripts/demo/week.ts';
import { signToken } from '../../scripts/jwt.mjs';
import { DEMO_ORG, SECOND_ORG } from '../../scripts/project.mjs';
import { JWT_SECRET, type Frontdesk } from './fixture.ts';
import { waysOf } from './ways.ts';

/** The PUBLIC_URL of such an instance. */
export const ORIGIN = 'https://frontdesk.example.com';

/** The teller's ways to a clinic. */
export const tellersWays = (instance: Frontdesk, orgId: string): Ways => waysOf(instance, signToken({ sub: TELLER, role: 'platform', orgId, ttlSeconds: 3600 }, JWT_SECRET), ORIGIN);

/** What a start at a moment does. The clinic's clock does not know the moment. `ways` are the teller's, or some that are cut off. */
export async function startDemo(instance: Frontdesk, now: number, ways = tellersWays(instance, DEMO_ORG)): Promise<Told> {
  await foundClinic(ways, DEMO_ORG);
  await furnishClinic(ways, tellersWays(instance, SECOND_ORG), now);
  const { accountSid, fromNumber } = DEMO_TWILIO;
  return tellWeek(ways, { id: DEMO_ORG, zone: DEMO_ZONE, number: DEMO_CLINIC_NUMBER, texts: { accountSid, fromNumber }, origin: ORIGIN }, now);
}
