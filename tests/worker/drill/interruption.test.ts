/**
 * Calls in which every tool is called more than once: a platform repeats what it got no answer to, the model asks anew after the caller has
 * interrupted it, and clients hang up before they are answered. The agent hears the same words, and everything is done once.
 */
import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import { means, newToolCall, startsNamed, type Tool } from '../booking/call.ts';
import { calledPractice, faulty } from '../booking/practice.ts';
import { start, workday } from '../fixture.ts';
import { PLATFORM, withToolCallIds } from './carriers.ts';
import { leaves, Phone } from './phone.ts';

const frontdesk = await start({ after });
const { sandbox } = frontdesk;

const [DAY, NEXT] = [workday(), workday(1)];
const [TEN, TWO] = [`${DAY}T10:00`, `${NEXT}T14:00`];
const INSERT = 'google.events.insert';
const PATCH = 'google.events.patch';
const DELETE = 'google.events.delete';

/** How a tool comes to be called again. */
const AGAIN: Record<string, (phone: Phone, tool: Tool, args: object, id: string) => Promise<string>> = {
  'the platform repeats it': (phone, tool, args, id) => phone.use(tool, args, { id }),
  'the model asks anew': (phone, tool, args) => phone.says('Wait, what?').use(tool, args),
  ...(PLATFORM === 'vapi' && { 'the model asks anew, in another shape': (phone: Phone, tool: Tool, args: object) => phone.use(tool, args, { shape: 'nested parameters' }) }),
};

for (const [how, again] of Object.entries(AGAIN)) {
  test(`${how}, at every step: the same words, one booking, one event, one text`, async () => {
    const clinic = await calledPractice(frontdesk);
    const phone = await new Phone(clinic).answered();
    const twice = async (tool: Tool, args: object) => {
      const id = newToolCall();
      const first = await phone.use(tool, args, { id });
      assert.equal(await again(phone, tool, args, id), first);
      return first;
    };
    assert.match(await twice('check', { date: DAY }), /more than nine openings/);
    assert.ok(means.held(await twice('reserve', { start: TEN })));
    await leaves(clinic, 0, 0, 1);
    assert.ok(means.booked(await twice('book', { start: TEN, name: 'Ada Marsh' })));
    await leaves(clinic, 1, 1);
    assert.match(await twice('find', {}), /one appointment/);
    assert.match(await twice('text', {}), /^A confirmation by text is on its way to the number ending in/);
    await leaves(clinic, 1, 1);
    assert.ok(means.moved(await twice('reschedule', { date: DAY, new_start: TWO })));
    await leaves(clinic, 1, 2);
    assert.ok(means.cancelled(await twice('cancel', { date: NEXT })));
    await phone.hangsUp();
    await leaves(clinic, 0, 3);
  });
}

/** Has a tool called while a vendor does not answer; the client hangs up meanwhile, and the vendor answers only then. */
async function abandoned(t: TestContext, phone: Phone, tool: Tool, args: object, route: string, id?: string): Promise<void> {
  faulty(t, frontdesk, { route, hold: true, times: 1 });
  const [gone, before] = [new AbortController(), sandbox.requests.list(route).length];
  const unheard = phone.use(tool, args, { signal: gone.signal, ...(id && { id }) });
  await sandbox.faults.untilHeld(1);
  gone.abort();
  await assert.rejects(unheard, { name: 'AbortError' });
  sandbox.faults.clear();
  assert.equal(sandbox.requests.list(route).length, before + 1);
}

/** The step that is abandoned, at which request to Google. */
const STEPS: [tool: Tool, args: object, route: string][] = [
  ['book', { start: TEN, name: 'Ada Marsh' }, 'google.freeBusy'],
  ['book', { start: TEN, name: 'Ada Marsh' }, INSERT],
  ['reschedule', { new_start: TWO }, 'google.freeBusy'],
  ['reschedule', { new_start: TWO }, PATCH],
  ['cancel', {}, DELETE],
];

