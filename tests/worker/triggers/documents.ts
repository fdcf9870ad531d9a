/** Which numbers may have a document in KV, which decides what is published of a change. */
import { randomUUID } from 'node:crypto';
import { freshNumber, type Clinic, type Frontdesk } from '../fixture.ts';
import type { Change } from './change.ts';

/** The number or the org beside the clinic's own, by clinic. */
const beside = new Map<string, string>();

const add = (frontdesk: Frontdesk, { id }: Clinic, number: string) =>
  frontdesk.sql(
    "INSERT INTO phone_number_mapping (id, org_id, inbound_phone_number, clinic_name) VALUES (?, ?, ?, 'Oak Dental')",
    randomUUID(),
    id,
    number,
  );

const rename = (frontdesk: Frontdesk, number: string, name: string) =>
  frontdesk.sql('UPDATE phone_number_mapping SET clinic_name = ? WHERE inbound_phone_number = ?', name, number);

const published = async (frontdesk: Frontdesk, number: string) => (await frontdesk.document(number))?.route ?? null;

/** The changes, each with what is published then. */
export const OF_DOCUMENTS: Change[] = [
  {
    trigger: 'route_publications_insert',
    what: 'a number that is renamed after its first call',
    arrange: async (frontdesk, clinic) => {
      beside.set(clinic.id, freshNumber());
      await add(frontdesk, clinic, beside.get(clinic.id)!);
    },
    act: async (frontdesk, { id }) => {
      const number = beside.get(id)!;
      await frontdesk.sql('INSERT INTO route_publications (subject, org_id) VALUES (?, ?)', number, id);
      await frontdesk.sweep();
      await rename(frontdesk, number, 'Elm Dental');
    },
    sees: async (frontdesk, { id }) => (await published(frontdesk, beside.get(id)!))?.clinic_name,
    before: undefined,
    after: 'Elm Dental',
    without: 'Oak Dental',
  },
  {
    trigger: 'route_publications_org',
    what: 'the zone of an org that a number went to while it was to be published',
    arrange: async (frontdesk, { id }) => void beside.set(id, (await frontdesk.org('Elm Dental')).id),
    act: async (frontdesk, { id, number }) => {
      const other = beside.get(id);
      await rename(frontdesk, number, 'Elm Dental');
      await frontdesk.sql('UPDATE phone_number_mapping SET org_id = ? WHERE inbound_phone_number = ?', other, number);
      await frontdesk.sweep();
      await frontdesk.sql("UPDATE orgs SET zone = 'Europe/Berlin' WHERE id = ?", other);
    },
    sees: async (frontdesk, { number }) => (await published(frontdesk, number))?.zone,
    before: 'America/New_York',
    after: 'Europe/Berlin',
  },
  {
    trigger: 'route_publications_done',
    what: 'a number that comes back once it was taken from everybody',
    act: async (frontdesk, clinic) => {
      await frontdesk.sql('DELETE FROM phone_number_mapping WHERE org_id = ?', clinic.id);
      await frontdesk.sweep();
      await add(frontdesk, clinic, clinic.number);
    },
    sees: async (frontdesk, { number }) => (await published(frontdesk, number))?.clinic_name,
    before: 'Oak Dental',
    // Until it is called it has no document.
    after: undefined,
    without: 'Oak Dental',
  },
];
