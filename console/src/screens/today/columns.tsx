/** A day as columns, one for each practitioner, with a line where it is now. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Appointment } from '../../api/types.ts';
import { now } from '../../clock.ts';
import { to } from '../../route.ts';
import { zone } from '../../session.ts';
import { clock, minuteOfDay, timeName } from '../../time.ts';
import { bookedBy, count } from '../../words.ts';
import { dayPlan, type Block, type DayColumn, type DayPlan, type Lane } from './day.ts';

/** Height of an hour; of half an hour there is room for two lines. */
const HOUR_REM = 5.5;
const rem = (minutes: number): string => `${(minutes / 60) * HOUR_REM}rem`;

interface DayColumnsProps {
  columns: DayColumn[];
  isToday: boolean;
}

export function DayColumns({ columns, isToday }: DayColumnsProps): JSX.Element {
  const plan = dayPlan(columns, zone.value);
  const minute = minuteOfDay(now.value, zone.value);
  const shown = isToday && minute >= plan.from && minute <= plan.until;
  const hours = Array.from({ length: (plan.until - plan.from) / 60 + 1 }, (_, hour) => plan.from + hour * 60);
  return (
    <section class="day" aria-label="Appointments by practitioner" tabIndex={0}>
      <div class="heads" style={{ gridTemplateColumns: `3.5rem repeat(${plan.lanes.length}, minmax(9rem, 1fr))` }}>
        <span />
        {plan.lanes.map(({ id, name, blocks }) => <h2 key={id}>{name}<span class="secondary small"> {count(blocks.length, 'appointment')}</span></h2>)}
      </div>
      <div class="grid" style={{ gridTemplateColumns: `3.5rem repeat(${plan.lanes.length}, minmax(9rem, 1fr))`, height: rem(plan.until - plan.from) }}>
        <div class="hours" aria-hidden="true">{hours.map((at) => <span key={at} style={{ top: rem(at - plan.from) }}>{timeName(`${at / 60}:00`)}</span>)}</div>
        {plan.lanes.map((lane) => <LaneView key={lane.id} lane={lane} plan={plan} />)}
        {shown && <NowLine top={rem(minute - plan.from)} />}
      </div>
    </section>
  );
}

function LaneView({ lane, plan }: { lane: Lane; plan: DayPlan }): JSX.Element {
  return (
    <div class="lane">
      {Array.from({ length: (plan.until - plan.from) / 60 }, (_, hour) => (
        <i key={hour} aria-hidden="true" style={{ top: rem(hour * 60) }} />
      ))}
      <ul aria-label={lane.name}>{lane.blocks.map((block) => <BlockLink key={block.appointment.id} block={block} plan={plan} />)}</ul>
    </div>
  );
}

function BlockLink({ block, plan }: { block: Block; plan: DayPlan }): JSX.Element {
  const { appointment, from, until } = block;
  const held = appointment.status === 'held';
  const over = Date.parse(appointment.ends_at) < now.value;
  const minutes = until - from;
  return (
    <li style={{ top: rem(from - plan.from), height: rem(Math.max(minutes, 15)) }} class={`block ${held ? 'held' : ''} ${over ? 'over' : ''} ${minutes < 30 ? 'short' : ''}`}>
      <a href={to(`appointments/${appointment.id}`)}>
        <strong>{held ? 'Held for a caller' : (appointment.patient_name ?? 'No name')}</strong>
        <span>{clock(appointment.starts_at, zone.value)}{detail(appointment)}</span>
      </a>
    </li>
  );
}

function detail(appointment: Appointment): string {
  if (appointment.status === 'held') return appointment.hold_expires_at ? ` · kept until ${clock(appointment.hold_expires_at, zone.value)}` : '';
  const service = appointment.service?.name;
  return `${service ? ` · ${service}` : ''} · ${bookedBy(appointment)}`;
}

/** In sight when the day is opened, as far as the window is that high. */
function NowLine({ top }: { top: string }): JSX.Element {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { bottom } = line.current?.getBoundingClientRect() ?? { bottom: 0 };
    if (bottom > innerHeight) line.current?.scrollIntoView({ block: 'center' });
  }, []);
  return <div class="now" ref={line} style={{ top }}><span>now {clock(now.value, zone.value)}</span></div>;
}
