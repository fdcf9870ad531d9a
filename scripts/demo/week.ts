/** Tells the demo clinic's week: what is there stays, what is missing is added, however often it is told. */
import { openBy, type IsOpen } from './days.ts';
import { tellCall } from './phone.ts';
import { planWeek, type Week } from './plan.ts';
import { tellFates, textsStop } from './texts.ts';
import { TELLER } from './trail.ts';
import { bookVisits, settleVisits } from './visits.ts';
import { all, done, each, type Ways } from './ways.ts';

export interface DemoClinic {
  id: string;
  zone: string;
  /** The number that its own calls come in on. */
  number: string;
  /** Its account at Twilio. */
  texts: { accountSid: string; fromNumber: string };
  /** Where Twilio reaches Frontdesk. */
  origin: string;
}

/** What was added. */
export interface Told {
  visits: number;
  calls: number;
}

export async function tellWeek(ways: Ways, clinic: DemoClinic, now = Date.now()): Promise<Told> {
  await finishActivation(ways);
  const isOpen = await bookable(ways);
  if (isOpen === undefined) return { visits: 0, calls: 0 };
  const week = planWeek(now, clinic.zone, clinic.number, isOpen);
  const calls = (await answers(ways, clinic.number)) ? await untold(ways, week) : [];
  if (calls.length > 0) await stopTexts(ways, clinic, week.stopped);
  // Callers book while the staff does; their times are not the same.
  const [added] = await Promise.all([bookVisits(ways, week.visits), each(calls, (stories) => inOrder(stories, (story) => tellCall(ways, story)))]);
  await settleVisits(ways, week.visits, added, now);
  await tellFates(ways, week.landline, week.today);
  return { visits: added.length, calls: calls.flat().length };
}

/** On which days somebody can come; `undefined` while the clinic has no calendar to book in, or is never open. */
async function bookable(ways: Ways): Promise<IsOpen | undefined> {
  const { status, body } = await ways.rest('GET', '/api/integrations/google');
  if (status !== 200 || body.status !== 'connected') return undefined;
  return openBy(await done(ways.rest('GET', '/api/schedule'), 'reading the hours'));
}

/** Whether calls to the number still come to this clinic: somebody may have taken it away, or given it to another one. */
async function answers(ways: Ways, number: string): Promise<boolean> {
  return (await all(ways, '/api/inbound/phone-mappings')).some((mapping) => mapping.inbound_phone_number === number && mapping.is_active);
}

/** The calls that are not in the log yet, or not to their end. */
async function untold(ways: Ways, { calls }: Week): Promise<Week['calls']> {
  const logged = await all(ways, `/api/calls?from=${encodeURIComponent(new Date(Date.now() - 9 * 86_400_000).toISOString())}`);
  const ended = new Set(logged.filter(({ status }) => status === 'ended').map(({ id }) => id));
  return calls.map((stories) => stories.filter(({ id }) => !ended.has(id))).filter((stories) => stories.length > 0);
}

function stopTexts(ways: Ways, { id, texts, origin }: DemoClinic, from: string): Promise<void> {
  const url = `${origin}/api/twilio/inbound?org=${id}`;
  return textsStop(ways, { accountSid: texts.accountSid, from, to: texts.fromNumber }, url);
}

async function inOrder<T>(items: T[], act: (item: T) => Promise<unknown>): Promise<void> {
  for (const item of items) await act(item);
}

/** A telling that was cut off may have left the clinic suspended for the moment in which its calendars are compared (visits.ts). */
async function finishActivation(ways: Ways): Promise<void> {
  const { status } = await done(ways.rest('GET', '/api/org'), 'reading the clinic');
  if (status !== 'suspended') return;
  const [last] = (await done(ways.rest('GET', '/api/audit?action=org&limit=1'), 'reading the trail')).items;
  if (last?.actor_id === TELLER) await done(ways.rest('PATCH', '/api/org', { status: 'active' }), 'activating the clinic');
}
