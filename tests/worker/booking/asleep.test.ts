/**
 * A clinic's object is taken out of memory when nobody asks it for a while, and its alarm is all that wakes it: whatever it knows is on
 * disk, and whatever it has to do is done without anybody asking.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { start, workday } from '../fixture.ts';
import { means, newToolCall, type Tool } from './call.ts';
import { calledPractice, faulty, secondsOf } from './practice.ts';
import { assertAgreement, settle } from './settling.ts';

const frontdesk = await start({ after });
const { sandbox } = frontdesk;

const [TEN, TWO] = [`${workday()}T10:00`, `${workday()}T14:00`];

/** A whole call, each tool with what is heard. */
const STEPS: [tool: Tool, args: object, heard: (words: string) => boolean][] = [
  ['check', { date: workday() }, (words) => words.includes('more than nine openings')],
  ['reserve', { start: TEN }, means.held],
  ['check', { date: workday() }, (words) => words.includes('more than nine openings')],
  ['book', { start: TEN, name: 'Ada Marsh' }, means.booked],
  ['find', {}, (words) => /one appointment: .* at 10 AM/.test(words)],
  ['check', { date: workday(), part_of_day: 'morning' }, (words) => words.includes('has 5 openings')],
  ['reschedule', { new_start: TWO }, means.moved],
  ['find', {}, (words) => /one appointment: .* at 2 PM/.test(words)],
  ['text', { kind: 'confirmation' }, (words) => words.includes('number ending in')],
  ['cancel', {}, means.cancelled],
  ['find', {}, (words) => words.startsWith('No upcoming')],
];

test('every step of a call, and its repetition, finds an object that has just woken', async () => {
  const clinic = await calledPractice(frontdesk);
  const call = clinic.call();
  for (const [tool, args, isMeant] of STEPS) {
    const toolCallId = newToolCall();
    await frontdesk.evict(clinic.clinic.id);
    const words = await call.use(tool, args, { toolCallId });
    assert.ok(isMeant(words), `${tool}: ${words}`);
    if (tool === 'check') continue;
    await frontdesk.evict(clinic.clinic.id);
    assert.equal(await call.use(tool, args, { toolCallId }), words, `${tool}, repeated`);
  }
  await settle(frontdesk);
  assert.deepEqual(await clinic.active(), []);
  await assertAgreement(clinic);
});

/** Longer than work that failed once is put off. */
const PATIENCE = 40_000;

test('what Google and Twilio did not take is done by an alarm, also when the machine has failed meanwhile; nobody asks', async (t) => {
  const clinic = await calledPractice(frontdesk);
  faulty(t, frontdesk, { route: 'google.events.insert', status: 503 }, { route: 'twilio.messages.create', status: 429 });
  const words = await clinic.call().book(TEN);
  assert.ok(means.booked(words), words);
  await frontdesk.kill();
  sandbox.faults.clear();
  const deadline = Date.now() + PATIENCE;
  // Looks at the vendors alone, and so wakes nobody.
  while ((clinic.events().length === 0 || clinic.texts().length === 0) && Date.now() < deadline) {
    await frontdesk.lookup('+12125550100');
  }
  assert.deepEqual([clinic.events().length, clinic.texts().length], [1, 1]);
  await settle(frontdesk);
  assert.deepEqual((await clinic.active()).map(({ starts_at }) => starts_at), [secondsOf(TEN)]);
  await assertAgreement(clinic);
});
