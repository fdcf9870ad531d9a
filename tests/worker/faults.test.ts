/**
 * Google at its worst, over real sockets. Whatever happens, the agent gets 200 and one sentence that suggests neither a free
 * nor a full calendar, the admin's test says what to do, and only what a person has to mend is marked for reconnection.
 */
import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import type { FaultSpec } from '../../sandbox/faults.ts';
import { control } from '../sandbox/fixture.ts';
import { freshNumber, start, type Clinic } from './fixture.ts';

const frontdesk = await start({ after });
const { sandbox } = frontdesk;

const UNREADABLE =
  "I can't check the calendar right now. Apologize, and offer to try again in a moment or to take a message (take_message).";
const NOT_UNDERSTOOD = /^Google's answer could not be understood\.$/;
const LIMITED = /^Google limits the rate of requests at the moment\.$/;

/** A clinic whose token and appointments this isolate already has. */
async function warmClinic(): Promise<Clinic> {
  const clinic = await frontdesk.clinic();
  assert.match(await frontdesk.heard(clinic.number), /more than nine openings/);
  sandbox.requests.clear();
  return clinic;
}

/** Puts faults in force until the test ends. */
function faulty(t: TestContext, ...faults: FaultSpec[]): void {
  t.after(() => sandbox.faults.clear());
  for (const fault of faults) sandbox.faults.add(fault);
}

async function agentHearsThatNothingIsKnown(clinic: Clinic): Promise<void> {
  const { status, body } = await frontdesk.check(clinic.number);
  assert.equal(status, 200);
  assert.deepEqual(body.results, [{ toolCallId: 'call_Check01', name: 'check_availability', error: UNREADABLE }]);
}

const tested = (clinic: Clinic) => frontdesk.done('POST', '/api/integrations/google/test', { token: clinic.admin });

async function statusOf(clinic: Clinic): Promise<string> {
  return (await frontdesk.done('GET', '/api/integrations/google', { token: clinic.admin })).status;
}

const count = (route: string) => sandbox.requests.count(route);

test('an expired token is replaced once, and the caller hears nothing of it', async () => {
  const clinic = await warmClinic();
  await control(sandbox, 'POST', '/google/tokens/expire');
  assert.match(await frontdesk.heard(clinic.number), /more than nine openings/);
  assert.deepEqual(sandbox.requests.counts(), { 'google.freeBusy': 2, 'google.token': 1 });
  assert.equal(await statusOf(clinic), 'connected');
  // What other isolates find is the new one.
  const [row] = await frontdesk.sql('SELECT count(*) AS rows FROM access_tokens WHERE org_id = ?', clinic.id);
  assert.equal(row?.rows, 1);
});

/** What goes wrong with freeBusy, what the admin is told, whether a person has to reconnect, and how often Google is asked. */
const FAULTS: [what: string, fault: Omit<FaultSpec, 'route'>, advice: RegExp, reconnect: boolean, asked: number][] = [
  ['401 for every token', { status: 401 }, /refuses every token of this connection/, true, 2],
  ['403 for a rate limit', { status: 403, reason: 'userRateLimitExceeded' }, LIMITED, false, 1],
  [
    '403 for a missing permission',
    { status: 403, reason: 'insufficientPermissions' },
    /Connect again and allow all/,
    true,
    1,
  ],
  ['403 for an API that is off', { status: 403, reason: 'accessNotConfigured' }, /API is not enabled/, false, 1],
  ['404', { status: 404 }, /Check the calendar id and that the calendar is shared/, false, 1],
  ['429', { status: 429 }, LIMITED, false, 2],
  ['500', { status: 500 }, /^Google Calendar is not available\.$/, false, 2],
  ['503 after the work', { status: 503, afterWork: true }, /^Google Calendar is not available\.$/, false, 2],
  ['a redirect', { status: 302, headers: { location: '/elsewhere' } }, NOT_UNDERSTOOD, false, 1],
  ['half of an answer', { brokenJson: true }, NOT_UNDERSTOOD, false, 1],
  ['a page of HTML', { status: 200, body: '<!doctype html><p>Sorry' }, NOT_UNDERSTOOD, false, 1],
  ['an empty object', { status: 200, body: {} }, NOT_UNDERSTOOD, false, 1],
  [
    'another calendar than asked for',
    { status: 200, body: { calendars: { 'other@example.com': { busy: [] } } } },
    NOT_UNDERSTOOD,
    false,
    1,
  ],
  ['an answer of 2 MB', { status: 200, body: ' '.repeat(2_000_000) }, NOT_UNDERSTOOD, false, 1],
  ['a connection that breaks', { drop: 'before' }, /^Google could not be reached\.$/, false, 2],
  ['a connection that breaks after the work', { drop: 'after' }, /^Google could not be reached\.$/, false, 2],
];

for (const [what, fault, advice, reconnect, asked] of FAULTS) {
  test(`${what}: nothing is known, the admin is told what to do`, async (t) => {
    const clinic = await warmClinic();
    faulty(t, { route: 'google.freeBusy', ...fault });
    await agentHearsThatNothingIsKnown(clinic);
    assert.equal(count('google.freeBusy'), asked);
    assert.equal(await statusOf(clinic), reconnect ? 'needs_reconnect' : 'connected');
    const outcome = await tested(clinic);
    assert.equal(outcome.ok, false);
    assert.match(outcome.detail, advice);
    sandbox.faults.clear();
    const { ok, detail } = await tested(clinic);
    assert.deepEqual({ ok, detail }, { ok: true, detail: 'The calendar can be read and written.' });
    assert.match(await frontdesk.heard(clinic.number), /more than nine openings/, 'afterwards');
  });
}

