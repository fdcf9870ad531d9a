/** Finding appointments. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { call } from '../../api/client.ts';
import { usePages } from '../../api/pages.ts';
import type { Appointment } from '../../api/types.ts';
import { now } from '../../clock.ts';
import { Page } from '../../frame/page.tsx';
import { Choices, Field } from '../../kit/fields.tsx';
import { More, ZoneNote } from '../../kit/parts.tsx';
import { Empty, Mark, Shown } from '../../kit/states.tsx';
import { refine, route, to } from '../../route.ts';
import { mayChange, zone } from '../../session.ts';
import { clock, dayName, exact, localDate, zoneName } from '../../time.ts';
import { appointmentState, bookedBy } from '../../words.ts';

type Status = 'confirmed' | 'cancelled' | '';
const STATUSES: [string, string][] = [['', 'All'], ['confirmed', 'Booked'], ['cancelled', 'Cancelled']];

export function Appointments(): JSX.Element {
  const { query } = route.value;
  const from = query.get('from') ?? localDate(now.value, zone.value);
  const until = query.get('to') ?? undefined;
  const status = (query.get('status') ?? '') as Status;
  const find = query.get('find') ?? '';
  const asked = { from, to: until, ...(status !== '' && { status }) };
  const pages = usePages<Appointment>(`appointments ${find} ${JSON.stringify(asked)}`, (cursor) =>
    find === '' ? call('get', '/api/appointments', { query: { ...asked, cursor } }) : call('post', '/api/appointments/search', { body: { q: find, cursor } }));
  return (
    <Page title="Appointments" tools={mayChange.value && <a class="button primary" href={to('appointments/new')}>New</a>}>
      <div class="stack">
        <Finder find={find} />
        {find === '' && <div class="row filters">
          <Field label="From">{(tied) => <input class="input" type="date" {...tied} value={from} onChange={(event) => refine({ from: event.currentTarget.value })} />}</Field>
          <Field label="To">{(tied) => <input class="input" type="date" {...tied} value={until ?? ''} onChange={(event) => refine({ to: event.currentTarget.value })} />}</Field>
          <Choices label="Which appointments" value={status} options={STATUSES} choose={(value) => refine({ status: value })} />
        </div>}
        <Shown load={pages}>
          {({ items }) => items.length === 0 ? <NoAppointments find={find} /> : (
            <>
              {byDay(items).map(([day, those]) => <Day key={day} day={day} those={those} />)}
              <More pages={pages} what="appointments" />
              <ZoneNote name={zoneName(zone.value)} />
            </>
          )}
        </Shown>
      </div>
    </Page>
  );
}

/** Search by a name or a part of a number, in what was and what is to come. */
function Finder({ find }: { find: string }): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    refine({ find: field.current?.value.trim(), focus: undefined });
  };
  useEffect(() => {
    if (route.value.query.get('focus') !== null) field.current?.focus();
  }, []);
  return (
    <form role="search" class="row" onSubmit={submit}>
      <input key={find} ref={field} class="input search" type="search" aria-label="Find by name or number" placeholder="Name or number" defaultValue={find} autoComplete="off" />
      <button class="button">Find</button>
      {find !== '' && <button type="button" class="button quiet" onClick={() => refine({ find: undefined })}>Show all</button>}
    </form>
  );
}

/** In the order in which they came. */
function byDay(items: Appointment[]): [string, Appointment[]][] {
  const days = new Map<string, Appointment[]>();
  for (const item of items) {
    const day = localDate(item.starts_at, zone.value);
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  return [...days];
}

function Day({ day, those }: { day: string; those: Appointment[] }): JSX.Element {
  return (
    <section class="stack tight">
      <h2>{dayName(day)}</h2>
      <ul class="panel list">{those.map((one) => <li key={one.id}><Row one={one} /></li>)}</ul>
    </section>
  );
}

function Row({ one }: { one: Appointment }): JSX.Element {
  const about = [one.service?.name, one.practitioner?.name, `booked by ${bookedBy(one)}`].filter(Boolean).join(' · ');
  return (
    <a class="item appointment" href={to(`appointments/${one.id}`)}>
      <time dateTime={one.starts_at} title={exact(one.starts_at, zone.value)}>{clock(one.starts_at, zone.value)}</time>
      <span><strong>{one.patient_name ?? (one.status === 'held' ? 'A caller' : 'No name')}</strong></span>
      <span class="secondary small">{about}</span>
      <Mark state={appointmentState(one)} wraps />
    </a>
  );
}

function NoAppointments({ find }: { find: string }): JSX.Element {
  return (
    <div class="panel">
      <Empty title="Nothing here"><p>{find === '' ? 'No appointment fits this. Choose other days, or book one.' : `Nobody called “${find}” and no number with it has an appointment.`}</p><a class="button" href={to('appointments/new')}>Book an appointment</a></Empty>
    </div>
  );
}
