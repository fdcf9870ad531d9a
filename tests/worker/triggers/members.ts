/** The last admin of a clinic, who cannot be removed by anybody. */
import type { Clinic, Frontdesk } from '../fixture.ts';
import type { Change } from './change.ts';

const ONLY = '0198c0de-0000-7000-8000-00000000ad01';
const only = ({ id }: Clinic) => ONLY.slice(0, 24) + id.slice(24);

const arrange = (frontdesk: Frontdesk, clinic: Clinic) =>
  frontdesk.sql("INSERT INTO members (id, org_id, email, role) VALUES (?, ?, 'ana@clinic.example', 'admin')", only(clinic), clinic.id);
const sees = async (frontdesk: Frontdesk, { admin: token }: Clinic) =>
  (await frontdesk.done('GET', '/api/members', { token })).items.map(({ role }: { role: string }) => role);

/** Somebody who may look, and is signed in. */
const signedIn: Change['arrange'] = async (frontdesk, clinic) => {
  await frontdesk.sql("INSERT INTO members (id, org_id, email, role) VALUES (?, ?, 'vic@clinic.example', 'viewer')", only(clinic), clinic.id);
  await frontdesk.sql(
    `INSERT INTO sessions (id_hash, subject, provider, org_id, member_id, created_at, last_seen_at, expires_at)
     VALUES (substr(? || hex(zeroblob(22)), 1, 43), 'vic', 'token', ?, ?, 0, 0, unixepoch() + 60)`,
    clinic.id,
    clinic.id,
    only(clinic),
  );
};

/** The changes, each with what is seen of it. */
export const OF_MEMBERS: Change[] = [
  {
    trigger: 'members_last_admin_update',
    what: 'the only admin of a clinic as a viewer',
    arrange,
    act: (frontdesk, clinic) =>
      frontdesk.sql("UPDATE members SET role = 'viewer' WHERE org_id = ?", clinic.id).catch(() => undefined),
    sees,
    before: ['admin'],
    after: ['admin'],
    without: ['viewer'],
  },
  {
    trigger: 'members_last_admin_delete',
    what: 'the only admin of a clinic deleted',
    arrange,
    act: (frontdesk, clinic) => frontdesk.sql('DELETE FROM members WHERE org_id = ?', clinic.id).catch(() => undefined),
    sees,
    before: ['admin'],
    after: ['admin'],
    without: [],
  },
  {
    trigger: 'members_signed_out',
    what: 'a member who is kept out for a while',
    arrange: signedIn,
    act: (frontdesk, clinic) =>
      frontdesk.sql('UPDATE members SET disabled_at = 1 WHERE id = ?', only(clinic)).then(() =>
        frontdesk.sql('UPDATE members SET disabled_at = NULL WHERE id = ?', only(clinic)),
      ),
    sees: async (frontdesk, clinic) =>
      (await frontdesk.sql('SELECT count(*) AS sessions FROM sessions WHERE org_id = ?', clinic.id))[0]?.sessions,
    before: 1,
    after: 0,
  },
  {
    trigger: 'members_deleted',
    what: 'a member who is deleted',
    arrange: signedIn,
    act: (frontdesk, clinic) => frontdesk.sql('DELETE FROM members WHERE id = ?', only(clinic)),
    sees: async (frontdesk, clinic) =>
      (await frontdesk.sql('SELECT count(*) AS sessions FROM sessions WHERE org_id = ?', clinic.id))[0]?.sessions,
    before: 1,
    after: 0,
  },
];
