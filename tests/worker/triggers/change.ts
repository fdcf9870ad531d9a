/** A change by raw SQL that a trigger carries further, and what several kinds of them share. */
import type { Clinic, Frontdesk } from '../fixture.ts';

/** One change, which is made with its trigger and without it. */
export interface Change {
  trigger: string;
  /** Where the trigger is, unless in D1. */
  inObject?: true;
  what: string;
  /** What has to be so before. */
  arrange?(frontdesk: Frontdesk, clinic: Clinic): Promise<unknown>;
  act(frontdesk: Frontdesk, clinic: Clinic): Promise<unknown>;
  /** What callers and admins see of it. */
  sees(frontdesk: Frontdesk, clinic: Clinic): Promise<unknown>;
  before: unknown;
  after: unknown;
  /** What is seen without the trigger, if not what was seen before. */
  without?: unknown;
}

/** What the published document of a clinic's number says it offers, how it texts, or how its calls are answered. */
export async function routed(frontdesk: Frontdesk, { number }: Clinic): Promise<any> {
  return (await frontdesk.document(number)).route;
}

/** What is arranged and published before the change. */
export function swept(arrange: (frontdesk: Frontdesk, clinic: Clinic) => Promise<unknown>) {
  return async (frontdesk: Frontdesk, clinic: Clinic) => {
    await arrange(frontdesk, clinic);
    await frontdesk.sweep();
  };
}