for (const [tool, args, route] of STEPS) {
  for (const anew of [false, true]) {
    const how = anew ? 'the model asks anew' : 'the platform repeats it';
    test(`the client gives up on ${tool} while ${route} hangs, and ${how}: it is done once`, async (t) => {
      const clinic = await calledPractice(frontdesk);
      const phone = await new Phone(clinic).answered();
      if (tool !== 'book') await phone.book(TEN);
      const id = newToolCall();
      await abandoned(t, phone, tool, args, route, id);
      const heard = await phone.use(tool, args, anew ? {} : { id });
      assert.ok(means.booked(heard) || means.moved(heard) || means.cancelled(heard), heard);
      assert.equal(await phone.use(tool, args, { id }), heard);
      await phone.hangsUp();
      await leaves(clinic, tool === 'cancel' ? 0 : 1, tool === 'book' ? 1 : 2);
    });
  }
}

test('twelve deliveries of one booking at once, some under a new id, share one effect and one answer', async (t) => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  const id = newToolCall();
  faulty(t, frontdesk, { route: 'google.freeBusy', hold: true, times: 12 });
  const heard = Promise.all(Array.from({ length: 12 }, (_, n) => phone.book(TEN, {}, n % 3 ? { id } : {})));
  await sandbox.faults.untilHeld(12);
  sandbox.faults.clear();
  const words = [...new Set(await heard)];
  assert.equal(words.length, 1, words.join('\n'));
  assert.ok(means.booked(words[0]!));
  await leaves(clinic, 1, 1);
});

test('a move and a cancellation that are delivered four times at once are done once as well', async (t) => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  await phone.book(TEN);
  const fourTimes = (tool: Tool, args: object) =>
    Promise.all(Array.from({ length: 4 }, (_, n) => phone.use(tool, args, n % 2 ? { id: `the same ${tool}` } : {})));
  faulty(t, frontdesk, { route: 'google.freeBusy', hold: true, times: 4 });
  const moving = fourTimes('reschedule', { new_start: TWO });
  await sandbox.faults.untilHeld(4);
  sandbox.faults.clear();
  const moved = new Set(await moving);
  assert.ok(moved.size === 1 && means.moved([...moved][0]!), [...moved].join('\n'));
  const cancelled = new Set(await fourTimes('cancel', {}));
  assert.ok(cancelled.size === 1 && means.cancelled([...cancelled][0]!), [...cancelled].join('\n'));
  await leaves(clinic, 0, 3);
});

test('a model that asks anew spells it otherwise: it is the same booking, and another name is not', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  const booked = await phone.book(TEN);
  assert.equal(await phone.book(`${TEN}:00`, { name: 'ada  MARSH', notes: 'first visit' }), booked);
  assert.equal(await phone.use('book', { date: DAY, time: '10 am', first_name: 'Ada', last_name: 'Marsh' }), booked);
  assert.match(await phone.book(TEN, { name: 'Ben Marsh' }), /^Nothing new was booked: .*Ada Marsh\. Ask the caller whether/);
  await leaves(clinic, 1, 1);
});

test('the same booking twice in one message is one, under either id', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  const args = { start: TEN, name: 'Ada Marsh' };
  const [first, second, under] = await phone.together([['book', args, 'call_1'], ['book', args, 'call_2'], ['book', args, 'call_1']]);
  assert.ok(means.booked(first!));
  assert.deepEqual([second, under], [first, first]);
  await leaves(clinic, 1, 1);
});

withToolCallIds('an answer that is repeated much later says what was said, and what it named is not done again', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  const [book, cancel] = [newToolCall(), newToolCall()];
  const booked = await phone.book(TEN, {}, { id: book });
  const cancelled = await phone.use('cancel', {}, { id: cancel });
  assert.equal(await phone.book(TEN, {}, { id: book }), booked);
  assert.equal(await phone.use('cancel', {}, { id: cancel }), cancelled);
  await phone.hangsUp();
  assert.equal(await phone.book(TEN, {}, { id: book }), booked, 'after the call as well');
  await leaves(clinic, 0, 2);
});

test('free times that are asked for again after they were booked are those that are left', async () => {
  const clinic = await calledPractice(frontdesk);
  const phone = await new Phone(clinic).answered();
  const id = newToolCall();
  const morning = { date: DAY, part_of_day: 'morning' };
  assert.match(await phone.use('check', morning, { id }), /has 6 openings/);
  await new Phone(clinic).book(TEN);
  const now = await phone.use('check', morning, { id });
  assert.match(now, /has 5 openings/);
  assert.ok(!startsNamed(now).includes(TEN), now);
});
