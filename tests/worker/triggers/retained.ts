/** Rows that are kept for a time: whoever writes one, its clinic's object will look when that time is over. */
import { randomUUID } from 'node:crypto';
import type { Clinic, Frontdesk } from '../fixture.ts';
import type { Change } from './change.ts';

/** One row of each table. */
const INSERTS: [table: string, statement: string][] = [
  [
    'appointments',
    `INSERT INTO appointments (id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until)
     VALUES (?, 'front', 'confirmed', 1000, 2000, 1000, 2000)`,
  ],
  [
    'receipts',
    `INSERT INTO receipts (key, operation, request_hash, appointment_id, outcome)
     VALUES (?, 'book', printf('%064d', 0), 'x', '{}')`,
  ],
  ['audit', "INSERT INTO audit (id, at, actor, action) VALUES (?, 1000, 'system', 'appointment.booked')"],
  [
    'messages',
    `INSERT INTO messages (id, kind, occasion, to_number, body, encoding, segments, status)
     VALUES (?, 'reminder', printf('%036d:x', 1), '+12125550100', 'Hello', 'gsm7', 1, 'sent')`,
  ],
  ['inbox_questions', 'INSERT INTO inbox_questions (key, asked_at) VALUES (?, 1000)'],
  ['call_tokens', "INSERT INTO call_tokens (call_id, platform_call_id, bound_at) VALUES (?, 'p', 1000)"],
  [
    'busy_mirror',
    `INSERT INTO busy_mirror (calendar_id, credential_id, asked_at, busy_from, busy_until, busy)
     VALUES (?, 'c', 0, 0, 1, '[]')`,
  ],
  ['calendar_channels', "INSERT INTO calendar_channels (id, calendar_id, credential_id, key_id, expires_at) VALUES (?, 'c', 'c', 'k', 0)"],
  ['calendar_errors', "INSERT INTO calendar_errors (day, vendor, kind) VALUES (unixepoch() / 86400, ?, 'refused')"],
  [
    'webhook_deliveries',
    "INSERT INTO webhook_deliveries (endpoint_id, event_id, type, at, tried_since, data) VALUES (printf('%036d', 1), ?, 'ping', 9000000000, 9000000000, '{}')",
  ],
  ['heeded_texts', 'INSERT INTO heeded_texts (sid) VALUES (?)'],
  [
    'knowledge_gaps',
    "INSERT INTO knowledge_gaps (day, question, asked_at) VALUES ('2025-12-01', 'do you sell gum', length(?))",
  ],
];

/** How often a clinic's object is going to look. */
async function looks(frontdesk: Frontdesk, { id }: Clinic): Promise<number> {
  const [row] = await frontdesk.clinicSql(id, "SELECT count(*) AS looks FROM due WHERE work = 'retention'");
  return row?.looks;
}

/** A message of a caller is kept for a time once it is done. */
const OF_DONE: Change = {
  trigger: 'inbox_retained',
  inObject: true,
  what: 'a message of a caller that is done',
  act: async (frontdesk, { id }) => {
    const message = randomUUID();
    await frontdesk.clinicSql(
      id,
      `INSERT INTO inbox (id, callback_number, about, urgency, created_at)
       VALUES (?, '+12125550100', 'Is my crown ready?', 'routine', 1000)`,
      message,
    );
    await frontdesk.clinicSql(id, "UPDATE inbox SET status = 'done', done_at = 1000 WHERE id = ?", message);
  },
  sees: looks,
  before: 0,
  after: 1,
};

/** The changes, each with what is seen of it. */
export const OF_RETAINED = INSERTS.map(
  ([table, statement]): Change => ({
    trigger: `${table}_retained`,
    inObject: true,
    what: `a row of ${table} that is there for a time`,
    act: (frontdesk, { id }) => frontdesk.clinicSql(id, statement, randomUUID()),
    sees: looks,
    before: 0,
    after: 1,
  }),
).concat(OF_DONE);
