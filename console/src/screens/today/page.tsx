/** Today: who is in the chair, what is next, what needs a person. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { useLoad } from '../../api/load.ts';
import type { Appointment, Call, Practitioner } from '../../api/types.ts';
import { narrow, now } from '../../clock.ts';
import { Page } from '../../frame/page.tsx';
import { Search } from '../../frame/search.tsx';
import { Icon } from '../../kit/icons.tsx';
import { ZoneNote } from '../../kit/parts.tsx';
import { Shown, Skeleton } from '../../kit/states.tsx';
import { refine, route, to } from '../../route.ts';
import { zone } from '../../session.ts';
import { addDays, dayName, dayShort, localDate, zoneName } from '../../time.ts';
import { DayColumns } from './columns.tsx';
import { DayList } from './list.tsx';
import { LastCalls } from './last_calls.tsx';
import { Standing } from './standing.tsx';

const FRESH_MS = 30_000;

interface Day {
  appointments: Appointment[];
  practitioners: Practitioner[];
  calls: Call[];
}

export function Today(): JSX.Element {
  const today = localDate(now.value, zone.value);
  const day = route.value.query.get('day') ?? today;
  const load = useLoad(`today ${day}`, () => read(day), FRESH_MS);
  return (
    <Page title={day === today ? `Today · ${narrow.value ? dayShort(day) : dayName(day)}` : dayName(day)} tools={<><Search /><a class="button primary" href={to('appointments/new', { day })}>New</a></>}>
      <Shown load={load} skeleton={<Skeleton rows={8} height={4} />}>
        {(shown) => (
          <div class="stack wide">
            <div class="row apart">
              {day === today ? <Standing appointments={shown.appointments} /> : <span />}
              <Turn day={day} today={today} />
            </div>
            {narrow.value ? <DayList day={day} {...shown} /> : <DayColumns day={day} {...shown} isToday={day === today} />}
            {day === today && <LastCalls calls={shown.calls} />}
            <ZoneNote name={zoneName(zone.value)} />
          </div>
        )}
      </Shown>
    </Page>
  );
}

async function read(day: string): Promise<Day> {
  const [appointments, practitioners, calls] = await Promise.all([
    call('get', '/api/appointments', { query: { from: day, to: day, limit: 100 } }),
    call('get', '/api/practitioners', { query: { limit: 100 } }),
    call('get', '/api/calls', { query: { limit: 5 } }),
  ]);
  return { appointments: appointments.items, practitioners: practitioners.items, calls: calls.items };
}

/** To another day. */
function Turn({ day, today }: { day: string; today: string }): JSX.Element {
  const turn = (days: number) => () => refine({ day: addDays(day, days) });
  return (
    <div class="row">
      <button type="button" class="button icon" aria-label="The day before" onClick={turn(-1)}><Icon name="back" /></button>
      <button type="button" class="button" disabled={day === today} onClick={() => refine({ day: undefined })}>Today</button>
      <button type="button" class="button icon" aria-label="The day after" onClick={turn(1)}><Icon name="next" /></button>
    </div>
  );
}
