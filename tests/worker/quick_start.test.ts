/** The quick start as it was published, and the same clinic asked as Vapi asks today, through the module that is deployed. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, test } from 'node:test';
import { DEMO_GOOGLE } from '../../sandbox/demo.ts';
import { DEMO_ORG } from '../../scripts/project.mjs';
import { control } from '../sandbox/fixture.ts';
import { Call, means, startsNamed } from './booking/call.ts';
import { CHECK, freshNumber, PLATFORM, SCHEDULE, start, token, toolCalls, workday, ZONE } from './fixture.ts';

const frontdesk = await start({ after }, { plain: true });
const admin = token('admin', DEMO_ORG);

/** Word for word: host, port and token are what changes. */
const CREATE = `{
    "inbound_phone_number": "+1-555-0100",
    "clinic_name": "Downtown Dental Clinic"
  }`;
const checkOn = (date: string) => `{
    "toolCall": {
      "arguments": {
        "inboundPhoneNumber": "+1-555-0100",
        "date": "${date}"
      }
    }
  }`;

before(async () => {
  const org = { id: DEMO_ORG, name: 'Downtown Dental Clinic', zone: ZONE, country: 'US' };
  await frontdesk.done('POST', '/api/orgs', { token: PLATFORM, json: org });
  await frontdesk.done('PUT', '/api/schedule', { token: admin, json: SCHEDULE });
  const google = { calendar_id: DEMO_GOOGLE.calendarId, refresh_token: DEMO_GOOGLE.refreshToken };
  await frontdesk.done('PUT', '/api/integrations/google', { token: admin, json: google });
  // The demo calendar's events, on a day that the test chooses.
  const calendar = encodeURIComponent(DEMO_GOOGLE.calendarId);
  const busy = { start: `${workday(10)}T10:00:00`, end: `${workday(10)}T11:00:00`, summary: 'Cleaning' };
  await control(frontdesk.sandbox, 'POST', `/google/calendars/${calendar}/events`, busy);
});

test('the quick start works word for word', async (t) => {
  await t.test('1. create a mapping', async () => {
    const { status, body } = await frontdesk.call('POST', '/api/inbound/phone-mappings', {
      token: admin,
      body: CREATE,
    });
    assert.equal(status, 201);
    assert.equal(body.inbound_phone_number, '+15550100');
    assert.equal(body.clinic_name, 'Downtown Dental Clinic');
  });

  await t.test('2. verify the mapping', async () => {
    const { items, next_cursor } = await frontdesk.done('GET', '/api/inbound/phone-mappings', {
      token: admin,
    });
    assert.deepEqual([items.length, items[0].inbound_phone_number, items[0].is_active], [1, '+15550100', true]);
    assert.equal(next_cursor, null);
  });

  await t.test('look up who owns the number, dashes and all', async () => {
    const { status, body } = await frontdesk.lookup('+1-555-0100', admin);
    assert.equal(status, 200);
    assert.deepEqual(body, {
      success: true,
      org_id: DEMO_ORG,
      clinic_name: 'Downtown Dental Clinic',
      inbound_phone_number: '+15550100',
    });
  });

  await t.test("3. test the webhook: its day has passed, which the agent is told with today's date", async () => {
    const { status, body } = await frontdesk.call('POST', CHECK, { body: checkOn('2026-01-15') });
    assert.equal(status, 200);
    assert.match(body.speech, /^Thursday, January 15, 2026 is in the past\. .* Today is \w+day, /);
    assert.equal(body.results[0].result, body.speech);
  });

  await t.test('and on a day to come it lists what the calendar leaves', async () => {
    const { status, body } = await frontdesk.call('POST', CHECK, { body: checkOn(workday(10)) });
    assert.equal(status, 200);
    const content = JSON.parse(body.toolResult.content);
    assert.equal(content.success, true);
    assert.equal(content.message, body.speech);
    assert.equal(content.totalSlots, 14);
    assert.deepEqual(
      content.availableSlots,
      ['09:00', '11:30', '13:30', '15:00', '16:30'].map((time) => `${workday(10)}T${time}`),
    );
    assert.deepEqual(body.results, [{ toolCallId: 'legacy', name: 'check_availability', result: body.speech }]);
  });
});

/**
 * What is booked and moved to. An agent takes starts out of the answer; the second is not so near that its notice could end meanwhile.
 * The others are named beforehand, as the README or a person does: the demo week, in which most of them lie, is free then.
 */
const WISHES: [what: string, of: (free: string[]) => [start: string | undefined, moved: string | undefined]][] = [
  ['starts that it hears are free', (free) => [free[1], free.at(-1)]],
  ['days in words', () => ['next Thursday at 9:30 AM', 'next Friday at 10 AM']],
  ...[0, 1, 2, 3, 4].map((n): (typeof WISHES)[number] => [`working day ${n + 1}`, () => [`${workday(n)}T09:30`, `${workday(n + 1)}T10:00`]]),
];

