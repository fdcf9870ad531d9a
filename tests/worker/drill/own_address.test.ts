/** Clinics with a Vapi account of their own: calls come to their own address, proven by their own secret. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { means, type Tool } from '../booking/call.ts';
import { practice, type Practice } from '../booking/practice.ts';
import { start, workday } from '../fixture.ts';
import { numberRecord } from './envelope.ts';
import { leaves, Phone, WEBHOOK, type Dialled } from './phone.ts';

const PLATFORM_SECRET = 'the-platforms-own-webhook-secret-0001';
const frontdesk = await start({ after }, { vars: { VAPI_AUTH: 'secret', VAPI_SECRETS: PLATFORM_SECRET, VAPI_LEGACY: 'off' } });

const [DAY, NEXT] = [workday(), workday(1)];
const [TEN, TWO] = [`${DAY}T10:00`, `${NEXT}T14:00`];

const oak = await practice(frontdesk, [], await frontdesk.org('Oak Dental'));
const elm = await practice(frontdesk, [], await frontdesk.org('Elm Clinic'));
const OAKS = 'oaks-own-webhook-secret-0001';
const ELMS = 'elms-own-webhook-secret-0001';

const at = ({ clinic }: Practice) => `${WEBHOOK}/${clinic.id}`;
const keys = (clinic: Practice, ...webhook_secrets: string[]) =>
  frontdesk.done('PUT', '/api/integrations/vapi', { token: clinic.clinic.admin, json: { webhook_secrets } });

before(async () => {
  await keys(oak, OAKS);
  await keys(elm, ELMS);
});

test('a whole call at the clinic’s own address, with its own secret', async () => {
  const phone = await new Phone(oak, { path: at(oak), secret: OAKS }).answered();
  assert.match(await phone.use('check', { date: DAY }), /Oak Dental has more than nine openings/);
  assert.ok(means.held(await phone.use('reserve', { start: TEN })));
  assert.ok(means.booked(await phone.book(TEN)));
  assert.ok(means.moved(await phone.use('reschedule', { new_start: TWO })));
  assert.match(await phone.use('find'), /one appointment: .* at 2 PM/);
  assert.ok(means.cancelled(await phone.use('cancel')));
  await phone.hangsUp();
  await leaves(oak, 0, 3);
});

test('one call is one call, at whichever address its messages come', async () => {
  const callId = 'one-call-at-three-addresses';
  const caller = '+12125550142';
  const [own, shared, tools] = [
    new Phone(oak, { callId, caller, path: at(oak), secret: OAKS }),
    new Phone(oak, { callId, caller, secret: PLATFORM_SECRET }),
    new Phone(oak, { callId, caller, path: '/api/vapi/tools/calendar/book', secret: OAKS }),
  ];
  const booked = await own.book(TEN, {}, { id: 'call_1' });
  assert.ok(means.booked(booked));
  for (const phone of [shared, tools]) assert.equal(await phone.book(TEN, {}, { id: 'call_1' }), booked);
  assert.ok(means.cancelled(await shared.use('cancel')));
  await leaves(oak, 0, 5);
});

test('a call from a browser has no number: the address says whose it is', async () => {
  const phone = await new Phone(oak, { path: at(oak), secret: OAKS, phoneNumber: null, kind: 'webCall', caller: null }).answered();
  assert.match(await phone.use('check', { date: DAY }), /Oak Dental has more than nine openings/);
  assert.match(await phone.use('find'), /number is withheld/);
});

/** Who may not come in, and how. */
const REFUSED: [what: string, practice: Practice, dialled: Dialled][] = [
  ['without a secret', oak, { path: at(oak) }],
  ['with a secret of nobody', oak, { path: at(oak), secret: 'a-secret-of-nobody-0001' }],
  ["with another clinic's secret", oak, { path: at(oak), secret: ELMS }],
  ["with the own secret at another clinic's address and for its number", elm, { path: at(elm), secret: OAKS }],
  ["with the own secret for another clinic's number", elm, { secret: OAKS }],
  ['with the own secret and a number of nobody', oak, { secret: OAKS, phoneNumber: numberRecord('+12125550199', undefined, String) }],
];

for (const [what, clinic, dialled] of REFUSED) {
  test(`${what}: no tool is run, and no word of a clinic is in the answer`, async () => {
    const phone = new Phone(clinic, dialled);
    for (const tool of ['check', 'reserve', 'book', 'find', 'reschedule', 'cancel', 'text'] as Tool[]) {
      const { status, text } = await phone.refused(tool, { date: DAY, start: TEN, new_start: TWO, name: 'Ada Marsh' });
      assert.equal(status, 401, tool);
      assert.doesNotMatch(text, /Oak|Elm|opening|secret-0001/);
    }
    await leaves(clinic, 0, clinic === oak ? 5 : 0);
  });
}

test('an address that is one clinic’s and a number that is not: neither is served, whichever of them the secret is of', async () => {
  const elsewhere: Dialled[] = [
    { path: at(oak), phoneNumber: numberRecord(elm.clinic.number, undefined, String) },
    { path: at(oak), phoneNumber: numberRecord('+12125550199', undefined, String) },
    { path: at(elm) },
  ];
  for (const dialled of elsewhere) {
    const phone = new Phone(oak, { secret: OAKS, ...dialled });
    for (const tool of ['check', 'book', 'find'] as Tool[]) {
      const heard = await phone.use(tool, { date: DAY, start: TEN, name: 'Ada Marsh' });
      assert.match(heard, /^The number that was called is not set up/);
    }
  }
  await leaves(oak, 0, 5);
  await leaves(elm, 0, 0);
});

test('a secret is exchanged in the middle of a call: both are good for a while, and then the old one is not', async () => {
  const [old, next] = [OAKS, 'oaks-next-webhook-secret-0002'];
  const line = { path: at(oak), callId: 'a-call-while-keys-change', caller: '+12125550143' };
  const [before, after] = [old, next].map((secret) => new Phone(oak, { ...line, secret })) as [Phone, Phone];
  const booked = await before.book(TEN, {}, { id: 'call_1' });
  await keys(oak, old, next);
  assert.equal(await after.book(TEN, {}, { id: 'call_1' }), booked);
  assert.equal(await before.book(TEN, {}, { id: 'call_1' }), booked);
  await keys(oak, next);
  assert.equal((await before.refused('find')).status, 401);
  assert.ok(means.cancelled(await after.use('cancel')));
  await frontdesk.done('DELETE', '/api/integrations/vapi', { token: oak.clinic.admin });
  assert.equal((await after.refused('find')).status, 401);
  await leaves(oak, 0, 7);
});
