/** The names of services and practitioners, which an org has once, in capitals and in small letters. */
import { randomUUID } from 'node:crypto';
import type { Clinic, Frontdesk } from '../fixture.ts';
import type { Change } from './change.ts';

/** What of an org has a name that no two may share, in whatever case. */
type Named = 'services' | 'practitioners';

const addNamed = (frontdesk: Frontdesk, { id }: Clinic, table: Named, name: string) => {
  const [column, value] = table === 'services' ? ['minutes', 30] : ['calendar_id', name];
  return frontdesk.sql(`INSERT INTO ${table} (id, org_id, name, ${column}) VALUES (?, ?, ?, ?)`, randomUUID(), id, name, value);
};

const renamed = (frontdesk: Frontdesk, { id }: Clinic, table: Named, from: string, to: string) =>
  frontdesk.sql(`UPDATE ${table} SET name = ? WHERE org_id = ? AND name = ?`, to, id, from);

/** Whether work is refused or done, the names that there are then. */
const names = (table: Named) => async (frontdesk: Frontdesk, { id }: Clinic) => {
  const rows = await frontdesk.sql(`SELECT name FROM ${table} WHERE org_id = ? ORDER BY name`, id);
  return rows.map(({ name }) => name).join();
};

const folded = (table: Named) => async (frontdesk: Frontdesk, { id }: Clinic) =>
  (await frontdesk.sql(`SELECT folded_name AS name FROM ${table} WHERE org_id = ?`, id))[0]?.name;

/** The triggers that keep one org from having a name twice, in capitals and in small letters. */
const namedOnce = (table: Named): Change[] => [
  {
    trigger: `${table}_name_insert`,
    what: `${table}: a name that is there in capitals`,
    arrange: (frontdesk, clinic) => addNamed(frontdesk, clinic, table, 'ÉTÉ'),
    act: (frontdesk, clinic) => addNamed(frontdesk, clinic, table, 'été').catch(() => undefined),
    sees: names(table),
    before: 'ÉTÉ',
    after: 'ÉTÉ',
    without: 'ÉTÉ,été',
  },
  {
    trigger: `${table}_name_update`,
    what: `${table}: a name that becomes one that is there in capitals`,
    arrange: async (frontdesk, clinic) => {
      await addNamed(frontdesk, clinic, table, 'Hiver');
      await addNamed(frontdesk, clinic, table, 'ÉTÉ');
    },
    act: (frontdesk, clinic) => renamed(frontdesk, clinic, table, 'Hiver', 'été').catch(() => undefined),
    sees: names(table),
    before: 'Hiver,ÉTÉ',
    after: 'Hiver,ÉTÉ',
    without: 'ÉTÉ,été',
  },
  {
    trigger: `${table}_name_kept`,
    what: `${table}: a folded name that is written by hand`,
    arrange: (frontdesk, clinic) => addNamed(frontdesk, clinic, table, 'ÉTÉ'),
    act: (frontdesk, { id }) =>
      frontdesk.sql(`UPDATE ${table} SET folded_name = 'x' WHERE org_id = ?`, id).catch(() => undefined),
    sees: folded(table),
    before: 'été',
    after: 'été',
    without: 'x',
  },
];

/** The changes, each with what is seen of it. */
export const OF_NAMES: Change[] = [...namedOnce('services'), ...namedOnce('practitioners')];
