/** What can be booked. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { call } from '../api/client.ts';
import { stale } from '../api/load.ts';
import { usePages, type Pages } from '../api/pages.ts';
import type { Service } from '../api/types.ts';
import { Page } from '../frame/page.tsx';
import { Confirm, Dialog } from '../kit/dialog.tsx';
import { TextField } from '../kit/fields.tsx';
import { useForm, warningsOf } from '../kit/form.ts';
import { FreshDialog } from '../kit/fresh.tsx';
import { More, Save } from '../kit/parts.tsx';
import { Empty, Shown } from '../kit/states.tsx';
import { mayChange } from '../session.ts';
import { minutesName } from '../time.ts';
import { fromLines, numberOf } from './values.ts';

export function Services(): JSX.Element {
  const pages = usePages<Service>('services', (cursor) => call('get', '/api/services', { query: { cursor } }));
  const open = useSignal<Service | 'new' | undefined>(undefined);
  const close = (): void => void (open.value = undefined);
  return (
    <Page title="Services" tools={mayChange.value && <button type="button" class="button primary" onClick={() => (open.value = 'new')}>New service</button>}>
      <div class="stack">
        <Shown load={pages}>
          {({ items }) => items.length === 0 ? (
            <div class="panel"><Empty title="No services yet"><p>Without services every appointment has the length that your opening hours say. Add what callers ask for, such as a cleaning or a check-up, each with its length.</p></Empty></div>
          ) : (
            <>
              <ul class="panel list">{items.map((service) => <li key={service.id}><Row service={service} open={() => (open.value = service)} /></li>)}</ul>
              <More pages={pages} what="services" />
            </>
          )}
        </Shown>
        {open.value && <Edit key={open.value === 'new' ? 'new' : open.value.id} service={open.value === 'new' ? undefined : open.value} pages={pages} close={close} />}
      </div>
    </Page>
  );
}

function Row({ service, open }: { service: Service; open: () => void }): JSX.Element {
  const around = service.buffer_before_minutes + service.buffer_after_minutes;
  return (
    <button type="button" class="item service" onClick={open}>
      <strong>{service.name}</strong>
      <span class="secondary small">{service.aliases.length > 0 ? `also "${service.aliases.join('", "')}"` : ''}</span>
      <span class="end">{minutesName(service.minutes)}{around > 0 && <span class="secondary small"> + {minutesName(around)} around it</span>}</span>
    </button>
  );
}

interface EditProps {
  service: Service | undefined;
  pages: Pages<Service>;
  close: () => void;
}

function Edit({ service, pages, close }: EditProps): JSX.Element {
  const removing = useSignal(false);
  /** What is odd about it stays in sight. */
  const done = async (answer?: unknown): Promise<unknown> => {
    stale('catalogue');
    await pages.reload();
    if (warningsOf(answer).length === 0) close();
    return answer;
  };
  if (!service) return <Dialog title="New service" close={close}><Fields service={undefined} done={done} /></Dialog>;
  const { id, name } = service;
  if (removing.value) {
    const act = async (force: boolean): Promise<void> => {
      await call('delete', '/api/services/{id}', { path: { id }, query: force ? { force } : {} });
      await done();
    };
    return <Confirm title={`Delete ${name}?`} verb="Delete the service" act={act} close={close}><p>Nobody can book it any longer. Appointments that are booked stay as they are.</p></Confirm>;
  }
  return (
    <FreshDialog title={name} name={`service ${id}`} read={() => call('get', '/api/services/{id}', { path: { id } })} close={close}>
      {(read) => <Fields service={read} done={done} remove={() => (removing.value = true)} />}
    </FreshDialog>
  );
}

interface FieldsProps {
  service: Service | undefined;
  done: (answer: unknown) => Promise<unknown>;
  remove?: () => void;
}

function Fields({ service, done, remove }: FieldsProps): JSX.Element {
  const form = useForm(() => valuesOf(service), async (values) => {
    const body = { name: values.name, minutes: numberOf(values.minutes), buffer_before_minutes: numberOf(values.buffer_before_minutes), buffer_after_minutes: numberOf(values.buffer_after_minutes), aliases: fromLines(values.aliases, ',') };
    return done(await (service ? call('patch', '/api/services/{id}', { path: { id: service.id }, body, unchanged: true }) : call('post', '/api/services', { body })));
  });
  return (
    <form class="stack" onSubmit={form.submit}>
      <TextField form={form} name="name" label="Name" hint="As the agent says it." required maxLength={80} />
      <TextField form={form} name="aliases" label="Other words for it" hint="With commas between them, as callers may say it." />
      <TextField form={form} name="minutes" label="Length in minutes" type="number" min={5} max={720} required />
      <div class="fields">
        <TextField form={form} name="buffer_before_minutes" label="Minutes free before" type="number" min={0} max={240} />
        <TextField form={form} name="buffer_after_minutes" label="Minutes free after" type="number" min={0} max={240} />
      </div>
      <Save form={form}>{remove && mayChange.value && <button type="button" class="button danger" onClick={remove}>Delete</button>}</Save>
    </form>
  );
}

const valuesOf = (service: Service | undefined): Record<'name' | 'aliases' | 'minutes' | 'buffer_before_minutes' | 'buffer_after_minutes', string> => ({
  name: service?.name ?? '',
  aliases: service?.aliases.join(', ') ?? '',
  minutes: String(service?.minutes ?? 30),
  buffer_before_minutes: String(service?.buffer_before_minutes ?? 0),
  buffer_after_minutes: String(service?.buffer_after_minutes ?? 0),
});
