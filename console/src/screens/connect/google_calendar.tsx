/** Which of the account's calendars is the clinic's own, from the list that Google gives. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { call, type Problem } from '../../api/client.ts';
import { asProblem, useFresh, type Load } from '../../api/load.ts';
import type { Integration, Schemas } from '../../api/types.ts';
import { SelectField } from '../../kit/fields.tsx';
import { useForm } from '../../kit/form.ts';
import { Action, Save } from '../../kit/parts.tsx';
import { Failure, Shown, Skeleton } from '../../kit/states.tsx';
import { zone } from '../../session.ts';
import { setting } from './integration.ts';
import { setUpChanged } from './set_up.ts';
import { Outcome } from './tested.tsx';

type Choice = Schemas['CalendarChoice'];
type Waiting = Schemas['WaitingAccount'];

/** Whom Google writes to, in the words of a clinic. */
const MAILED: [value: string, word: string][] = [
  ['none', 'Nobody'],
  ['external_only', 'Patients who do not use Google Calendar'],
  ['all', 'Every patient whose e-mail address is known'],
];

interface ChoiceProps {
  load: Load<Integration | null>;
  /** What is connected now. Another account may wait to take its place. */
  connected: Integration | null;
}

export function CalendarChoice({ load, connected }: ChoiceProps): JSX.Element {
  const [open, outcome, problem] = [useSignal(false), useSignal<Schemas['TestOutcome'] | undefined>(undefined), useSignal<Problem | undefined>(undefined)];
  const said = useRef<HTMLDivElement>(null);
  const waiting = load.data?.waiting ?? undefined;
  /** The way back for whoever has come with another account than they meant. */
  const putAway = async (): Promise<void> => {
    await call('delete', '/api/integrations/{service}/waiting', { path: { service: 'google' } });
    await Promise.all([load.reload(), setUpChanged()]);
  };
  /** It is connected by now, whatever the test says. */
  const done = async (integration: Integration): Promise<void> => {
    load.set(integration);
    open.value = false;
    [outcome.value, problem.value] = [undefined, undefined];
    said.current?.focus();
    await call('post', '/api/integrations/{service}/test', { path: { service: 'google' } }).then((found) => (outcome.value = found), (error: unknown) => (problem.value = asProblem(error)));
    await Promise.all([load.reload(), setUpChanged()]);
  };
  return (
    <div class="stack tight">
      {waiting && <Whose waiting={waiting} connected={connected} />}
      {waiting || open.value
        ? <List key={waiting?.id} waiting={waiting} connected={connected} done={done} keep={waiting ? putAway : async () => void (open.value = false)} />
        : <div class="foot"><Action label="Use another calendar" act={async () => void (open.value = true)} /></div>}
      <div role="status" tabIndex={-1} ref={said}>
        {outcome.value && <Outcome outcome={outcome.value} />}
        {problem.value && <Failure problem={problem.value} title="Connected, but not tested" />}
      </div>
    </div>
  );
}

/** Whose account waits. */
function Whose({ waiting, connected }: { waiting: Waiting; connected: Integration | null }): JSX.Element {
  const before = setting(connected, 'account');
  return (
    <p class="breaks" role="status">
      {waiting.account ?? 'A Google account'} allows Frontdesk to use its calendars. {before && before !== waiting.account && `Until now the clinic was connected as ${before}. `}
      {connected && 'What was connected goes on until you choose. Appointments that are booked stay in the calendar in which they are. '}
      Which calendar are appointments written into?
    </p>
  );
}

interface ListProps {
  waiting: Waiting | undefined;
  connected: Integration | null;
  done: (integration: Integration) => Promise<void>;
  /** Leaves it as it is. */
  keep: () => Promise<void>;
}

function List(props: ListProps): JSX.Element {
  const waiting = props.waiting?.id;
  const choice = useFresh(`calendars ${waiting ?? ''}`, () => call('get', '/api/integrations/{service}/calendars', { path: { service: 'google' }, query: { waiting } }));
  return (
    <>
      <Shown load={choice} skeleton={<Skeleton rows={1} height={6} />}>{(known) => <Select choice={known} {...props} />}</Shown>
      {choice.problem && !choice.data && <div class="foot"><Keep {...props} /></div>}
    </>
  );
}

/** The way back, also where there is nothing to choose from. */
const Keep = ({ connected, keep }: Pick<ListProps, 'connected' | 'keep'>): JSX.Element => <Action label={connected ? 'Keep what was connected' : 'Do not use this account'} kind="quiet" act={keep} />;

function Select({ choice, waiting, connected, done, keep }: ListProps & { choice: Choice }): JSX.Element {
  const element = useRef<HTMLFormElement>(null);
  const form = useForm(() => ({ calendar_id: preselected(choice, setting(connected, 'calendar_id')), guest_updates: setting(connected, 'guest_updates') || 'none' }), async (body) => {
    await done(await call('put', '/api/integrations/{service}/calendar', { path: { service: 'google' }, body: { ...body, ...(waiting && { waiting: waiting.id }) } }));
  });
  // Whoever is back from Google, or has asked for it, goes on here.
  useEffect(() => element.current?.querySelector('select')?.focus(), []);
  const { items } = choice;
  if (items.length === 0) return <div class="stack tight"><p class="notice attention breaks">{choice.account ?? 'This account'} has no calendar that it may change. Make one in Google Calendar, or connect another account.</p><div class="foot"><Keep connected={connected} keep={keep} /></div></div>;
  const chosen = items.find(({ id }) => id === form.values.value.calendar_id);
  return (
    <form class="stack" ref={element} onSubmit={form.submit}>
      <SelectField form={form} name="calendar_id" label="The clinic's calendar" hint="Practitioners can have calendars of their own; this one is for everybody else." options={options(items, form.values.value.calendar_id)} />
      {chosen?.zone && chosen.zone !== zone.value && <p class="notice attention" role="status">This calendar shows the time of {chosen.zone}, the clinic is in {zone.value}. Appointments are written at the right moment all the same.</p>}
      {choice.has_more && <p class="hint">The account has more calendars than are listed here.</p>}
      <SelectField form={form} name="guest_updates" label="Whom Google e-mails about appointments" hint="Patients whose address is known are guests of their appointment in the calendar." options={MAILED} />
      <Save form={form} label="Use this calendar" done="" failed="Not connected"><Keep connected={connected} keep={keep} /></Save>
    </form>
  );
}

/** The one that it is, else the account's main one, else the only one. */
function preselected({ items }: Choice, current: string): string {
  const found = items.find(({ id }) => id === current) ?? items.find(({ primary }) => primary) ?? (items.length === 1 ? items[0] : undefined);
  return found?.id ?? '';
}

type Listing = Schemas['CalendarListing'];

/** For a select, with nothing to begin with where nothing is chosen. */
const options = (items: Listing[], chosen: string): [string, string][] => [...(chosen === '' ? [['', 'Choose one'] as [string, string]] : []), ...items.map(optionOf)];

/** How a calendar is offered. */
export const optionOf = ({ id, name }: Listing): [value: string, word: string] => [id, name === '' || name === id ? id : `${name} (${id})`];
