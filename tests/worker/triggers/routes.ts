/** Numbers, orgs, opening hours and integrations: whose call it is and whether it is served. */
import { randomUUID } from 'node:crypto';
import { freshNumber, toldZone, type Clinic, type Frontdesk } from '../fixture.ts';
import { routed, swept, type Change } from './change.ts';

const name = async (frontdesk: Frontdesk, { number }: Clinic) => (await frontdesk.lookup(number)).body.clinic_name;

export const status = async (frontdesk: Frontdesk, { number }: Clinic) => (await frontdesk.lookup(number)).status;

const zone = (frontdesk: Frontdesk, { number }: Clinic) => toldZone(frontdesk, number);

/** Which of the sentences an agent hears. */
async function sentence(frontdesk: Frontdesk, { number }: Clinic): Promise<string | undefined> {
  const heard = await frontdesk.heard(number);
  const kinds = [
    'has more than nine openings',
    'is closed on',
    'opening hours',
    'is not connected yet',
    "can't check the calendar",
    'are paused',
  ];
  return kinds.find((kind) => heard.includes(kind));
}

/** Work that was given up on an appointment that no longer exists, so that there is nothing to do once it is due again. */
const giveUp = (frontdesk: Frontdesk, { id }: Clinic) =>
  frontdesk.clinicSql(
    id,
    "INSERT INTO outbox (kind, subject, attempts, dead_at) VALUES ('event.sync', ?, 12, unixepoch())",
    randomUUID(),
  );

/** How many pieces of a clinic's work are given up. */
const givenUp = async (frontdesk: Frontdesk, { id }: Clinic) =>
  (await frontdesk.clinicSql(id, 'SELECT id FROM outbox WHERE dead_at IS NOT NULL')).length;

/** Keeps a clinic's credentials aside, to be connected again. */
export async function disconnect(frontdesk: Frontdesk, { id }: Clinic): Promise<void> {
  await frontdesk.sql('CREATE TABLE IF NOT EXISTS saved AS SELECT * FROM integration_settings LIMIT 0');
  await frontdesk.sql('INSERT INTO saved SELECT * FROM integration_settings WHERE org_id = ?', id);
  await frontdesk.sql('DELETE FROM integration_settings WHERE org_id = ?', id);
}

export const connectSaved = (frontdesk: Frontdesk, { id }: Clinic) =>
  frontdesk.sql('INSERT INTO integration_settings SELECT * FROM saved WHERE org_id = ?', id);

const declareDead = (frontdesk: Frontdesk, { id }: Clinic) =>
  frontdesk.sql("UPDATE integration_settings SET status = 'needs_reconnect' WHERE org_id = ?", id);

const CLOSED = JSON.stringify({ weekly: {} });

const [NINE_TO_FIVE, OWNER, ELM] = ['has more than nine openings', 'Oak Dental', 'Elm Dental'];

