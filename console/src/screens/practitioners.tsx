/** With whom appointments are. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../api/client.ts';
import { useLoad, type Load } from '../api/load.ts';
import type { Practitioner, Service } from '../api/types.ts';
import { Page } from '../frame/page.tsx';
import { Confirm, Dialog } from '../kit/dialog.tsx';
import { CheckField, SelectField, TextField } from '../kit/fields.tsx';
import { useForm, warningsOf, type Form } from '../kit/form.ts';
import { FreshDialog } from '../kit/fresh.tsx';
import { Save } from '../kit/parts.tsx';
import { Empty, Shown } from '../kit/states.tsx';
import { dayChanged } from '../overview.ts';
import { mayChange } from '../session.ts';
import { useCatalogue, type Catalogue } from './appointments/choices.ts';
import { optionOf } from './connect/google_calendar.tsx';
import { setting, useIntegration } from './connect/integration.ts';
import { hoursInWords, Week } from './hours/week.tsx';
import { fromLines } from './values.ts';

export function Practitioners(): JSX.Element {
  const load = useCatalogue();
  // Known before a practitioner is opened, so that no field changes its form under the pointer.
  useIntegration('google');
  const open = useSignal<Practitioner | 'new' | undefined>(undefined);
  const close = (): void => void (open.value = undefined);
  return (
    <Page title="Practitioners" tools={mayChange.value && <button type="button" class="button primary" onClick={() => (open.value = 'new')}>New practitioner</button>}>
      <Shown load={load}>
        {(catalogue) => (
          <div class="stack">
            {catalogue.practitioners.length === 0
              ? <div class="panel"><Empty title="No practitioners yet"><p>Without practitioners everything is booked into the clinic's one calendar. Add those who see patients, each with a calendar of their own, and callers can ask for them by name.</p></Empty></div>
              : <ul class="panel list">{catalogue.practitioners.map((one) => <li key={one.id}><Row one={one} services={catalogue.services} open={() => (open.value = one)} /></li>)}</ul>}
            {open.value && <Edit key={open.value === 'new' ? 'new' : open.value.id} one={open.value === 'new' ? undefined : open.value} load={load} catalogue={catalogue} close={close} />}
          </div>
        )}
      </Shown>
    </Page>
  );
}

function Row({ one, services, open }: { one: Practitioner; services: Service[]; open: () => void }): JSX.Element {
  const does = one.service_ids == null ? 'All services' : services.filter(({ id }) => one.service_ids?.includes(id)).map(({ name }) => name).join(', ') || 'No service';
  return (
    <button type="button" class="item person" onClick={open}>
      <strong>{one.name}</strong>
      <span class="secondary small">{does}</span>
      <span class="secondary small">{one.weekly ? hoursInWords(one.weekly) : 'The clinic’s opening hours'}</span>
    </button>
  );
}

const valuesOf = (one: Practitioner | undefined) => ({
  name: one?.name ?? '',
  aliases: one?.aliases.join(', ') ?? '',
  calendar_id: one?.calendar_id ?? '',
  allServices: one?.service_ids == null,
  services: one?.service_ids ?? ([] as string[]),
  ownHours: one?.weekly != null,
  weekly: one?.weekly ?? {},
});
type Values = ReturnType<typeof valuesOf>;

interface EditProps {
  one: Practitioner | undefined;
  load: Load<Catalogue>;
  catalogue: Catalogue;
  close: () => void;
}

function Edit({ one, load, catalogue, close }: EditProps): JSX.Element {
  const removing = useSignal(false);
  /** What is odd about them stays in sight. */
  const done = async (answer?: unknown): Promise<unknown> => {
    dayChanged();
    await load.reload();
    if (warningsOf(answer).length === 0) close();
    return answer;
  };
  if (!one) return <Dialog title="New practitioner" close={close}><Fields one={undefined} catalogue={catalogue} done={done} /></Dialog>;
  const { id, name } = one;
  if (removing.value) {
    const act = async (force: boolean): Promise<void> => {
      await call('delete', '/api/practitioners/{id}', { path: { id }, query: force ? { force } : {} });
      await done();
    };
    return <Confirm title={`Delete ${name}?`} verb="Delete the practitioner" act={act} close={close}><p>Callers cannot book with {name} any longer. Appointments that are booked stay as they are.</p></Confirm>;
  }
  return (
    <FreshDialog title={name} name={`practitioner ${id}`} read={() => call('get', '/api/practitioners/{id}', { path: { id } })} close={close}>
      {(read) => <Fields one={read} catalogue={catalogue} done={done} remove={() => (removing.value = true)} />}
    </FreshDialog>
  );
}

