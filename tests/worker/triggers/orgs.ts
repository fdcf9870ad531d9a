/** Orgs that are added while one with the same id is still being deleted, and the jurisdictions of those that are there. */
import type { Clinic, Frontdesk } from '../fixture.ts';
import type { Change } from './change.ts';

/** The id of an org whose deletion was cut off, which no other clinic's test has. */
const leaving = ({ id }: Clinic) => id.replace(/^.{8}/, 'ffffffff');

/** The changes, each with what is seen of it. */
export const OF_ORGS: Change[] = [
  {
    trigger: 'orgs_not_deleted',
    what: 'an org that is added under the id of one that is being deleted',
    arrange: (frontdesk, clinic) => frontdesk.sql("INSERT INTO org_deletions (org_id, name, zone) VALUES (?, 'Elm', 'UTC')", leaving(clinic)),
    act: (frontdesk, clinic) =>
      frontdesk.sql("INSERT INTO orgs (id, name, zone) VALUES (?, 'Ash', 'UTC')", leaving(clinic)).catch(() => undefined),
    sees: async (frontdesk: Frontdesk, clinic: Clinic) =>
      (await frontdesk.sql('SELECT count(*) AS count FROM orgs WHERE id = ?', leaving(clinic)))[0]?.count,
    before: 0,
    after: 0,
    without: 1,
  },
  {
    trigger: 'orgs_jurisdiction_stays',
    what: 'another jurisdiction of an org',
    act: (frontdesk, clinic) =>
      frontdesk.sql("UPDATE orgs SET jurisdiction = 'eu' WHERE id = ?", clinic.id).catch(() => undefined),
    sees: async (frontdesk: Frontdesk, clinic: Clinic) => (await frontdesk.done('GET', '/api/org', { token: clinic.admin })).jurisdiction,
    before: null,
    after: null,
    without: 'eu',
  },
];
