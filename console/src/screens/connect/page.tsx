/** From nothing to the first call: six steps with a state each, one open at a time, in any order, whenever one comes back. */
import type { FunctionComponent, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Schemas } from '../../api/types.ts';
import { Page } from '../../frame/page.tsx';
import { Mark, Shown, Skeleton } from '../../kit/states.tsx';
import { refine, route, to } from '../../route.ts';
import type { State } from '../../words.ts';
import { titleOf } from '../attention/items.tsx';
import { FirstCall } from './first_call.tsx';
import { GoogleStep } from './google.tsx';
import { NumberStep } from './number.tsx';
import { readSetUp, setUp, type SetUp, type StepName } from './set_up.ts';
import { TwilioStep } from './twilio.tsx';
import { VapiStep } from './vapi.tsx';

type Row = Schemas['OnboardingRow'];

const STEPS: Record<StepName, [title: string, body: FunctionComponent]> = {
  number: ['Your number', NumberStep],
  hours: ['Opening hours', HoursStep],
  calendar: ['Google Calendar', GoogleStep],
  texts: ['Twilio, for texts', TwilioStep],
  voice: ['Vapi, for calls', VapiStep],
  test_call: ['The first call', FirstCall],
};

export function Connect(): JSX.Element {
  useEffect(() => void readSetUp(), []);
  return (
    <Page title="Connect">
      <Shown load={{ ...setUp.value, reload: readSetUp }} skeleton={<Skeleton rows={6} height={3.5} />}>{(known) => <Steps known={known} />}</Shown>
    </Page>
  );
}

function Steps({ known: { steps, is_live } }: { known: SetUp }): JSX.Element {
  const next = steps.find(({ state }) => state !== 'done')?.step;
  const open = route.value.query.get('step') ?? next;
  const done = steps.filter(({ state }) => state === 'done').length;
  return (
    <div class="stack">
      <p class="secondary">{is_live ? 'Everything is connected. Callers can book.' : `${done} of ${steps.length} steps are done. You can stop anywhere and go on later.`}</p>
      <ol class="panel list connect">{steps.map((row, at) => <Step key={row.step} row={row} number={at + 1} open={open === row.step} />)}</ol>
    </div>
  );
}

function Step({ row, number, open }: { row: Row; number: number; open: boolean }): JSX.Element {
  const [title, Body] = STEPS[row.step];
  return (
    <li>
      <h2>
        <button type="button" class="item step" aria-expanded={open} onClick={() => refine({ step: open ? 'none' : row.step })}>
          <span class="secondary">{number}</span><strong>{title}</strong><Mark state={stateOf(row)} wraps />
        </button>
      </h2>
      {open && <div class="step-body"><Body /></div>}
    </li>
  );
}

function stateOf({ state, code }: Row): State {
  if (state === 'done') return { word: 'Done', tone: 'good' };
  if (state === 'todo') return { word: 'To do', tone: 'quiet' };
  return { word: code ? titleOf({ code }) : 'Broken', tone: 'bad' };
}

function HoursStep(): JSX.Element {
  return (
    <div class="stack">
      <p class="secondary">The agent offers times within your opening hours, and tells callers when you are open.</p>
      <div><a class="button primary" href={to('hours')}>Set opening hours</a></div>
    </div>
  );
}
