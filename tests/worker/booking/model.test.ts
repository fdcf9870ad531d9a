/**
 * Random stories against the reference model. When all is over and the faults have ended, the database, Google and Twilio agree
 * with each other and with what everybody was told.
 *
 * `MODEL_SEED` tells a story again; `MODEL_SECONDS` is how long new ones are told.
 */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, test } from 'node:test';
import type { FaultSpec } from '../../../sandbox/faults.ts';
import { start } from '../fixture.ts';
import { Random } from './model.ts';
import { practice, type Practice } from './practice.ts';
import { assertAgreement, follow, settle } from './settling.ts';
import { startOf, Story } from './story.ts';

const SECONDS = Number(process.env.MODEL_SECONDS ?? 25);
/** Turns of a story, each with up to four deeds at once. */
const TURNS = 40;

const frontdesk = await start({ after });

/** Requests that may fail. */
const ROUTES = [
  'google.freeBusy',
  'google.events.*',
  'google.events.insert',
  'google.events.patch',
  'google.events.delete',
  'google.events.get',
  'google.events.list',
  'google.token',
  'twilio.messages.create',
  'twilio.messages.list',
];

/** How a request fails, or takes longer. */
const FAILURES: Omit<FaultSpec, 'route'>[] = [
  { drop: 'before' },
  { drop: 'after' },
  { status: 503 },
  { status: 503, afterWork: true },
  { status: 429 },
  { brokenJson: true },
  { delayMs: 60 },
  { delayMs: 250 },
];

/** Something that goes wrong a few times, or that Google refuses for good. */
function randomFault(random: Random): FaultSpec {
  if (random.chance(0.15)) {
    const route = random.one(['google.events.insert', 'google.events.patch', 'google.events.delete'])!;
    return { route, times: 1 + random.below(2), status: 403, reason: 'forbidden' };
  }
  return { route: random.one(ROUTES)!, times: 1 + random.below(3), skip: random.below(2), ...random.one(FAILURES)! };
}

/** A request that is held until the machine fails, before or after the vendor has done it. */
function randomHold(random: Random): FaultSpec {
  return { route: random.one(ROUTES)!, hold: true, drop: random.chance(0.5) ? 'before' : 'after' };
}

/** The clinic has all that was given up tried again. */
async function tryAgain({ clinic }: Practice): Promise<void> {
  const { items } = await frontdesk.done('GET', '/api/outbox?state=dead&limit=100', { token: clinic.admin });
  for (const { id } of items) {
    await frontdesk.done('POST', `/api/outbox/${id}/retry`, { token: clinic.admin });
  }
  await settle(frontdesk);
}

/** One story, told from its seed. */
async function tell(seed: number): Promise<void> {
  const random = new Random(seed);
  const clinic = await practice(frontdesk, random.chance(0.4) ? ['Ana', 'Ben'] : []);
  const story = new Story(clinic, random);
  try {
    for (let turn = 0; turn < TURNS; turn++) await oneTurn(clinic, story, random);
    frontdesk.sandbox.faults.clear();
    await settle(frontdesk);
    await tryAgain(clinic);
    await follow(clinic);
    await assertAgreement(clinic);
    const booked = (await clinic.appointments()).filter(({ status }) => status === 'confirmed');
    story.model.assertMatches(booked, startOf);
  } catch (error) {
    const told = story.model.appointments.map(String);
    throw new Error(`MODEL_SEED=${seed}\n${story.log.join('\n')}\n\nIn the end:\n${told.join('\n')}`, { cause: error });
  } finally {
    frontdesk.sandbox.faults.clear();
  }
}

/** A few deeds at the same time, under faults or until the machine fails. */
async function oneTurn({ clinic }: Practice, story: Story, random: Random): Promise<void> {
  const { sandbox } = frontdesk;
  const deeds = [];
  story.rush();
  for (let n = random.below(4); n >= 0; n--) deeds.push(await story.next());
  const fault = random.chance(0.08) ? randomHold(random) : random.chance(0.4) ? randomFault(random) : undefined;
  if (fault) sandbox.faults.add(fault);
  story.log.push(...deeds.flatMap((deed) => deed?.what ?? []), ...(fault ? [`  with ${JSON.stringify(fault)}`] : []));
  if (deeds.every((deed) => deed === undefined)) return sandbox.faults.clear();
  const all = Promise.all(deeds.map((deed) => deed?.run()));
  if (fault?.hold) {
    await Promise.race([sandbox.faults.untilHeld(1), all]);
    story.log.push('  killed');
    await frontdesk.kill();
  }
  sandbox.faults.release();
  await all;
  if (fault?.hold || random.chance(0.7)) sandbox.faults.clear();
  if (random.chance(0.2)) await frontdesk.ring(clinic.id);
}

test('whatever fails, everything that was confirmed is there, nothing that was cancelled is, and all agree', async (t) => {
  const seeds = process.env.MODEL_SEED?.split(',').map(Number);
  const ends = performance.now() + SECONDS * 1000;
  for (let n = 0; seeds ? n < seeds.length : performance.now() < ends; n++) {
    const seed = seeds?.[n] ?? randomInt(2 ** 31);
    t.diagnostic(`MODEL_SEED=${seed}`);
    await tell(seed);
  }
});
