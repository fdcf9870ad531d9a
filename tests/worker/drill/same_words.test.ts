/** One conversation through every platform: the agent hears the same words, byte for byte, and the same is left. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { practice, type Practice } from '../booking/practice.ts';
import { freshNumber, start, workday } from '../fixture.ts';
import type { PlatformName } from './carriers.ts';
import { leaves, Phone } from './phone.ts';

const frontdesk = await start({ after });

const [DAY, NEXT] = [workday(), workday(1)];
const [TEN, ELEVEN, TWO] = [`${DAY}T10:00`, `${DAY}T11:00`, `${NEXT}T14:00`];
const CALLER = freshNumber();

/** All that is heard, and what is left in the end. */
async function conversation(platform: PlatformName): Promise<{ heard: string[]; left: unknown }> {
  const clinic = await practice(frontdesk, ['Ana', 'Ben']);
  const phone = await new Phone(clinic, { platform, caller: CALLER }).answered();
  const heard = [
    await phone.use('check', { date: DAY, part_of_day: 'morning' }),
    await phone.use('reserve', { start: TEN, practitioner: 'Ana' }),
    await phone.book(TEN, { practitioner: 'Ana', notes: 'by the window' }),
    await phone.book(TEN, { practitioner: 'Ana', notes: 'by the window' }),
    await phone.use('find'),
    await phone.use('reschedule', { new_start: TWO }),
    await phone.use('reschedule', { new_start: ELEVEN }),
    await phone.use('reschedule', { new_start: TWO }),
    await phone.use('book', { start: 'whenever', name: 'Ada Marsh' }),
    await phone.use('check', { date: 'the day after' }),
    await phone.use('cancel'),
    await phone.use('find'),
  ];
  await phone.hangsUp();
  await leaves(clinic, 0, 5);
  return { heard, left: await rows(clinic) };
}

/** What does not differ from clinic to clinic. */
async function rows(clinic: Practice): Promise<unknown> {
  const appointments = await clinic.appointments();
  return appointments.map(({ status, starts_at, caller_number, patient_name, notes, revision }) => ({ status, starts_at, caller_number, patient_name, notes, revision }));
}

test('what Vapi’s agent hears, Retell’s and an MCP client’s hear', async () => {
  const vapi = await conversation('vapi');
  assert.equal(vapi.heard[2], vapi.heard[3], 'asked again, told again');
  assert.match(vapi.heard[7]!, /^The appointment has moved/);
  for (const platform of ['retell', 'mcp'] as const) assert.deepEqual(await conversation(platform), vapi, platform);
});