test('errors inside a 200: a calendar that is not there, and one that Google could not read', async (t) => {
  for (const [reason, advice] of [
    ['notFound', /Check the calendar id/],
    ['internalError', /could not read this calendar just now/],
  ] as const) {
    await t.test(reason, async () => {
      const clinic = await warmClinic();
      await control(sandbox, 'PUT', `/google/calendars/${encodeURIComponent(clinic.calendarId)}`, {
        freeBusyError: reason,
      });
      await agentHearsThatNothingIsKnown(clinic);
      assert.match((await tested(clinic)).detail, advice);
      assert.equal(await statusOf(clinic), 'connected');
    });
  }
});

test('one failure that passes is mended by the second try', async (t) => {
  for (const fault of [{ status: 500 }, { status: 429 }, { drop: 'after' }, { drop: 'before' }] as const) {
    const clinic = await warmClinic();
    faulty(t, { route: 'google.freeBusy', times: 1, ...fault });
    assert.match(await frontdesk.heard(clinic.number), /more than nine openings/, JSON.stringify(fault));
    assert.equal(count('google.freeBusy'), 2);
  }
});

test('a Retry-After that is too long for a call is not waited for', async (t) => {
  const clinic = await warmClinic();
  faulty(t, { route: 'google.freeBusy', status: 429, headers: { 'retry-after': '30' } });
  await agentHearsThatNothingIsKnown(clinic);
  assert.equal(count('google.freeBusy'), 1);
});

test('a consent that was revoked is marked at once, and Google is not asked again until somebody reconnects', async () => {
  const clinic = await frontdesk.clinic();
  await control(sandbox, 'POST', '/google/grants/revoke', { refreshToken: clinic.refreshToken });
  sandbox.requests.clear();
  await agentHearsThatNothingIsKnown(clinic);
  const view = await frontdesk.done('GET', '/api/integrations/google', { token: clinic.admin });
  assert.deepEqual(
    [view.status, view.status_detail],
    ['needs_reconnect', 'Google no longer accepts this connection. Connect the calendar again.'],
  );
  assert.deepEqual(sandbox.requests.counts(), { 'google.token': 1 });

  for (let n = 0; n < 3; n++) await agentHearsThatNothingIsKnown(clinic);
  assert.deepEqual(sandbox.requests.counts(), { 'google.token': 1 });

  await control(sandbox, 'POST', '/google/grants', {
    ...sandbox.state.google.grants[clinic.refreshToken],
    revoked: undefined,
    refreshToken: '1//renewed-consent',
    user: `${clinic.id}@clinic.example.com`,
  });
  const json = { calendar_id: clinic.calendarId, refresh_token: '1//renewed-consent' };
  await frontdesk.done('PUT', '/api/integrations/google', { token: clinic.admin, json });
  assert.match(await frontdesk.heard(clinic.number), /more than nine openings/);
  assert.equal(await statusOf(clinic), 'connected');
});

test('a token service that fails is not a reason to reconnect', async (t) => {
  const faults: [fault: Omit<FaultSpec, 'route'>, advice: RegExp][] = [
    [{ status: 500 }, /token service is not available/],
    [{ status: 429 }, /token service is not available/],
    [{ status: 401, reason: 'invalid_client' }, /refuses the platform's OAuth client\. Tell the operator/],
    [{ status: 400, body: 'sorry' }, NOT_UNDERSTOOD],
    [{ brokenJson: true }, NOT_UNDERSTOOD],
    [{ drop: 'after' }, /could not be reached/],
  ];
  for (const [fault, advice] of faults) {
    await t.test(JSON.stringify(fault), async (t) => {
      const clinic = await frontdesk.clinic();
      faulty(t, { route: 'google.token', ...fault });
      sandbox.requests.clear();
      await agentHearsThatNothingIsKnown(clinic);
      assert.deepEqual(sandbox.requests.counts(), { 'google.token': 1 }, 'asked once, and no calendar without a token');
      assert.equal(await statusOf(clinic), 'connected');
      assert.match((await tested(clinic)).detail, advice);
      sandbox.faults.clear();
      assert.match(await frontdesk.heard(clinic.number), /more than nine openings/, 'afterwards');
    });
  }
});

test('a Google that never answers: the agent hears so in time, and neither is asked twice', async (t) => {
  const [warm, cold] = [await warmClinic(), await frontdesk.clinic()];
  sandbox.requests.clear();
  faulty(t, { route: 'google.*', hold: true });
  const started = performance.now();
  await Promise.all([agentHearsThatNothingIsKnown(warm), agentHearsThatNothingIsKnown(cold)]);
  const seconds = (performance.now() - started) / 1000;
  assert.ok(seconds < 6.5, `${seconds} s, of which one exchange may take 3`);
  assert.deepEqual(sandbox.requests.counts(), { 'google.freeBusy': 1, 'google.token': 1 });
  assert.deepEqual([await statusOf(warm), await statusOf(cold)], ['connected', 'connected']);
});

test('a day that is closed is known without Google', async (t) => {
  const clinic = await warmClinic();
  faulty(t, { route: 'google.freeBusy', status: 500 });
  await frontdesk.done('PUT', '/api/schedule', { token: clinic.admin, json: { weekly: {} } });
  assert.match(await frontdesk.heard(clinic.number), /^Oak Dental is closed on /);
});

test('a clinic without calendar or hours is told apart from one whose calendar cannot be read', async () => {
  const org = await frontdesk.org('Elm Dental');
  const number = freshNumber();
  await frontdesk.map(org, number);
  assert.match(await frontdesk.heard(number), /^The calendar of Elm Dental is not connected yet/);
  assert.deepEqual((await frontdesk.call('POST', '/api/integrations/google/test', { token: org.admin })).status, 404);
});