/** The changes, each with what is seen of it. */
export const OF_ROUTES: Change[] = [
  {
    trigger: 'phone_number_mapping_update',
    what: 'a number whose clinic is renamed',
    act: (frontdesk, { id }) =>
      frontdesk.sql("UPDATE phone_number_mapping SET clinic_name = 'Elm Dental' WHERE org_id = ?", id),
    sees: name,
    before: OWNER,
    after: ELM,
  },
  {
    trigger: 'phone_number_mapping_update',
    what: 'a number that is deactivated',
    act: (frontdesk, { id }) => frontdesk.sql('UPDATE phone_number_mapping SET is_active = 0 WHERE org_id = ?', id),
    sees: status,
    before: 200,
    after: 404,
  },
  {
    trigger: 'phone_number_mapping_update',
    what: 'a number that is moved to another clinic',
    act: async (frontdesk, { id }) => {
      const other = await frontdesk.org(ELM);
      await frontdesk.sql(
        "UPDATE phone_number_mapping SET org_id = ?, clinic_name = 'Elm Dental' WHERE org_id = ?",
        other.id,
        id,
      );
    },
    sees: name,
    before: OWNER,
    after: ELM,
  },
  {
    trigger: 'phone_number_mapping_update',
    what: 'a row whose number is replaced by another',
    act: (frontdesk, { id }) =>
      frontdesk.sql('UPDATE phone_number_mapping SET inbound_phone_number = ? WHERE org_id = ?', freshNumber(), id),
    sees: status,
    before: 200,
    after: 404,
  },
  {
    trigger: 'phone_number_mapping_delete',
    what: 'a row that is deleted',
    act: (frontdesk, { id }) => frontdesk.sql('DELETE FROM phone_number_mapping WHERE org_id = ?', id),
    sees: status,
    before: 200,
    after: 404,
  },
  {
    trigger: 'orgs_changed',
    what: 'an org whose zone changes',
    act: (frontdesk, { id }) => frontdesk.sql("UPDATE orgs SET zone = 'Europe/Berlin' WHERE id = ?", id),
    sees: zone,
    before: 'New York',
    after: 'Berlin',
  },
  {
    trigger: 'orgs_version',
    what: 'an org whose zone changes, of which the version alone tells',
    act: (frontdesk, { id }) => frontdesk.sql("UPDATE orgs SET zone = 'Europe/Berlin' WHERE id = ?", id),
    sees: zone,
    before: 'New York',
    after: 'Berlin',
  },
  {
    trigger: 'orgs_country',
    what: 'an org whose country changes',
    act: (frontdesk, { id }) => frontdesk.sql("UPDATE orgs SET country = 'DE' WHERE id = ?", id),
    sees: async (frontdesk, clinic) => (await routed(frontdesk, clinic)).country,
    before: 'US',
    after: 'DE',
  },
  {
    trigger: 'orgs_changed',
    what: 'an org that is suspended',
    act: (frontdesk, { id }) => frontdesk.sql("UPDATE orgs SET status = 'suspended' WHERE id = ?", id),
    sees: sentence,
    before: NINE_TO_FIVE,
    after: 'are paused',
  },
  {
    trigger: 'schedules_insert',
    what: 'opening hours that are set for the first time',
    arrange: async (frontdesk, { id }) => {
      await frontdesk.sql('DELETE FROM schedules WHERE org_id = ?', id);
      await frontdesk.sweep();
    },
    act: (frontdesk, { id }) => frontdesk.sql('INSERT INTO schedules (org_id, document) VALUES (?, ?)', id, CLOSED),
    sees: sentence,
    before: 'opening hours',
    after: 'is closed on',
  },
  {
    trigger: 'schedules_update',
    what: 'opening hours that change',
    act: (frontdesk, { id }) => frontdesk.sql('UPDATE schedules SET document = ? WHERE org_id = ?', CLOSED, id),
    sees: sentence,
    before: NINE_TO_FIVE,
    after: 'is closed on',
  },
  {
    trigger: 'schedules_delete',
    what: 'opening hours that are deleted',
    act: (frontdesk, { id }) => frontdesk.sql('DELETE FROM schedules WHERE org_id = ?', id),
    sees: sentence,
    before: NINE_TO_FIVE,
    after: 'opening hours',
  },
  {
    trigger: 'integration_settings_insert',
    what: 'credentials that are restored',
    arrange: swept(disconnect),
    act: connectSaved,
    sees: sentence,
    before: 'is not connected yet',
    after: NINE_TO_FIVE,
  },
  {
    trigger: 'integration_settings_update',
    what: 'credentials that are declared dead',
    act: declareDead,
    sees: sentence,
    before: NINE_TO_FIVE,
    after: "can't check the calendar",
  },
  {
    trigger: 'integration_settings_delete',
    what: 'credentials that are deleted',
    act: (frontdesk, { id }) => frontdesk.sql('DELETE FROM integration_settings WHERE org_id = ?', id),
    sees: sentence,
    before: NINE_TO_FIVE,
    after: 'is not connected yet',
  },
  {
    trigger: 'integration_settings_poke_insert',
    what: 'work that was given up before an account was connected',
    arrange: async (frontdesk, clinic) => {
      await swept(disconnect)(frontdesk, clinic);
      await giveUp(frontdesk, clinic);
    },
    act: connectSaved,
    sees: givenUp,
    before: 1,
    after: 0,
  },
  {
    trigger: 'integration_settings_poke_update',
    what: 'work that was given up while the credentials were dead',
    arrange: async (frontdesk, clinic) => {
      await swept(declareDead)(frontdesk, clinic);
      await giveUp(frontdesk, clinic);
    },
    act: (frontdesk, { id }) =>
      frontdesk.sql("UPDATE integration_settings SET status = 'connected' WHERE org_id = ?", id),
    sees: givenUp,
    before: 1,
    after: 0,
  },
];
