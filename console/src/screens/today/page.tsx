/** Today: what needs a person, who is in the chair, what is next. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { useLoad } from '../../api/load.ts';
import { narrow, now } from '../../clock.ts';
import { Page } from '../../frame/page.tsx';
import { Search } from '../../frame/search.tsx';
import { Icon } from '../../kit/icons.tsx';
import { ZoneNote } from '../../kit/parts.tsx';
import { Shown, Skeleton } from '../../kit/states.tsx';
import { overview, readOverview } from '../../overview.ts';
import { refine, route, to } from '../../route.ts';
import { mayChange, zone } from '../../session.ts';
import { addDays, dayName, dayShort, localDate, zoneName } from '../../time.ts';
import { Pressing } from '../attention/pressing.tsx';
import { useCatalogue } from '../appointments/choices.ts';
import { DayColumns } from './columns.tsx';
import type { DayColumn } from './day.ts';
import { DayList } from './list.tsx';
import { LastCalls } from './last_calls.tsx';
import { Standing } from './standing.tsx';

export function Today(): JSX.Element {
  const today = localDate(now.value, zone.value);
  const day = route.value.query.get('day') ?? today;
  const name = narrow.value ? dayShort(day) : dayName(day);
  const book = mayChange.value && <a class="button primary" href={to('appointments/new', { day })}>New</a>;
  return (
    <Page title={day === today ? `Today · ${name}` : name} tools={<><Search />{book}</>}>
      {day === today ? <ThisDay today={today} /> : <AnotherDay key={day} day={day} today={today} />}
    </Page>
  );
}

function ThisDay({ today }: { today: string }): JSX.Element {
  return (
    <Shown load={{ ...overview.value, reload: readOverview }} skeleton={<DaySkeleton />}>
      {({ columns, attention, calls, hours, today: soFar, week_before, has_more_appointments }) => (
        <div class="stack wide">
          <Pressing items={attention} />
          <div class="row apart top">
            <Standing appointments={columns.flatMap((column) => column.appointments)} soFar={soFar} before={week_before} />
            <Turn day={today} today={today} />
          </div>
          {!narrow.value && columns.every(({ appointments }) => appointments.length === 0) && <p class="secondary">{hours?.length === 0 ? 'You are closed today.' : 'Nothing is booked for today. What callers book, and what you book, stands here.'}</p>}
          <Day day={today} columns={columns} isToday />
          {has_more_appointments && <p class="secondary">There are more appointments than fit here: find them under Appointments.</p>}
          <LastCalls calls={calls} />
          <ZoneNote name={zoneName(zone.value)} />
        </div>
      )}
    </Shown>
  );
}

function AnotherDay({ day, today }: { day: string; today: string }): JSX.Element {
  const catalogue = useCatalogue();
  const load = useLoad(`day ${day}`, () => call('get', '/api/appointments', { query: { from: day, to: day, limit: 100 } }));
  const names = (catalogue.data?.practitioners ?? []).map(({ id, name }): DayColumn => ({ practitioner_id: id, practitioner: name, appointments: [] }));
  return (
    <div class="stack">
      <div class="row end-row"><Turn day={day} today={today} /></div>
      <Shown load={load} skeleton={<DaySkeleton />}>
        {({ items }) => <Day day={day} columns={[...names, { practitioner_id: null, practitioner: null, appointments: items }]} />}
      </Shown>
      <ZoneNote name={zoneName(zone.value)} />
    </div>
  );
}

function Day({ day, columns, isToday = false }: { day: string; columns: DayColumn[]; isToday?: boolean }): JSX.Element {
  return narrow.value ? <DayList day={day} columns={columns} /> : <DayColumns columns={columns} isToday={isToday} />;
}

const DaySkeleton = (): JSX.Element => <div class="stack"><Skeleton rows={1} height={3} /><Skeleton rows={1} height={36} /></div>;

/** To another day. */
function Turn({ day, today }: { day: string; today: string }): JSX.Element {
  const turn = (days: number) => () => refine({ day: addDays(day, days) === today ? undefined : addDays(day, days) });
  return (
    <div class="row turn">
      <button type="button" class="button icon" aria-label="The day before" onClick={turn(-1)}><Icon name="back" /></button>
      <button type="button" class="button" disabled={day === today} onClick={() => refine({ day: undefined })}>Today</button>
      <button type="button" class="button icon" aria-label="The day after" onClick={turn(1)}><Icon name="next" /></button>
    </div>
  );
}
