/** What a clinic's object counts: whatever changes on a day puts the day on the list of those that D1 is to be told of. */
import type { Clinic, Frontdesk } from '../fixture.ts';
import type { Change } from './change.ts';

/** All of it happens on the tenth day of 1970, which is so long ago that the object tells nobody of it. */
const AT = 864_000;
const CALL = `INSERT INTO calls (call_id, status, first_seen, last_seen) VALUES ('c', 'in_progress', ${AT}, ${AT})`;
const TOOL = `INSERT INTO call_tools (call_id, tool_call_id, tool, outcome, asked_ms, millis, last_asked_ms) VALUES ('c', 't', 'x', 'done', 0, 0, 0)`;
const TEXT = `INSERT INTO messages (id, kind, occasion, to_number, body, encoding, segments, status, created_at)
  VALUES (printf('%036d', 1), 'reminder', printf('%036d:x', 1), '+12125550100', 'Hello', 'gsm7', 1, 'sent', ${AT})`;
const ERROR = "INSERT INTO calendar_errors (day, vendor, kind) VALUES (10, 'google', 'refused')";

/** What changes, by the trigger that notes it, what was there before, and what is done. */
const CHANGES: [trigger: string, what: string, before: string[], act: string][] = [
  ['calls_counted', 'a call', [], CALL],
  ['calls_recounted', 'what a call cost', [CALL], 'UPDATE calls SET cost_micros = 1'],
  ['call_tools_counted', 'a tool that was run', [CALL], TOOL],
  ['call_tools_recounted', 'a tool that was run again', [CALL, TOOL], "UPDATE call_tools SET outcome = 'failed'"],
  ['messages_counted', 'a text', [], TEXT],
  ['messages_recounted', 'a text that arrived', [TEXT], "UPDATE messages SET status = 'delivered'"],
  ['calendar_errors_counted', 'an error of a calendar', [], ERROR],
  ['calendar_errors_recounted', 'an error of a calendar again', [ERROR], 'UPDATE calendar_errors SET count = 2'],
];

/** The days of long ago that are on the list. */
async function days(frontdesk: Frontdesk, { id }: Clinic): Promise<string | null> {
  const [row] = await frontdesk.clinicSql(id, 'SELECT group_concat(day) AS days FROM changed_days WHERE day < 1000');
  return row?.days;
}

/** The changes, each with what is seen of it. */
export const OF_COUNTED = CHANGES.map(
  ([trigger, what, before, act]): Change => ({
    trigger,
    inObject: true,
    what: `${what}, which is counted`,
    arrange: async (frontdesk, { id }) => {
      for (const statement of [...before, 'DELETE FROM changed_days']) await frontdesk.clinicSql(id, statement);
    },
    act: (frontdesk, { id }) => frontdesk.clinicSql(id, act),
    sees: days,
    before: null,
    after: '10',
  }),
);
