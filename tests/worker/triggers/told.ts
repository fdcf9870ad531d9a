/** What a clinic's other systems are told: a change writes a delivery for whoever is told of its kind, and the delivery is work. */
import type { Clinic, Frontdesk } from '../fixture.ts';
import type { Change } from './change.ts';

/** So late that nothing is sent while a test runs. */
const LATER = 9_000_000_000;
const TYPES = ['appointment.booked', 'appointment.cancelled', 'call.ended', 'message.failed'];
const TOLD = `INSERT INTO webhook_subscriptions (type, endpoint_id) SELECT value, printf('%036d', 1) FROM json_each('${JSON.stringify(TYPES)}')`;

const APPOINTMENT = `INSERT INTO appointments (id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until, change_id, updated_at)
  VALUES (printf('%036d', 1), 'front', 'confirmed', 1000, 2000, 1000, 2000, 'first', ${LATER})`;
const CANCELLED = `UPDATE appointments SET status = 'cancelled', change_id = 'second', revision = revision + 1 WHERE change_id = 'first'`;
const call = (status: string): string => `INSERT INTO calls (call_id, status, first_seen, last_seen) VALUES ('c', '${status}', 1000, ${LATER})`;
const TEXT = `INSERT INTO messages (id, kind, occasion, to_number, body, encoding, segments, status, updated_at)
  VALUES (printf('%036d', 1), 'reminder', printf('%036d:x', 1), '+12125550100', 'Hello', 'gsm7', 1, 'sent', ${LATER})`;
const DELIVERY = `INSERT INTO webhook_deliveries (endpoint_id, event_id, type, at, tried_since, data) VALUES (printf('%036d', 1), 'e', 'ping', ${LATER}, ${LATER}, '{}')`;

async function types(frontdesk: Frontdesk, { id }: Clinic): Promise<string | null> {
  const [row] = await frontdesk.clinicSql(id, 'SELECT group_concat(type) AS types FROM webhook_deliveries');
  return row?.types;
}

async function work(frontdesk: Frontdesk, { id }: Clinic): Promise<number> {
  const [row] = await frontdesk.clinicSql(id, "SELECT count(*) AS work FROM outbox WHERE kind = 'webhook.deliver'");
  return row?.work;
}

/** What changes, by the trigger that tells of it, what was there before, what is done, and what is told. */
const CHANGES: [trigger: string, what: string, before: string[], act: string, type: string][] = [
  ['webhooks_of_new_appointment', 'an appointment', [], APPOINTMENT, 'appointment.booked'],
  ['webhooks_of_appointment', 'an appointment that is cancelled', [APPOINTMENT], CANCELLED, 'appointment.cancelled'],
  ['webhooks_of_new_call', 'a call that is heard of when it is over', [], call('ended'), 'call.ended'],
  ['webhooks_of_call', 'a call that ends', [call('in_progress')], "UPDATE calls SET status = 'ended'", 'call.ended'],
  ['webhooks_of_message', 'a text that did not arrive', [TEXT], "UPDATE messages SET status = 'undelivered'", 'message.failed'],
];

/** What is due from before is done first, since it compares the clinic's webhooks with D1, which has none. */
const arrange = (before: string[]) => async (frontdesk: Frontdesk, { id }: Clinic): Promise<void> => {
  await frontdesk.sweep();
  for (const statement of before) await frontdesk.clinicSql(id, statement);
};

const inObject = true;

/** The changes, each with what is seen of it. */
export const OF_TOLD: Change[] = [
  ...CHANGES.map(
    ([trigger, what, before, act, type]): Change => ({
      trigger,
      inObject,
      what: `${what}, of which another system is told`,
      arrange: arrange([...before, TOLD]),
      act: (frontdesk, { id }) => frontdesk.clinicSql(id, act),
      sees: types,
      before: null,
      after: type,
    }),
  ),
  {
    trigger: 'webhook_deliveries_work',
    inObject,
    what: 'a delivery, which is work',
    arrange: arrange([]),
    act: (frontdesk, { id }) => frontdesk.clinicSql(id, DELIVERY),
    sees: work,
    before: 0,
    after: 1,
  },
  {
    trigger: 'webhook_deliveries_no_work',
    inObject,
    what: 'a delivery that goes, and its work with it',
    arrange: arrange([DELIVERY]),
    act: (frontdesk, { id }) => frontdesk.clinicSql(id, 'DELETE FROM webhook_deliveries'),
    sees: work,
    before: 1,
    after: 0,
  },
];
