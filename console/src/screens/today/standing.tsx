/** The answer to "what now?", in one line. */
import type { JSX } from 'preact';
import type { Appointment, Schemas } from '../../api/types.ts';
import { now } from '../../clock.ts';
import { to } from '../../route.ts';
import { zone } from '../../session.ts';
import { clock } from '../../time.ts';
import { count } from '../../words.ts';

interface StandingProps {
  appointments: Appointment[];
  /** What happened today up to now, and up to this time a week ago. */
  soFar: Usage;
  before: Usage;
}

export function Standing({ appointments, soFar, before }: StandingProps): JSX.Element {
  const booked = appointments.filter(({ status }) => status === 'confirmed');
  const inChair = booked.filter(({ starts_at, ends_at }) => Date.parse(starts_at) <= now.value && now.value < Date.parse(ends_at));
  const next = booked.find(({ starts_at }) => Date.parse(starts_at) > now.value);
  const byAgent = booked.filter(({ source }) => source === 'voice').length;
  return (
    <dl class="standing">
      <div><dt>In the chair</dt><dd>{inChair.length === 0 ? 'Nobody' : inChair.map((one, at) => <>{at > 0 && ', '}<Who key={one.id} one={one} /> until {clock(one.ends_at, zone.value)}</>)}</dd></div>
      <div><dt>Next</dt><dd>{next ? <><Who one={next} /> at {clock(next.starts_at, zone.value)}</> : 'Nobody else today'}</dd></div>
      <div><dt>Booked for today</dt><dd>{booked.length === 0 ? 'Nothing' : `${count(booked.length, 'appointment')}, ${byAgent} by the agent`}</dd></div>
      <div><dt>Calls so far</dt><dd>{soFar.calls}<span class="secondary plain"> · {before.calls} by now a week ago</span></dd></div>
    </dl>
  );
}

type Usage = Schemas['UsageView'];

const Who = ({ one }: { one: Appointment }): JSX.Element => <a href={to(`appointments/${one.id}`)}>{one.patient_name ?? 'No name'}</a>;
