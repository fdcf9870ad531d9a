/** The last admin of a clinic, who cannot be removed by anybody. */
import type { Clinic, Frontdesk } from '../fixture.ts';
import type { Change } from './change.ts';

const ONLY = '0198c0de-0000-7000-8000-00000000ad01';
const only = ({ id }: Clinic) => ONLY.slice(0, 24) + id.slice(24);

const arrange = (frontdesk: Frontdesk, clinic: Clinic) =>
  frontdesk.sql("INSERT INTO members (id, org_id, email, role) VALUES (?, ?, 'ana@clinic.example', 'admin')", only(clinic), clinic.id);
const sees = async (frontdesk: Frontdesk, { admin: token }: Clinic) =>
  (await frontdesk.done('GET', '/api/members', { token })).items.map(({ role }: { role: string }) => role);

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
];