for (const [what, of] of WISHES) {
  test(`a call to the demo clinic asks, holds, books, finds, moves and cancels, whatever day it is: ${what}`, async () => {
    const call = new Call(frontdesk, { called: '+15550100', caller: '+15550188' });
    const free = startsNamed(await call.use('check', { earliest: true }));
    assert.ok(new Set(free).size > 2, 'starts to choose from');
    const [start, moved] = of(free);
    const heard = [
      await call.use('reserve', { start }),
      await call.use('book', { start, name: 'Ann Lee' }),
      await call.use('find'),
      await call.use('reschedule', { new_start: moved }),
      await call.use('cancel'),
    ] as const;
    const [held, booked, found, changed, cancelled] = heard;
    const well = [means.held(held), means.booked(booked), /^The caller has one appointment/.test(found), means.moved(changed), means.cancelled(cancelled)];
    assert.deepEqual(well, [true, true, true, true, true], heard.join('\n'));
  });
}

test('the same mapping sent again is the same mapping', async () => {
  const { status, body } = await frontdesk.call('POST', '/api/inbound/phone-mappings', {
    token: admin,
    body: CREATE,
  });
  assert.equal(status, 200);
  const { items } = await frontdesk.done('GET', '/api/inbound/phone-mappings', { token: admin });
  assert.deepEqual(
    items.map(({ id }: { id: string }) => id),
    [body.id],
  );
});

test("Vapi's current message gets one answer per call, ids exact, and nothing of the seed's format", async () => {
  const { status, headers, body } = await frontdesk.check('+15550100', { date: workday(10) });
  assert.equal(status, 200);
  assert.equal(headers.get('content-type'), 'application/json');
  assert.deepEqual(Object.keys(body), ['results']);
  const [{ toolCallId, name, result }] = body.results;
  assert.deepEqual([toolCallId, name], ['call_Check01', 'check_availability']);
  assert.match(result, /^On \w+, \w+ \d+.*, Downtown Dental Clinic has more than nine openings, for example 9 AM \(start /);
});

test('two calls in one message are answered in their order', async () => {
  const message: any = toolCalls('+15550100', { date: workday(10) });
  message.message.toolCallList.push({
    id: 'toolu_2',
    type: 'function',
    function: { name: 'check_availability', arguments: '{"date": ' },
  });
  const { body } = await frontdesk.call('POST', CHECK, { json: message });
  assert.deepEqual(
    body.results.map((each: any) => each.toolCallId),
    ['call_Check01', 'toolu_2'],
  );
  assert.match(body.results[0].result, /more than nine openings/);
  assert.match(body.results[1].error, /^The arguments could not be read\./);
});

test('what the signalling says beats what the model says', async () => {
  const { body } = await frontdesk.check('+15550199', {
    date: workday(),
    inboundPhoneNumber: '+1-555-0100',
    tenantId: DEMO_ORG,
  });
  assert.match(body.results[0].error, /is not set up for bookings/);
});

test("a service account's key signs its own assertion, and the sandbox verifies it", async (t) => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const email = 'front-desk@robots.example.com';
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  const subjects = [DEMO_GOOGLE.user];
  await control(frontdesk.sandbox, 'POST', '/google/service-accounts', { email, publicKey: pem, subjects });
  const org = await frontdesk.org();
  const keyFile = {
    type: 'service_account',
    client_email: email,
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    private_key_id: '0123456789abcdef',
    // Ignored: a tenant that chose where assertions go could collect them.
    token_uri: 'http://127.0.0.1:9/token',
  };
  const json = { calendar_id: DEMO_GOOGLE.calendarId, service_account: keyFile, subject: DEMO_GOOGLE.user };
  const stored = await frontdesk.done('PUT', '/api/integrations/google', { token: org.admin, json });
  assert.deepEqual([stored.settings.kind, stored.settings.last_four], ['service_account', 'cdef']);

  await t.test('the connection can be tested', async () => {
    const outcome = await frontdesk.done('POST', '/api/integrations/google/test', { token: org.admin });
    assert.equal(outcome.ok, true, outcome.detail);
    assert.match(outcome.detail, /can be read and written/);
  });

  await t.test('and calls are served with it', async () => {
    const number = freshNumber();
    await frontdesk.map(org, number);
    assert.match(await frontdesk.heard(number, { date: workday(10) }), /more than nine openings/);
  });

  await t.test('the assertion names Google, the account, the user and no more scopes than are needed', () => {
    const claims = JSON.parse((frontdesk.sandbox.requests.list('google.token').at(-1)?.body as any).assertion);
    const { iss, sub, aud, scope } = claims;
    assert.deepEqual([iss, sub, aud], [email, DEMO_GOOGLE.user, 'https://oauth2.googleapis.com/token']);
    assert.deepEqual(
      scope.split(' ').map((url: string) => url.split('/').at(-1)),
      ['calendar.events', 'calendar.freebusy'],
    );
  });

  await t.test('with another key it is refused, and the admin is told', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    const changed = { ...json, service_account: { ...keyFile, private_key: other } };
    await frontdesk.done('PUT', '/api/integrations/google', { token: org.admin, json: changed });
    const outcome = await frontdesk.done('POST', '/api/integrations/google/test', { token: org.admin });
    assert.equal(outcome.ok, false);
    assert.match(outcome.detail, /service account's key .* store it again/);
  });
});
