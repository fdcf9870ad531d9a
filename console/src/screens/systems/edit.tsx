/** Adding another system that is told, and changing one. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import type { Pages } from '../../api/pages.ts';
import { Confirm, Dialog } from '../../kit/dialog.tsx';
import { CheckField, TextField } from '../../kit/fields.tsx';
import { useForm, type Form } from '../../kit/form.ts';
import { Action, Save } from '../../kit/parts.tsx';
import { textOrNone } from '../values.ts';
import { EVENTS, hostOf, type EventType, type System } from './words.ts';

interface Values extends Record<EventType, boolean> {
  url: string;
  description: string;
  full: boolean;
}

const TYPES = Object.keys(EVENTS) as EventType[];

function valuesOf(system?: System): Values {
  const chosen = Object.fromEntries(TYPES.map((type) => [type, system?.events.includes(type) ?? type === 'appointment.booked']));
  return { url: system?.url ?? '', description: system?.description ?? '', full: system?.full ?? false, ...(chosen as Record<EventType, boolean>) };
}

/** What is sent. That patients' data leaves to the host was confirmed by ticking the box, which names it. */
const bodyOf = (values: Values) => ({
  url: values.url.trim(),
  events: TYPES.filter((type) => values[type]),
  full: values.full,
  ...(values.full && { patients_data_goes_to: hostOf(values.url.trim()).replace(/:\d+$/, '') }),
});

interface Props {
  pages: Pages<System>;
  /** Shows a secret, once. */
  told: (secret: string) => void;
  close: () => void;
}

export function New({ pages, told, close }: Props): JSX.Element {
  const form = useForm(() => valuesOf(), async (values) => {
    const { secret } = await call('post', '/api/webhooks', { body: { ...bodyOf(values), description: textOrNone(values.description) } });
    await pages.reload();
    close();
    told(secret);
  });
  return (
    <Dialog title="Add a system" close={close}>
      <form class="stack" onSubmit={form.submit}><Fields form={form} /><Save form={form} label="Add it" done="Added" /></form>
    </Dialog>
  );
}

export function Edit({ system, pages, told, close }: Props & { system: System }): JSX.Element {
  const asking = useSignal<'remove' | 'rotate' | undefined>(undefined);
  const path = { id: system.id };
  const done = async (): Promise<void> => {
    await pages.reload();
    close();
  };
  const form = useForm(() => valuesOf(system), async (values) => {
    await call('patch', '/api/webhooks/{id}', { path, body: { ...bodyOf(values), description: textOrNone(values.description) } });
    await done();
  });
  const turn = async (): Promise<void> => {
    await call('patch', '/api/webhooks/{id}', { path, body: { disabled: !system.disabled } });
    await done();
  };
  const rotate = async (): Promise<void> => {
    const { secret } = await call('post', '/api/webhooks/{id}/rotate', { path });
    await done();
    told(secret);
  };
  const remove = async (): Promise<void> => {
    await call('delete', '/api/webhooks/{id}', { path });
    await done();
  };
  const name = system.description ?? hostOf(system.url);
  if (asking.value === 'remove') return <Confirm title={`Remove ${name}?`} verb="Remove it" act={remove} close={close}><p>It is told nothing any more, and what waits for it is not sent.</p></Confirm>;
  if (asking.value === 'rotate') return <Confirm title={`A new secret for ${name}?`} verb="Make a new secret" act={rotate} close={close}><p>It is shown once. The one that there is now holds for another day, so that the other system can be given the new one.</p></Confirm>;
  return (
    <Dialog title={name} close={close}>
      <form class="stack" onSubmit={form.submit}>
        <Fields form={form} />
        <Save form={form}>
          <Action label={system.disabled ? 'Turn on again' : 'Turn off'} act={turn} />
          <button type="button" class="button" onClick={() => (asking.value = 'rotate')}>New secret</button>
          <button type="button" class="button danger" onClick={() => (asking.value = 'remove')}>Remove</button>
        </Save>
      </form>
    </Dialog>
  );
}

function Fields({ form }: { form: Form<Values> }): JSX.Element {
  const host = hostOf(form.values.value.url.trim()) || 'that system';
  return (
    <>
      <TextField form={form} name="url" label="Its address" type="url" required maxLength={500} placeholder="https://crm.example.com/frontdesk" hint="Whoever runs the other system gives it to you." />
      <TextField form={form} name="description" label="What it is" maxLength={200} hint="Such as “Our CRM”." />
      <fieldset class="stack tight">
        <legend>What it is told</legend>
        {TYPES.map((type) => <CheckField key={type} form={form} name={type} label={EVENTS[type]} />)}
        {form.wrong('events') && <span class="wrong">{form.wrong('events')}</span>}
      </fieldset>
      <CheckField form={form} name="full" label="Send patients’ names, numbers and notes too" hint={`They then leave to ${host}. Your contract with whoever runs it has to allow that.`} />
      {form.wrong('patients_data_goes_to') && <span class="wrong">{form.wrong('patients_data_goes_to')}</span>}
    </>
  );
}
