/** What an org says is its own: whether it is proven, how much of it may be without, and who else wants it. */
import { randomUUID } from 'node:crypto';
import { freshNumber, type Clinic, type Frontdesk } from '../fixture.ts';
import type { Change } from './change.ts';

/** A number beside the clinic's own that nobody has mapped, by clinic. */
const beside = new Map<string, string>();
const numberBeside = ({ id }: Clinic): string => {
  const number = beside.get(id) ?? freshNumber();
  beside.set(id, number);
  return number;
};

const prove = (frontdesk: Frontdesk, { id }: Clinic, number: string) =>
  frontdesk.sql("INSERT INTO claim_proofs (org_id, kind, value, how, proven_at) VALUES (?, 'number', ?, 'operator', 0)", id, number);

const add = (frontdesk: Frontdesk, { id }: Clinic, number: string) =>
  frontdesk.sql("INSERT INTO phone_number_mapping (id, org_id, inbound_phone_number, clinic_name) VALUES (?, ?, ?, 'Oak Dental')", randomUUID(), id, number);

/** Whether a number of the clinic's is proven; undefined if it has none such. */
async function isProven(frontdesk: Frontdesk, { id }: Clinic, number: string): Promise<unknown> {
  const [row] = await frontdesk.sql('SELECT is_proven FROM phone_number_mapping WHERE org_id = ? AND inbound_phone_number = ?', id, number);
  return row?.is_proven ?? null;
}

const seesOwn = (frontdesk: Frontdesk, clinic: Clinic) => isProven(frontdesk, clinic, clinic.number);
const seesBeside = (frontdesk: Frontdesk, clinic: Clinic) => isProven(frontdesk, clinic, numberBeside(clinic));

/** Another clinic wants the number. */
async function dispute(frontdesk: Frontdesk, { id, number }: Clinic): Promise<void> {
  const other = await frontdesk.org('Elm Dental');
  await frontdesk.sql(
    `INSERT INTO claim_disputes (id, org_id, holder_id, kind, value, source, wanted, first_seen_at, last_seen_at)
     VALUES (?, ?, ?, 'number', ?, 'request', '{}', 0, 0)`,
    randomUUID(), other.id, id, number,
  );
}

async function disputeStatus(frontdesk: Frontdesk, { number }: Clinic): Promise<unknown> {
  const [row] = await frontdesk.sql('SELECT status FROM claim_disputes WHERE value = ?', number);
  return row?.status ?? null;
}

/** The changes, each with what is seen of it. */
export const OF_CLAIMS: Change[] = [
  {
    trigger: 'phone_number_mapping_proof_insert',
    what: 'a number that is added after it was proven',
    arrange: (frontdesk, clinic) => prove(frontdesk, clinic, numberBeside(clinic)),
    act: (frontdesk, clinic) => add(frontdesk, clinic, numberBeside(clinic)),
    sees: seesBeside,
    before: null,
    after: 1,
    without: 0,
  },
  {
    trigger: 'phone_number_mapping_proof_update',
    what: 'a proven number that gets an id which is not',
    arrange: (frontdesk, clinic) => frontdesk.sql('DELETE FROM claim_proofs WHERE value = ?', clinic.number).then(() => prove(frontdesk, clinic, clinic.number)),
    act: (frontdesk, clinic) => frontdesk.sql('UPDATE phone_number_mapping SET vapi_phone_number_id = ? WHERE inbound_phone_number = ?', randomUUID(), clinic.number),
    sees: seesOwn,
    before: 1,
    after: 0,
  },
  {
    trigger: 'claim_proofs_insert',
    what: 'a number that is proven',
    arrange: (frontdesk, clinic) => frontdesk.sql('DELETE FROM claim_proofs WHERE value = ?', clinic.number),
    act: (frontdesk, clinic) => prove(frontdesk, clinic, clinic.number),
    sees: seesOwn,
    before: 0,
    after: 1,
  },
  {
    trigger: 'claim_proofs_delete',
    what: 'a proof that is taken back',
    arrange: async (frontdesk, clinic) => {
      await frontdesk.sql('DELETE FROM claim_proofs WHERE value = ?', clinic.number);
      await prove(frontdesk, clinic, clinic.number);
    },
    act: (frontdesk, clinic) => frontdesk.sql('DELETE FROM claim_proofs WHERE value = ?', clinic.number),
    sees: seesOwn,
    before: 1,
    after: 0,
  },
  {
    trigger: 'unproven_in_change_end',
    what: 'a number without proof, where none may be',
    act: (frontdesk, clinic) =>
      frontdesk
        .sql('UPDATE orgs SET unproven_limit = 0 WHERE id = ?', clinic.id)
        .then(() => frontdesk.call('POST', '/api/inbound/phone-mappings', { token: clinic.admin, json: { inbound_phone_number: numberBeside(clinic), clinic_name: 'Oak' } })),
    sees: seesBeside,
    before: null,
    after: null,
    without: 0,
  },
  {
    trigger: 'claim_disputes_decided',
    what: 'a decision about what was decided',
    arrange: async (frontdesk, clinic) => {
      await dispute(frontdesk, clinic);
      await frontdesk.sql("UPDATE claim_disputes SET status = 'kept', resolved_at = 1 WHERE value = ?", clinic.number);
    },
    act: (frontdesk, clinic) =>
      frontdesk.sql("UPDATE claim_disputes SET status = 'moved', resolved_at = 2 WHERE value = ?", clinic.number).catch(() => undefined),
    sees: disputeStatus,
    before: 'kept',
    after: 'kept',
    without: 'moved',
  },
  {
    trigger: 'phone_number_mapping_released',
    what: 'a disputed number that its holder gives up',
    arrange: dispute,
    act: (frontdesk, clinic) => frontdesk.sql('UPDATE phone_number_mapping SET is_active = 0 WHERE inbound_phone_number = ?', clinic.number),
    sees: disputeStatus,
    before: 'open',
    after: 'ended',
  },
  {
    trigger: 'phone_number_mapping_gone',
    what: 'a disputed number that is deleted for good',
    arrange: dispute,
    act: (frontdesk, clinic) => frontdesk.sql('DELETE FROM phone_number_mapping WHERE inbound_phone_number = ?', clinic.number),
    sees: disputeStatus,
    before: 'open',
    after: 'ended',
  },
];
