/** Texts on workerd: sent by the alarm of the clinic's object, reported on and answered by calls that Twilio's own client has signed. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import twilio from 'twilio';
import { DEMO_TWILIO } from '../../sandbox/demo.ts';
import { control } from '../sandbox/fixture.ts';
import { sandboxFor, start, TWILIO, type Answer, type Clinic } from './fixture.ts';

const ORIGIN = 'https://frontdesk.example.com';
const PATIENT = '+12025550123';
const HOUR = 3600;

const sandbox = await sandboxFor({ after });
const frontdesk = await start({ after }, { vars: { PUBLIC_URL: ORIGIN }, sandbox });

/** A clinic with a Twilio account. */
async function textingClinic(): Promise<Clinic> {
  const clinic = await frontdesk.clinic();
  await frontdesk.done('PUT', '/api/integrations/twilio', { token: clinic.admin, json: TWILIO });
  return clinic;
}

/** An appointment with its confirmation and the work of sending it, as booking writes them; the text's id. */
async function confirmation(clinic: Clinic): Promise<string> {
  const [appointment, message] = [randomUUID(), randomUUID()];
  const begins = Math.floor(Date.now() / 1000) + 48 * HOUR;
  await frontdesk.clinicSql(
    clinic.id,
    `INSERT INTO appointments (id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until, phone)
     VALUES (?1, ?2, 'confirmed', ?3, ?3 + 1800, ?3, ?3 + 1800, ?4)`,
    ...[appointment, clinic.calendarId, begins, PATIENT],
  );
  await frontdesk.clinicSql(
    clinic.id,
    `INSERT INTO messages (id, kind, occasion, to_number, body, encoding, segments, status, starts_at)
     VALUES (?1, 'confirmation', ?2 || ':' || ?1, ?3, ?5, 'gsm7', 1, 'queued', ?4)`,
    ...[message, appointment, PATIENT, begins, wordsOf(message)],
  );
  await frontdesk.clinicSql(clinic.id, "INSERT INTO outbox (kind, subject) VALUES ('sms.send', ?)", message);
  return message;
}

/** All clinics of this file share an account at Twilio, so no two texts have the same words. */
const wordsOf = (message: string): string => `100% é confirmed & more +1=${message}`;

async function row({ id }: Clinic, message: string): Promise<Record<string, any>> {
  return (await frontdesk.clinicSql(id, 'SELECT * FROM messages WHERE id = ?', message))[0] ?? {};
}

/** Posts a form with a signature that Twilio's client makes for `signed`. */
function post(path: string, form: [string, string][], signed = form): Promise<Answer> {
  const fields: Record<string, string[]> = {};
  for (const [name, value] of signed) fields[name] = [...(fields[name] ?? []), value];
  const signature = twilio.getExpectedTwilioSignature(DEMO_TWILIO.authToken, ORIGIN + path, fields);
  return frontdesk.call('POST', path, {
    body: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
  });
}

test('a text goes out with the alarm and its reports come back', async () => {
  const clinic = await textingClinic();
  const id = await confirmation(clinic);
  await frontdesk.ring(clinic.id);
  const sent = await row(clinic, id);
  assert.equal(sent.status, 'accepted');
  const message = sandbox.state.twilio.messages[sent.sid];
  assert.deepEqual(
    [message?.to, message?.body, message?.statusCallback],
    [PATIENT, wordsOf(id), `${ORIGIN}/api/twilio/status?org=${clinic.id}&message=${id}`],
  );
  const deliverTo = `${frontdesk.url}/api/twilio/status?org=${clinic.id}&message=${id}`;
  const report = { status: 'undelivered', errorCode: 30003, deliverTo };
  const { delivery } = await control(sandbox, 'POST', `/twilio/messages/${sent.sid}/status`, report);
  assert.equal(delivery.status, 204);
  const { status, error_code } = await row(clinic, id);
  assert.deepEqual([status, error_code], ['undelivered', 30003]);
});

test('a text whose answer is lost is looked up and sent no second time', async () => {
  const clinic = await textingClinic();
  const id = await confirmation(clinic);
  sandbox.faults.add({ route: 'twilio.messages.create', drop: 'after', times: 1 });
  sandbox.requests.clear();
  await frontdesk.ring(clinic.id);
  assert.equal((await row(clinic, id)).status, 'unknown');
  await frontdesk.clinicSql(clinic.id, 'UPDATE messages SET attempted_at = attempted_at - 60 WHERE id = ?', id);
  await frontdesk.clinicSql(clinic.id, "UPDATE outbox SET due_at = 0 WHERE kind = 'sms.send'");
  await frontdesk.ring(clinic.id);
  assert.equal((await row(clinic, id)).status, 'accepted');
  assert.equal(sandbox.requests.count('twilio.messages.create'), 1);
});

test('STOP and START are heard, and answered with nothing', async () => {
  const clinic = await textingClinic();
  const url = `${ORIGIN}/api/twilio/inbound?org=${clinic.id}`;
  const deliverTo = url.replace(ORIGIN, frontdesk.url);
  const text = { accountSid: DEMO_TWILIO.accountSid, from: PATIENT, to: DEMO_TWILIO.fromNumber, url, deliverTo };
  const optOuts = () => frontdesk.clinicSql(clinic.id, 'SELECT number FROM opt_outs');
  for (const [body, expected] of [['STOP', [{ number: PATIENT }]], ['START', []]] as const) {
    const { delivery } = await control(sandbox, 'POST', '/twilio/inbound', { ...text, body });
    assert.deepEqual([delivery.status, delivery.body], [200, '<?xml version="1.0" encoding="UTF-8"?><Response/>']);
    assert.deepEqual(await optOuts(), expected);
  }
});

test("what Twilio's client signs is believed, and nothing else", async () => {
  const clinic = await textingClinic();
  const path = `/api/twilio/status?org=${clinic.id}&message=${randomUUID()}`;
  const forms: [string, string][][] = [
    [],
    [['MessageStatus', 'sent'], ['MessageSid', `SM${'0'.repeat(32)}`]],
    [['b', '2'], ['a', '+1'], ['b', '1'], ['b', '2'], ['B', ' é&=%'], ['', ''], ['日本', '\n']],
  ];
  for (const form of forms) {
    assert.equal((await post(path, form)).status, 204, JSON.stringify(form));
    const altered = await post(path, [...form, ['Added', '1']], form);
    assert.deepEqual([altered.status, altered.body.code], [403, 'forbidden'], JSON.stringify(form));
  }
  const elsewhere = await frontdesk.call('POST', path, { body: '', headers: {} });
  assert.equal(elsewhere.status, 403, 'without a signature');
});
