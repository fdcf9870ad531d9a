/** Services, practitioners and texts: what a clinic offers, as its route says. */
import { randomUUID } from 'node:crypto';
import type { Clinic, Frontdesk } from '../fixture.ts';
import { routed, swept, type Change } from './change.ts';

const services = async (frontdesk: Frontdesk, clinic: Clinic) => called((await routed(frontdesk, clinic)).catalogue.services);

const practitioners = async (frontdesk: Frontdesk, clinic: Clinic) =>
  called((await routed(frontdesk, clinic)).catalogue.practitioners);

const textsADay = async (frontdesk: Frontdesk, clinic: Clinic) => (await routed(frontdesk, clinic)).messaging.daily_cap;

const called = (entries: { name: string }[]) => entries.map(({ name }) => name).join();

const addService = (frontdesk: Frontdesk, { id }: Clinic) =>
  frontdesk.sql("INSERT INTO services (id, org_id, name, minutes) VALUES (?, ?, 'Cleaning', 30)", randomUUID(), id);

const addPractitioner = (frontdesk: Frontdesk, { id }: Clinic) =>
  frontdesk.sql(
    "INSERT INTO practitioners (id, org_id, name, calendar_id) VALUES (?, ?, 'Dr. Lee', 'lee')",
    randomUUID(),
    id,
  );

const setMessaging = (frontdesk: Frontdesk, { id }: Clinic) =>
  frontdesk.sql('INSERT INTO messaging (org_id, document) VALUES (?, \'{"daily_cap":7}\')', id);

/** What an org without settings allows itself. */
const DEFAULT_CAP = 200;

/** The changes, each with what is seen of it. */
export const OF_OFFERS: Change[] = [
  {
    trigger: 'services_insert',
    what: 'a service that is added',
    act: addService,
    sees: services,
    before: '',
    after: 'Cleaning',
  },
  {
    trigger: 'services_update',
    what: 'a service that is renamed',
    arrange: swept(addService),
    act: (frontdesk, { id }) => frontdesk.sql("UPDATE services SET name = 'Whitening' WHERE org_id = ?", id),
    sees: services,
    before: 'Cleaning',
    after: 'Whitening',
  },
  {
    trigger: 'services_delete',
    what: 'a service whose row is deleted',
    arrange: swept(addService),
    act: (frontdesk, { id }) => frontdesk.sql('DELETE FROM services WHERE org_id = ?', id),
    sees: services,
    before: 'Cleaning',
    after: '',
  },
  {
    trigger: 'practitioners_insert',
    what: 'a practitioner who is added',
    act: addPractitioner,
    sees: practitioners,
    before: '',
    after: 'Dr. Lee',
  },
  {
    trigger: 'practitioners_update',
    what: 'a practitioner who leaves',
    arrange: swept(addPractitioner),
    act: (frontdesk, { id }) => frontdesk.sql('UPDATE practitioners SET is_active = 0 WHERE org_id = ?', id),
    sees: practitioners,
    before: 'Dr. Lee',
    after: '',
  },
  {
    trigger: 'practitioners_delete',
    what: 'a practitioner whose row is deleted',
    arrange: swept(addPractitioner),
    act: (frontdesk, { id }) => frontdesk.sql('DELETE FROM practitioners WHERE org_id = ?', id),
    sees: practitioners,
    before: 'Dr. Lee',
    after: '',
  },
  {
    trigger: 'messaging_insert',
    what: 'a number of texts a day that is set for the first time',
    act: setMessaging,
    sees: textsADay,
    before: DEFAULT_CAP,
    after: 7,
  },
  {
    trigger: 'messaging_update',
    what: 'a number of texts a day that changes',
    arrange: swept(setMessaging),
    act: (frontdesk, { id }) => frontdesk.sql('UPDATE messaging SET document = \'{"daily_cap":8}\' WHERE org_id = ?', id),
    sees: textsADay,
    before: 7,
    after: 8,
  },
  {
    trigger: 'messaging_delete',
    what: 'settings of texts that are deleted',
    arrange: swept(setMessaging),
    act: (frontdesk, { id }) => frontdesk.sql('DELETE FROM messaging WHERE org_id = ?', id),
    sees: textsADay,
    before: 7,
    after: DEFAULT_CAP,
  },
];
