/** One appointment: what it is, and moving, changing or cancelling it. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { call, idempotencyKey } from '../../api/client.ts';
import { useLoad, type Load } from '../../api/load.ts';
import type { AppointmentDetail } from '../../api/types.ts';
import { Page } from '../../frame/page.tsx';
import { Confirm } from '../../kit/dialog.tsx';
import { Fact, When, ZoneNote } from '../../kit/parts.tsx';
import { Empty, Mark, Shown } from '../../kit/states.tsx';
import { dayChanged } from '../../overview.ts';
import { phone } from '../../phone.ts';
import { to } from '../../route.ts';
import { mayChange, zone } from '../../session.ts';
import { clock, longDay, zoneName } from '../../time.ts';
import { appointmentState, textState, TEXT_KINDS } from '../../words.ts';
import { Attendance, ATTENDANCE } from './attendance.tsx';
import { Move } from './move.tsx';
import { Reword } from './reword.tsx';

/** What is being done with it. */
type Doing = 'move' | 'reword' | 'cancel' | undefined;

export function AppointmentPage({ id }: { id: string }): JSX.Element {
  const load = useLoad(`appointment ${id}`, () => call('get', '/api/appointments/{id}', { path: { id } }));
  const doing = useSignal<Doing>(undefined);
  const close = (): void => void (doing.value = undefined);
  const name = load.data?.patient_name ?? 'Appointment';
  const changeable = load.data?.status === 'confirmed' && mayChange.value;
  return (
    <Page title={name} tools={changeable && <><button type="button" class="button" onClick={() => (doing.value = 'reword')}>Change</button><button type="button" class="button primary" onClick={() => (doing.value = 'move')}>Move</button></>}>
      <Shown load={load}>
        {(one) => (
          <div class="stack wide">
            <About one={one} />
            <Attendance one={one} changed={() => changed(load)} />
            <TextsAbout one={one} />
            <div class="row apart">
              <a href={to('', { day: one.starts_at_local.slice(0, 10) })}>Show this day</a>
              {changeable && <button type="button" class="button danger small" onClick={() => (doing.value = 'cancel')}>Cancel this appointment</button>}
            </div>
            <ZoneNote name={zoneName(zone.value)} />
            {doing.value === 'move' && <Move one={one} close={close} changed={() => changed(load)} />}
            {doing.value === 'reword' && <Reword one={one} close={close} changed={() => changed(load)} />}
            {doing.value === 'cancel' && (
              <Confirm title={`Cancel ${name}'s appointment on ${longDay(one.starts_at, zone.value)} at ${clock(one.starts_at, zone.value)}?`} verb="Cancel the appointment" close={close} act={() => cancel(load, id)}>
                <p>It leaves the calendar{one.phone ? `, and ${phone(one.phone)} gets a text if you text cancellations` : ''}. The time can be booked again at once.</p>
              </Confirm>
            )}
          </div>
        )}
      </Shown>
    </Page>
  );
}

async function cancel(load: Load<AppointmentDetail>, id: string): Promise<void> {
  await call('delete', '/api/appointments/{id}', { path: { id }, headers: idempotencyKey() });
  await changed(load);
}

async function changed(load: Load<AppointmentDetail>): Promise<void> {
  dayChanged();
  await load.reload();
}

function About({ one }: { one: AppointmentDetail }): JSX.Element {
  return (
    <div class="panel padded">
      <dl class="facts">
        <Fact name="State"><Mark state={appointmentState(one)} wraps /></Fact>
        <Fact name="When">{longDay(one.starts_at, zone.value)}, {clock(one.starts_at, zone.value)} to {clock(one.ends_at, zone.value)}</Fact>
        <Fact name="Service">{one.service?.name}</Fact>
        <Fact name="With">{one.practitioner?.name}</Fact>
        <Fact name="Phone">{one.phone && <a href={`tel:${one.phone}`}>{phone(one.phone)}</a>}</Fact>
        <Fact name="E-mail">{one.email}</Fact>
        <Fact name="Notes">{one.notes}</Fact>
        <Fact name="Booked by">{one.source === 'voice' ? 'the agent' : 'staff'}, <When at={one.created_at} /></Fact>
        <Fact name="The patient">{one.attendance && ATTENDANCE[one.attendance].toLowerCase()}</Fact>
        <Fact name="Google Calendar">{CALENDAR[one.calendar.state]}</Fact>
      </dl>
    </div>
  );
}

const CALENDAR: Record<AppointmentDetail['calendar']['state'], string> = {
  none: 'Has no event',
  pending: 'The event is being written',
  written: 'Has its event',
};

function TextsAbout({ one }: { one: AppointmentDetail }): JSX.Element {
  return (
    <section class="stack tight">
      <h2>Texts</h2>
      {one.messages.length === 0 ? <div class="panel"><Empty title="No texts about it"><p>{one.phone ? 'None was due so far.' : 'There is no number that they could go to.'}</p></Empty></div> : (
        <ul class="panel list">
          {one.messages.map((text) => <li key={text.id} class="item row apart"><span>{TEXT_KINDS[text.kind]}</span><Mark state={textState(text)} /></li>)}
        </ul>
      )}
    </section>
  );
}
