/** From nothing to the first call: six steps with a state each, one open at a time, in any order, whenever one comes back. */
import type { ComponentChildren, JSX } from 'preact';
import { call } from '../../api/client.ts';
import { useLoad, type Load } from '../../api/load.ts';
import { usePages } from '../../api/pages.ts';
import type { Integration, Schedule } from '../../api/types.ts';
import { Page } from '../../frame/page.tsx';
import { Mark, Skeleton } from '../../kit/states.tsx';
import { phone } from '../../phone.ts';
import { refine, route, to } from '../../route.ts';
import type { State } from '../../words.ts';
import { readSchedule } from '../hours/schedule.ts';
import { hoursInWords } from '../hours/week.tsx';
import { FirstCall } from './first_call.tsx';
import { GoogleStep } from './google.tsx';
import { setting, useIntegration } from './integration.ts';
import { NumberStep, type Mapping } from './number.tsx';
import { TwilioStep } from './twilio.tsx';
import { VapiStep } from './vapi.tsx';

const TODO: State = { word: 'To do', tone: 'quiet' };
const DONE: State = { word: 'Done', tone: 'good' };

export function Connect(): JSX.Element {
  const numbers = usePages<Mapping>('numbers', (cursor) => call('get', '/api/inbound/phone-mappings', { query: { cursor } }));
  const schedule = useLoad('schedule', readSchedule);
  const [google, twilio, vapi] = [useIntegration('google'), useIntegration('twilio'), useIntegration('vapi')];
  const calls = useLoad('calls any', () => call('get', '/api/calls', { query: { limit: 1 } }));
  const number = numbers.data?.items.find(({ is_active }) => is_active)?.inbound_phone_number ?? undefined;
  const steps: StepProps[] = [
    { name: 'number', title: 'Your number', state: settled(numbers, (data) => data.items.length > 0), said: number && phone(number), children: <NumberStep numbers={numbers} /> },
    { name: 'hours', title: 'Opening hours', state: settled(schedule, isOpen), said: schedule.data && isOpen(schedule.data) ? hoursInWords(schedule.data.weekly) : undefined, children: <HoursStep /> },
    { name: 'google', title: 'Google Calendar', state: connected(google), said: setting(google.data, 'calendar_id'), children: <GoogleStep load={google} /> },
    { name: 'twilio', title: 'Twilio, for texts', state: connected(twilio), said: phone(setting(twilio.data, 'from_number')), children: <TwilioStep load={twilio} /> },
    { name: 'vapi', title: 'Vapi, for calls', state: connected(vapi), said: undefined, children: <VapiStep load={vapi} /> },
    { name: 'call', title: 'The first call', state: settled(calls, (data) => data.items.length > 0), said: undefined, children: <FirstCall number={number} calls={calls} /> },
  ];
  const known = steps.every(({ state }) => state !== undefined);
  const next = steps.find(({ state }) => state !== DONE)?.name;
  const open = route.value.query.get('step') ?? (known ? next : undefined);
  const done = steps.filter(({ state }) => state === DONE).length;
  return (
    <Page title="Connect">
      {known ? (
        <div class="stack">
          <p class="secondary">{done === steps.length ? 'Everything is connected. Callers can book.' : `${done} of ${steps.length} steps are done. You can stop anywhere and go on later.`}</p>
          <ol class="panel list connect">{steps.map((step, at) => <Step key={step.name} {...step} number={at + 1} open={open === step.name} />)}</ol>
        </div>
      ) : <Skeleton rows={6} height={3.5} />}
    </Page>
  );
}

interface StepProps {
  name: string;
  title: string;
  /** Absent until it is known. */
  state: State | undefined;
  /** What was set, in a few words. */
  said: string | undefined;
  children: ComponentChildren;
}

function Step({ name, title, state = TODO, said, children, number, open }: StepProps & { number: number; open: boolean }): JSX.Element {
  return (
    <li>
      <h2>
        <button type="button" class="item step" aria-expanded={open} onClick={() => refine({ step: open ? 'none' : name })}>
          <span class="secondary">{number}</span><strong>{title}</strong><span class="secondary small clip">{said}</span><Mark state={state} />
        </button>
      </h2>
      {open && <div class="step-body">{children}</div>}
    </li>
  );
}

/** What cannot be read is not done. */
function settled<T>(load: Load<T>, isDone: (data: T) => boolean): State | undefined {
  if (load.data === undefined) return load.problem && { word: 'Could not be read', tone: 'attention' };
  return isDone(load.data) ? DONE : TODO;
}

function connected(load: Load<Integration | null>): State | undefined {
  if (load.data?.status === 'needs_reconnect') return { word: 'Connection lost', tone: 'bad' };
  if (load.data?.unreadable_calendars?.length) return { word: 'A calendar cannot be read', tone: 'attention' };
  return settled(load, (data) => data !== null);
}

const isOpen = ({ weekly }: Schedule): boolean => Object.values(weekly).some((ranges) => ranges.length > 0);

const HoursStep = (): JSX.Element => (
  <div class="stack">
    <p class="secondary">The agent offers times within your opening hours, and tells callers when you are open.</p>
    <div><a class="button primary" href={to('hours')}>Set opening hours</a></div>
  </div>
);