interface FieldsProps {
  one: Practitioner | undefined;
  catalogue: Catalogue;
  done: (answer: unknown) => Promise<unknown>;
  remove?: () => void;
}

function Fields({ one, catalogue, done, remove }: FieldsProps): JSX.Element {
  const form = useForm(() => valuesOf(one), async ({ name, aliases, calendar_id, allServices, services, ownHours, weekly }, force) => {
    const body = { name, aliases: fromLines(aliases, ','), calendar_id, service_ids: allServices ? null : services, weekly: ownHours ? weekly : null };
    return done(await (one ? call('patch', '/api/practitioners/{id}', { path: { id: one.id }, query: force ? { force } : {}, body, unchanged: true }) : call('post', '/api/practitioners', { body })));
  });
  const { allServices, ownHours, services, weekly } = form.values.value;
  const tick = (id: string, on: boolean): void => form.put({ services: on ? [...services, id] : services.filter((other) => other !== id) });
  return (
    <form class="stack" onSubmit={form.submit}>
      <TextField form={form} name="name" label="Name" hint="As the agent says it." required maxLength={80} />
      <TextField form={form} name="aliases" label="Other names" hint="With commas between them, as callers may say it." />
      <CalendarField form={form} />
      {catalogue.services.length > 0 && <CheckField form={form} name="allServices" label="Does all services" />}
      {!allServices && (
        <fieldset class="stack tight">
          <legend class="label">Services</legend>
          {catalogue.services.map(({ id, name }) => <label key={id} class="check"><input type="checkbox" checked={services.includes(id)} onChange={(event) => tick(id, event.currentTarget.checked)} /><span>{name}</span></label>)}
        </fieldset>
      )}
      <CheckField form={form} name="ownHours" label="Has hours of their own" hint="Otherwise the clinic's opening hours." />
      {ownHours && <Week weekly={weekly} change={(changed) => form.put({ weekly: changed })} wrong={form.wrong('weekly')} />}
      <Save form={form}>{remove && mayChange.value && <button type="button" class="button danger" onClick={remove}>Delete</button>}</Save>
    </form>
  );
}

/** A calendar that the connected account may change: from Google's list, where there is one. */
function CalendarField({ form }: { form: Form<Values> }): JSX.Element {
  const google = useIntegration('google');
  const account = setting(google.data, 'account');
  const chosen = form.values.value.calendar_id;
  if (google.data === undefined && !google.problem) return <SelectField form={form} name="calendar_id" label="Calendar" options={[[chosen, chosen || 'Asking Google…']]} />;
  const isListed = account !== '' && google.data?.status !== 'choose_calendar';
  return isListed ? <ListedCalendar form={form} account={account} /> : <WrittenCalendar form={form} account={account || 'the connected account'} />;
}

function ListedCalendar({ form, account }: { form: Form<Values>; account: string }): JSX.Element {
  const { data, problem } = useLoad('calendars ', () => call('get', '/api/integrations/{service}/calendars', { path: { service: 'google' } }));
  const chosen = form.values.value.calendar_id;
  const [first] = useState(chosen);
  if ((problem && !data) || data?.has_more) return <WrittenCalendar form={form} account={account} />;
  const items = data?.items ?? [];
  // One that somebody has written down, or that is not shared any longer, stays to be chosen.
  const others = [first, chosen].filter((id, at, all) => id !== '' && all.indexOf(id) === at && !items.some((item) => item.id === id));
  const options: [string, string][] = [['', data ? 'Choose one' : 'Asking Google…'], ...items.map(optionOf), ...others.map((id): [string, string] => [id, id])];
  return <SelectField form={form} name="calendar_id" label="Calendar" hint={`One that ${account} may change. If it is missing, share it with that account in Google Calendar: “Make changes to events”.`} options={options} />;
}

function WrittenCalendar({ form, account }: { form: Form<Values>; account: string }): JSX.Element {
  return <TextField form={form} name="calendar_id" label="Calendar" hint={`The calendar's id in Google Calendar, which ${account} can change.`} required maxLength={255} />;
}
