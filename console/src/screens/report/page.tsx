/** Report: what came of the clinic's calls, day by day and hour by hour. */
import type { JSX } from 'preact';
import { Page } from '../../frame/page.tsx';
import { ZoneNote } from '../../kit/parts.tsx';
import { Empty, Shown } from '../../kit/states.tsx';
import { zone } from '../../session.ts';
import { dayShort, timeName, zoneName } from '../../time.ts';
import { count } from '../../words.ts';
import { Bars, share, type Bar } from './chart.tsx';
import { Period, useUsage, type Usage } from './period.tsx';

/** Labels that have room below the bars of a month. */
const MOST_LABELS = 8;

export function Report(): JSX.Element {
  const load = useUsage();
  return (
    <Page title="Report">
      <div class="stack">
        <Period usage={load.data} />
        <Shown load={load}>{(usage) => (usage.total.calls === 0 ? <NoCalls /> : <Outcome usage={usage} />)}</Shown>
      </div>
    </Page>
  );
}

function Outcome({ usage }: { usage: Usage }): JSX.Element {
  const { calls, booked, handed_over, gave_up } = usage.total;
  return (
    <>
      <p class="lead">{count(calls, 'call')}. <strong>{share(booked, calls)}</strong> ended with an appointment, {handed_over} went to a person, and nothing came of {gave_up}.</p>
      <Bars title="Calls by day" of="Day" all="Calls" part="Booked" bars={daysOf(usage)} />
      <Bars title="Calls by hour" of="Hour" all="Calls" part="Booked" bars={hoursOf(usage)} />
      <ZoneNote name={zoneName(zone.value)} />
    </>
  );
}

function daysOf({ days }: Usage): Bar[] {
  const step = Math.ceil(days.length / MOST_LABELS);
  return days.map(({ date, calls, booked }, position) => ({ name: dayShort(date), label: position % step === 0 ? String(Number(date.slice(8))) : '', all: calls, part: booked }));
}

function hoursOf({ hours }: Usage): Bar[] {
  return hours.map(({ hour, calls, booked }) => ({ name: timeName(`${String(hour).padStart(2, '0')}:00`), label: hour % 3 === 0 ? String(hour) : '', all: calls, part: booked }));
}

const NoCalls = (): JSX.Element => (
  <div class="panel"><Empty title="No calls on these days"><p>When callers have been answered, it stands here how many of them made an appointment, and at which hours they call.</p></Empty></div>
);
