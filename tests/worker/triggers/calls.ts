/** How calls are answered and for how long they are kept. */
import type { Clinic, Frontdesk } from '../fixture.ts';
import { routed, swept, type Change } from './change.ts';

const daysKept = async (frontdesk: Frontdesk, clinic: Clinic) =>
  (await routed(frontdesk, clinic)).assistant.call_log.retention_days;

const setAssistant = (frontdesk: Frontdesk, { id }: Clinic) =>
  frontdesk.sql('INSERT INTO assistants (org_id, document) VALUES (?, \'{"call_log":{"retention_days":7}}\')', id);

/** For how many days a clinic keeps its calls. */
const keepFor = (days: number) => (frontdesk: Frontdesk, { id }: Clinic) =>
  frontdesk.sql('INSERT INTO assistants (org_id, document) VALUES (?, ?)', id, JSON.stringify({ call_log: { retention_days: days } }));

/** A call that began thirty days ago, or as many as said. */
const callOfLastMonth = (frontdesk: Frontdesk, { number }: Clinic, days = 30) => {
  const startedAt = new Date(Date.now() - days * 86_400_000).toISOString();
  const call = { id: 'call-1', type: 'inboundPhoneCall' };
  const message = { type: 'end-of-call-report', startedAt, endedAt: startedAt, call, phoneNumber: { number } };
  return frontdesk.done('POST', '/api/vapi/webhook', { json: { message } });
};

/** How many calls a clinic has in its log. */
const callsKept = async (frontdesk: Frontdesk, { admin }: Clinic) =>
  (await frontdesk.done('GET', '/api/calls', { token: admin })).items.length;

/** For how many days the calls of an org without a document are kept. */
const DEFAULT_DAYS = 90;

/** The changes, each with what is seen of it. */
export const OF_CALLS: Change[] = [
  {
    trigger: 'assistants_insert',
    what: 'a document of how calls are answered that is set for the first time',
    act: setAssistant,
    sees: daysKept,
    before: DEFAULT_DAYS,
    after: 7,
  },
  {
    trigger: 'assistants_update',
    what: 'a document of how calls are answered that changes',
    arrange: swept(setAssistant),
    act: (frontdesk, { id }) =>
      frontdesk.sql(
        'UPDATE assistants SET document = \'{"call_log":{"retention_days":8}}\' WHERE org_id = ?',
        id,
      ),
    sees: daysKept,
    before: 7,
    after: 8,
  },
  {
    trigger: 'assistants_delete',
    what: 'a document of how calls are answered that is deleted',
    arrange: swept(setAssistant),
    act: (frontdesk, { id }) => frontdesk.sql('DELETE FROM assistants WHERE org_id = ?', id),
    sees: daysKept,
    before: 7,
    after: DEFAULT_DAYS,
  },
  {
    trigger: 'assistants_poke_insert',
    what: 'a time for which calls are kept that is set for the first time',
    arrange: callOfLastMonth,
    act: setAssistant,
    sees: callsKept,
    before: 1,
    after: 0,
  },
  {
    trigger: 'assistants_poke_update',
    what: 'a time for which calls are kept that becomes shorter',
    arrange: swept(async (frontdesk, clinic) => {
      await keepFor(60)(frontdesk, clinic);
      await callOfLastMonth(frontdesk, clinic);
    }),
    act: (frontdesk, { id }) =>
      frontdesk.sql(
        'UPDATE assistants SET document = \'{"call_log":{"retention_days":7}}\' WHERE org_id = ?',
        id,
      ),
    sees: callsKept,
    before: 1,
    after: 0,
  },
  {
    trigger: 'assistants_poke_delete',
    what: 'a time for which calls are kept that is no longer set, and becomes shorter by that',
    arrange: swept(async (frontdesk, clinic) => {
      await keepFor(365)(frontdesk, clinic);
      await callOfLastMonth(frontdesk, clinic, 100);
    }),
    act: (frontdesk, { id }) => frontdesk.sql('DELETE FROM assistants WHERE org_id = ?', id),
    sees: callsKept,
    before: 1,
    after: 0,
  },
];
