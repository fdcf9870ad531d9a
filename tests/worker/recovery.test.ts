/** What breaks the WASM, as a panic does, costs the request that broke it, and nobody else. */
import assert from 'node:assert/strict';
import { after, before, test as anyTest } from 'node:test';
import { start, type Clinic } from './fixture.ts';

const frontdesk = await start({ after }, { front: 'breakable.mjs' });
let clinic: Clinic;
before(async () => {
  clinic = await frontdesk.clinic();
});

/** A question for which an object looks into its database. */
const POKE = JSON.stringify({ version: 2, question: 'poke' });

/** What an instance owed when it broke never comes; a test must not wait for it. */
const test = (title: string, run: () => Promise<void>) => anyTest(title, { timeout: 20_000 }, run);

/** How many instances of the WASM there have been. */
const instances = async (): Promise<number> => (await frontdesk.call('GET', '/_instance')).body;

/** The agent hears what is free, which the clinic's object knows: its hours, its calendar. */
const answersCallers = async () => assert.match(await frontdesk.heard(clinic.number), /more than nine openings/);

/** Does what breaks the WASM; another instance answers after it, in the same isolate and with the same objects. */
async function outlives(breaking: () => Promise<unknown>): Promise<void> {
  await answersCallers();
  const before = await instances();
  await breaking();
  await answersCallers();
  assert.equal(await instances(), before + 1);
}

test('a request that breaks the WASM fails, and the next is answered', async () => {
  await outlives(async () => {
    const { status } = await frontdesk.call('GET', '/health', { headers: { 'x-break': 'exception' } });
    assert.equal(status, 500);
  });
});

test("a request breaks the WASM in a clinic's object, and the object answers the next", async () => {
  await outlives(() => frontdesk.askObject(clinic.id, POKE, 'exception'));
});

test("a clinic's object that is the first to be asked after a break is made again first", async () => {
  const ask = () => frontdesk.askObject(clinic.id, POKE);
  const unbroken = await ask();
  await frontdesk.askObject(clinic.id, POKE, 'exception');
  assert.deepEqual(await ask(), unbroken);
  await answersCallers();
});

test('after a panic the first request is answered by another instance', async () => {
  await outlives(async () => {
    const { status } = await frontdesk.call('GET', '/health', { headers: { 'x-break': 'panic' } });
    assert.equal(status, 200);
  });
});

test("a panic in a clinic's object is another instance's business too", async () => {
  await outlives(() => frontdesk.askObject(clinic.id, POKE, 'panic'));
});

test('broken twice in a row is broken no worse', async () => {
  const before = await instances();
  for (const _ of [1, 2]) await frontdesk.call('GET', '/health', { headers: { 'x-break': 'exception' } });
  await answersCallers();
  assert.equal(await instances(), before + 2);
});

test('what an old instance still waits for never enters the new one', async () => {
  await answersCallers();
  const before = await instances();
  const { faults } = frontdesk.sandbox;
  faults.add({ route: 'google.token', hold: true, times: 1 });
  const waiting = frontdesk.call('POST', '/api/integrations/google/test', { token: clinic.admin });
  await faults.untilHeld(1);
  await frontdesk.call('GET', '/health', { headers: { 'x-break': 'exception' } });
  // Google answers a request of the instance that is broken, before anything else has had another one made.
  faults.release();
  assert.equal((await waiting).status, 500);
  await answersCallers();
  assert.equal(await instances(), before + 1);
});
