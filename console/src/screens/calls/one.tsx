/** One call: what the agent did, step by step, what was booked, which texts went out. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { stale, useLoad } from '../../api/load.ts';
import type { CallDetail, Schemas } from '../../api/types.ts';
import { Page } from '../../frame/page.tsx';
import { Confirm } from '../../kit/dialog.tsx';
import { Fact, ZoneNote } from '../../kit/parts.tsx';
import { Mark, Shown } from '../../kit/states.tsx';
import { phone } from '../../phone.ts';
import { go, to } from '../../route.ts';
import { mayChange, zone } from '../../session.ts';
import { clock, exact, length, longDay, zoneName } from '../../time.ts';
import { appointmentState, callState, sentence, textState, TEXT_KINDS, TOOL_OUTCOMES, toolName } from '../../words.ts';

export function CallPage({ id }: { id: string }): JSX.Element {
  const load = useLoad(`call ${id}`, () => call('get', '/api/calls/{id}', { path: { id } }));
  const asking = useSignal(false);
  return (
    <Page title="Call" tools={<><a class="button" href={to('calls')}>All calls</a></>}>
      <Shown load={load}>
        {(one) => (
          <div class="stack wide">
            <About one={one} />
            <Timeline tools={one.tools} />
            <Appointments one={one} />
            <section class="row apart">
              <a href={to('try', { call: id })}>Why did the agent do that?</a>
              {mayChange.value && <button type="button" class="button danger small" onClick={() => (asking.value = true)}>Delete this call</button>}
            </section>
            <ZoneNote name={zoneName(zone.value)} />
            {asking.value && (
              <Confirm title="Delete what is kept of this call?" verb="Delete the call" close={() => (asking.value = false)} act={() => remove(id)}>
                <p>Its steps, its summary and the caller's number are deleted for good. Appointments that were booked in it stay.</p>
              </Confirm>
            )}
          </div>
        )}
      </Shown>
    </Page>
  );
}

async function remove(id: string): Promise<void> {
  await call('delete', '/api/calls/{id}', { path: { id } });
  stale('calls');
  go('calls');
}

function About({ one }: { one: CallDetail }): JSX.Element {
  return (
    <div class="panel padded">
      <dl class="facts">
        <Fact name="Outcome"><Mark state={callState(one)} /></Fact>
        <Fact name="Caller">{one.caller ? <a href={`tel:${one.caller}`}>{phone(one.caller)}</a> : 'Number withheld'}</Fact>
        <Fact name="When">{longDay(one.started_at, zone.value)}, {clock(one.started_at, zone.value)}</Fact>
        <Fact name="Length">{one.duration_seconds != null && length(one.duration_seconds)}</Fact>
        <Fact name="Cost">{one.cost_usd != null && `$${one.cost_usd.toFixed(2)}`}</Fact>
        <Fact name="Ended because">{one.ended_reason && sentence(one.ended_reason)}</Fact>
        <Fact name="Summary">{one.summary}</Fact>
      </dl>
    </div>
  );
}

function Timeline({ tools }: { tools: Schemas['ToolRunView'][] }): JSX.Element {
  if (tools.length === 0) return <p class="secondary">The agent looked nothing up and changed nothing in this call.</p>;
  return (
    <section class="stack tight">
      <h2>What the agent did</h2>
      <ol class="timeline">
        {tools.map((run) => (
          <li key={run.tool_call_id}>
            <time dateTime={run.asked_at} title={exact(run.asked_at, zone.value)} class="secondary nowrap">{clock(run.asked_at, zone.value)}</time>
            <div>
              <div class="row"><strong>{toolName(run.tool)}</strong><Mark state={TOOL_OUTCOMES[run.outcome] ?? { word: run.outcome, tone: 'quiet' }} /><span class="secondary small">{run.millis.toLocaleString('en-US')} ms</span></div>
              {run.notes.length > 0 && <p class="small secondary">{run.notes.map(sentence).join(' · ')}</p>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Appointments({ one }: { one: CallDetail }): JSX.Element | null {
  if (one.appointments.length === 0) return null;
  return (
    <section class="stack tight">
      <h2>Appointments</h2>
      <ul class="panel list">
        {one.appointments.map((appointment) => (
          <li key={appointment.id}>
            <a class="item" href={to(`appointments/${appointment.id}`)}>
              <span class="row"><strong>{appointment.patient_name ?? 'No name'}</strong> {longDay(appointment.starts_at, zone.value)} at {clock(appointment.starts_at, zone.value)} <Mark state={appointmentState(appointment)} /></span>
              {appointment.messages.length > 0 && <span class="small secondary">{appointment.messages.map((text) => `${TEXT_KINDS[text.kind]}: ${textState(text).word.toLowerCase()}`).join(' · ')}</span>}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
