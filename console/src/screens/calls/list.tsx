/** Calls: when, who, how it came out. Numbers are masked until a call is opened. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { usePages } from '../../api/pages.ts';
import type { Call, Schemas } from '../../api/types.ts';
import { Page } from '../../frame/page.tsx';
import { Field } from '../../kit/fields.tsx';
import { More, ZoneNote } from '../../kit/parts.tsx';
import { Empty, Mark, Shown } from '../../kit/states.tsx';
import { masked } from '../../phone.ts';
import { refine, route, to } from '../../route.ts';
import { zone } from '../../session.ts';
import { clock, exact, length, shortDay, zoneName } from '../../time.ts';
import { callOutcomes, callState } from '../../words.ts';

const OUTCOMES = Object.keys(callOutcomes) as Schemas['CallOutcome'][];

export function Calls(): JSX.Element {
  const { query } = route.value;
  const from = query.get('from') ?? undefined;
  const until = query.get('to') ?? undefined;
  const outcome = (query.get('outcome') ?? '') as Schemas['CallOutcome'] | '';
  const asked = { from, to: until, ...(outcome !== '' && { outcome }) };
  const pages = usePages<Call>(`calls ${JSON.stringify(asked)}`, (cursor) => call('get', '/api/calls', { query: { ...asked, cursor } }));
  return (
    <Page title="Calls">
      <div class="stack">
        <div class="row filters">
          <Field label="From">{(tied) => <input class="input" type="date" {...tied} value={from ?? ''} onChange={(event) => refine({ from: event.currentTarget.value })} />}</Field>
          <Field label="To">{(tied) => <input class="input" type="date" {...tied} value={until ?? ''} onChange={(event) => refine({ to: event.currentTarget.value })} />}</Field>
          <Field label="Outcome">
            {(tied) => (
              <select class="input" {...tied} value={outcome} onChange={(event) => refine({ outcome: event.currentTarget.value })}>
                <option value="">All</option>
                {OUTCOMES.map((one) => <option key={one} value={one}>{callOutcomes[one].word}</option>)}
              </select>
            )}
          </Field>
        </div>
        <Shown load={pages}>
          {({ items }) => items.length === 0 ? <NoCalls filtered={Object.values(asked).some((value) => value !== undefined)} /> : (
            <>
              <ul class="panel list">{items.map((one) => <li key={one.id}><Row one={one} /></li>)}</ul>
              <More pages={pages} what="calls" />
              <ZoneNote name={zoneName(zone.value)} />
            </>
          )}
        </Shown>
      </div>
    </Page>
  );
}

function Row({ one }: { one: Call }): JSX.Element {
  return (
    <a class="item call" href={to(`calls/${encodeURIComponent(one.id)}`)}>
      <time dateTime={one.started_at} title={exact(one.started_at, zone.value)}>{shortDay(one.started_at, zone.value)}, {clock(one.started_at, zone.value)}</time>
      <span>{one.caller ? masked(one.caller) : 'Number withheld'}</span>
      <Mark state={callState(one)} />
      <span class="secondary small end">{[one.duration_seconds != null && length(one.duration_seconds), one.cost_usd != null && `$${one.cost_usd.toFixed(2)}`].filter(Boolean).join(' · ')}</span>
    </a>
  );
}

function NoCalls({ filtered }: { filtered: boolean }): JSX.Element {
  return (
    <div class="panel">
      {filtered
        ? <Empty title="No such calls"><button type="button" class="button" onClick={() => refine({ from: undefined, to: undefined, outcome: undefined })}>Show all calls</button></Empty>
        : <Empty title="No calls yet"><p>Each call that the agent answers stands here, with what it did and how long that took. Call your number to see the first.</p></Empty>}
    </div>
  );
}
