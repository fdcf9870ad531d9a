/** Appointments in the object of their clinic: which calendars are followed, where they are placed, and that none overlaps another. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { secondsOf } from '../booking/practice.ts';
import { workday, type Clinic, type Frontdesk } from '../fixture.ts';
import type { Change } from './change.ts';

/** In the future, as whatever is booked. */
const HOUR = secondsOf(`${workday()}T10:00`);

/** An hour of a clinic's calendar, so many hours after {@link HOUR}. */
const book = (frontdesk: Frontdesk, { id }: Clinic, hour: number) =>
  frontdesk.clinicSql(
    id,
    `INSERT INTO appointments (id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until)
     VALUES (?1, 'front', 'confirmed', ?2, ?2 + 3600, ?2, ?2 + 3600)`,
    randomUUID(),
    HOUR + hour * 3600,
  );

/** Which hours of a clinic's calendar are booked. */
const booked = async (frontdesk: Frontdesk, { id }: Clinic) => {
  const rows = await frontdesk.clinicSql(id, 'SELECT starts_at FROM appointments ORDER BY starts_at');
  return rows.map(({ starts_at }) => (Number(starts_at) - HOUR) / 3600).join();
};

/** Which of a clinic's calendars are compared with Google. */
const followed = async (frontdesk: Frontdesk, { id }: Clinic) => {
  const rows = await frontdesk.clinicSql(id, 'SELECT calendar_id FROM calendar_follow ORDER BY calendar_id');
  return rows.map((row) => row.calendar_id).join();
};

/** The revision that brought a clinic's appointment to its place. */
const placed = async (frontdesk: Frontdesk, { id }: Clinic) => {
  const [row] = await frontdesk.clinicSql(id, 'SELECT placed_revision FROM appointments');
  return Number(row.placed_revision);
};

/** Whether the copy of a clinic's calendar is out of date. */
const isOutdated = async (frontdesk: Frontdesk, { id }: Clinic) => {
  const [row] = await frontdesk.clinicSql(id, 'SELECT changes <> seen_changes AS outdated FROM busy_mirror');
  return Boolean(row.outdated);
};

/** Insists that the schema, as it is, refuses an overlap or takes it. */
async function overlapping(
  frontdesk: Frontdesk,
  { id }: Clinic,
  trigger: string,
  work: () => Promise<unknown>,
): Promise<void> {
  const found = await frontdesk.clinicSql(id, 'SELECT 1 FROM sqlite_master WHERE name = ?', trigger);
  if (found.length === 0) await work();
  else await assert.rejects(work, /appointments_overlap/);
}

/** The changes, each with what is seen of it. */
const CHANGES: Omit<Change, 'inObject'>[] = [
  {
    trigger: 'appointments_followed_insert',
    what: 'a first appointment on a calendar',
    act: (frontdesk, clinic) => book(frontdesk, clinic, 0),
    sees: followed,
    before: '',
    after: 'front',
  },
  {
    trigger: 'appointments_followed_update',
    what: 'an appointment that changes calendars',
    arrange: (frontdesk, clinic) => book(frontdesk, clinic, 0),
    act: (frontdesk, { id }) => frontdesk.clinicSql(id, "UPDATE appointments SET calendar_id = 'other'"),
    sees: followed,
    before: 'front',
    after: 'front,other',
  },
  {
    trigger: 'busy_mirror_outdated',
    what: 'an appointment that is cancelled by hand',
    arrange: async (frontdesk, clinic) => {
      await book(frontdesk, clinic, 0);
      await frontdesk.clinicSql(
        clinic.id,
        `INSERT INTO busy_mirror (calendar_id, credential_id, asked_at, busy_from, busy_until, busy)
         VALUES ('front', 'c', 0, 0, 1, '[]')`,
      );
    },
    act: (frontdesk, { id }) => frontdesk.clinicSql(id, "UPDATE appointments SET status = 'cancelled'"),
    sees: isOutdated,
    before: false,
    after: true,
  },
  {
    trigger: 'appointments_placed',
    what: 'an appointment that is moved by hand',
    arrange: (frontdesk, clinic) => book(frontdesk, clinic, 0),
    act: (frontdesk, { id }) =>
      frontdesk.clinicSql(id, 'UPDATE appointments SET starts_at = starts_at + 60, revision = revision + 1'),
    sees: placed,
    before: 1,
    after: 2,
  },
  {
    trigger: 'appointments_no_overlap_insert',
    what: 'an appointment that is inserted over another',
    arrange: (frontdesk, clinic) => book(frontdesk, clinic, 0),
    act: (frontdesk, clinic) =>
      overlapping(frontdesk, clinic, 'appointments_no_overlap_insert', () => book(frontdesk, clinic, 0.5)),
    sees: booked,
    before: '0',
    after: '0',
    without: '0,0.5',
  },
  {
    trigger: 'appointments_no_overlap_update',
    what: 'an appointment that is moved over another',
    arrange: async (frontdesk, clinic) => {
      await book(frontdesk, clinic, 0);
      await book(frontdesk, clinic, 1);
    },
    act: (frontdesk, clinic) =>
      overlapping(frontdesk, clinic, 'appointments_no_overlap_update', () =>
        frontdesk.clinicSql(
          clinic.id,
          `UPDATE appointments SET starts_at = starts_at + 1800, ends_at = ends_at + 1800,
             blocked_from = blocked_from + 1800, blocked_until = blocked_until + 1800
           WHERE starts_at = ?`,
          HOUR,
        ),
      ),
    sees: booked,
    before: '0,1',
    after: '0,1',
    without: '0.5,1',
  },
];

export const OF_APPOINTMENTS = CHANGES.map((change): Change => ({ ...change, inObject: true }));
