/** Which of the account's calendars is the clinic's own, from the list that Google gives. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { useFresh, type Load } from '../../api/load.ts';
import type { Integration, Schemas } from '../../api/types.ts';
import { SelectField } from '../../kit/fields.tsx';
import { useForm } from '../../kit/form.ts';
import { Action, Save } from '../../kit/parts.tsx';
import { Shown, Skeleton } from '../../kit/states.tsx';
import { refine } from '../../route.ts';
import { zone } from '../../session.ts';
import { setUpChanged } from './set_up.ts';
import { Outcome } from './tested.tsx';

type Choice = Schemas['CalendarChoice'];

interface ChoiceProps {
  load: Load<Integration | null>;
  /** An account waits for it. Otherwise there is a calendar already, and another one is asked for. */
  isWaiting: boolean;
}

export function CalendarChoice({ load, isWaiting }: ChoiceProps): JSX.Element {
  const open = useSignal(false);
  const outcome = useSignal<Schemas['TestOutcome'] | undefined>(undefined);
  const done = async (integration: Integration): Promise<void> => {
    outcome.value = await call('post', '/api/integrations/{service}/test', { path: { service: 'google' } });
    load.set(integration);
    open.value = false;
    refine({ google: undefined });
    await Promise.all([load.reload(), setUpChanged()]);
  };
  return (
    <div class="stack tight">
      {isWaiting || open.value ? <List done={done} /> : <div class="foot"><Action label="Use another calendar" act={async () => void (open.value = true)} /></div>}
      <div role="status">{outcome.value && <Outcome outcome={outcome.value} />}</div>
    </div>
  );
}

function List({ done }: { done: (integration: Integration) => Promise<void> }): JSX.Element {
  const choice = useFresh('calendars', () => call('get', '/api/integrations/{service}/calendars', { path: { service: 'google' } }));
  return <Shown load={choice} skeleton={<Skeleton rows={1} height={6} />}>{(known) => <Select choice={known} done={done} />}</Shown>;
}

function Select({ choice, done }: { choice: Choice; done: (integration: Integration) => Promise<void> }): JSX.Element {
  const { account, calendar_id, instead_of, items, waiting } = choice;
  const form = useForm(() => ({ calendar_id: preselected(choice) }), async (body) => {
    await done(await call('put', '/api/integrations/{service}/calendar', { path: { service: 'google' }, body }));
  });
  if (items.length === 0) return <p class="notice attention">{account ?? 'This account'} has no calendar that it may change. Make one in Google Calendar, or connect another account.</p>;
  const chosen = items.find(({ id }) => id === form.values.value.calendar_id);
  return (
    <form class="stack" onSubmit={form.submit}>
      {waiting && <p>You allowed it{account ? ` as ${account}` : ''}. {instead_of && `Until now the clinic was connected as ${instead_of}. `}{calendar_id && 'What was connected goes on until you choose. '}Which calendar are appointments written into?</p>}
      <SelectField form={form} name="calendar_id" label="The clinic's calendar" hint="Practitioners can have calendars of their own; this one is for everybody else." options={options(items, form.values.value.calendar_id)} />
      {chosen?.zone && chosen.zone !== zone.value && <p class="notice attention" role="status">This calendar shows the time of {chosen.zone}, the clinic is in {zone.value}. Appointments are written at the right moment all the same.</p>}
      {choice.has_more && <p class="hint">The account has more calendars than are listed here.</p>}
      <Save form={form} label="Use this calendar" done="" failed="Not connected" />
    </form>
  );
}

/** The one that it is, else the account's main one, else the only one. */
function preselected({ calendar_id, items }: Choice): string {
  const found = items.find(({ id }) => id === calendar_id) ?? items.find(({ primary }) => primary) ?? (items.length === 1 ? items[0] : undefined);
  return found?.id ?? '';
}

type Listing = Schemas['CalendarListing'];

/** For a select, with nothing to begin with where nothing is chosen. */
const options = (items: Listing[], chosen: string): [string, string][] => [...(chosen === '' ? [['', 'Choose one'] as [string, string]] : []), ...items.map(optionOf)];

/** How a calendar is offered. */
export const optionOf = ({ id, name }: Listing): [value: string, word: string] => [id, name === '' || name === id ? id : `${name} (${id})`];
