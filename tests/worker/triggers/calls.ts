/** How calls are answered and for how long they are kept, as the clinic's route says. */
import type { Clinic, Frontdesk } from '../fixture.ts';
import { routed, swept, type Change } from './change.ts';

const daysKept = async (frontdesk: Frontdesk, clinic: Clinic) =>
  (await routed(frontdesk, clinic)).assistant.call_log.retention_days;

const setAssistant = (frontdesk: Frontdesk, { id }: Clinic) =>
  frontdesk.sql('INSERT INTO assistants (org_id, document) VALUES (?, \'{"call_log":{"retention_days":7}}\')', id);

const segments = async (frontdesk: Frontdesk, clinic: Clinic) => (await routed(frontdesk, clinic)).budget.text_segments;

const setBudget = (frontdesk: Frontdesk, { id }: Clinic) =>
  frontdesk.sql('INSERT INTO budgets (org_id, document) VALUES (?, \'{"text_segments":7}\')', id);

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
  { trigger: 'budgets_insert', what: 'a budget that is set for the first time', act: setBudget, sees: segments, before: null, after: 7 },
  {
    trigger: 'budgets_update',
    what: 'a budget that changes',
    arrange: swept(setBudget),
    act: (frontdesk, { id }) => frontdesk.sql('UPDATE budgets SET document = \'{"text_segments":8}\' WHERE org_id = ?', id),
    sees: segments,
    before: 7,
    after: 8,
  },
  {
    trigger: 'budgets_delete',
    what: 'a budget that is deleted',
    arrange: swept(setBudget),
    act: (frontdesk, { id }) => frontdesk.sql('DELETE FROM budgets WHERE org_id = ?', id),
    sees: segments,
    before: 7,
    after: null,
  },
];
