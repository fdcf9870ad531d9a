/** An org's other numbers, which its route documents name while they are at most 100. */
import { randomUUID } from 'node:crypto';
import { freshNumber, type Clinic, type Frontdesk } from '../fixture.ts';
import { routed, swept, type Change } from './change.ts';

/** The number beside the clinic's own, by clinic. */
const beside = new Map<string, string>();

const isNamed = async (frontdesk: Frontdesk, clinic: Clinic) =>
  (await routed(frontdesk, clinic)).own_numbers.includes(beside.get(clinic.id));

const add = (frontdesk: Frontdesk, { id }: Clinic) => {
  beside.set(id, freshNumber());
  return frontdesk.sql(
    "INSERT INTO phone_number_mapping (id, org_id, inbound_phone_number, clinic_name) VALUES (?, ?, ?, 'Oak Dental')",
    randomUUID(),
    id,
    beside.get(id),
  );
};

const change = (sql: string) => (frontdesk: Frontdesk, { id }: Clinic) => frontdesk.sql(sql, beside.get(id));

/** The changes, each with what is seen of it in the document of the clinic's first number. */
export const OF_NUMBERS: Change[] = [
  {
    trigger: 'phone_number_mapping_insert',
    what: 'another number that is added',
    act: add,
    sees: isNamed,
    before: false,
    after: true,
  },
  {
    trigger: 'phone_number_mapping_update',
    what: 'another number that is deactivated',
    arrange: swept(add),
    act: change('UPDATE phone_number_mapping SET is_active = 0 WHERE inbound_phone_number = ?'),
    sees: isNamed,
    before: true,
    after: false,
  },
  {
    trigger: 'phone_number_mapping_delete',
    what: 'another number that is deleted for good',
    arrange: swept(add),
    act: change('DELETE FROM phone_number_mapping WHERE inbound_phone_number = ?'),
    sees: isNamed,
    before: true,
    after: false,
  },
];
