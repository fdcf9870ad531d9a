/** The clinic itself: its name, its zone, and for the operator whether its calls are answered. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { useFresh, type Load } from '../../api/load.ts';
import type { Org, Schemas } from '../../api/types.ts';
import { Confirm } from '../../kit/dialog.tsx';
import { SelectField, TextField } from '../../kit/fields.tsx';
import { useForm } from '../../kit/form.ts';
import { Action, Save } from '../../kit/parts.tsx';
import { Mark, Shown, Skeleton } from '../../kit/states.tsx';
import { readOverview } from '../../overview.ts';
import { isOperator } from '../../session.ts';
import { zonesWith } from '../../time.ts';
import type { State } from '../../words.ts';
import { textOrNone } from '../values.ts';

type Status = Schemas['OrgStatus'];

const STATES: Record<Status, State> = {
  active: { word: 'Calls are answered', tone: 'good' },
  suspended: { word: 'Suspended: calls are not answered', tone: 'bad' },
  closed: { word: 'Closed', tone: 'quiet' },
};

export function TheClinic(): JSX.Element {
  const load = useFresh('org', () => call('get', '/api/org'));
  return (
    <section class="stack">
      <h2>The clinic</h2>
      <Shown load={load} skeleton={<Skeleton rows={1} height={9} />}>{(org) => <Settings org={org} load={load} />}</Shown>
    </section>
  );
}

function Settings({ org, load }: { org: Org; load: Load<Org> }): JSX.Element {
  const form = useForm(() => ({ name: org.name, zone: org.zone, country: org.country ?? '' }), async ({ name, zone, country }) => {
    load.set(await call('patch', '/api/org', { body: { name, zone, country: textOrNone(country.toUpperCase()) } }));
    await readOverview();
  });
  return (
    <form class="stack" onSubmit={form.submit}>
      <div class="row apart"><Mark state={STATES[org.status]} />{isOperator.value && <Standing org={org} load={load} />}</div>
      <div class="fields">
        <TextField form={form} name="name" label="Name" required maxLength={200} />
        <SelectField form={form} name="zone" label="Time zone" options={zonesWith(org.zone)} />
        <TextField form={form} name="country" label="Country" maxLength={2} hint="Two letters, such as US: so that numbers can be written as people write them." />
      </div>
      <Save form={form} plain />
    </form>
  );
}

/** Only the operator suspends a clinic, and lets its calls be answered again. */
function Standing({ org, load }: { org: Org; load: Load<Org> }): JSX.Element {
  const asking = useSignal(false);
  const put = async (status: Status): Promise<void> => {
    load.set(await call('patch', '/api/org', { body: { status } }));
    await readOverview();
  };
  if (org.status !== 'active') return <Action label="Answer its calls again" act={() => put('active')} />;
  return (
    <>
      <button type="button" class="button danger small" onClick={() => (asking.value = true)}>Suspend this clinic</button>
      {asking.value && (
        <Confirm title={`Suspend ${org.name}?`} verb="Suspend the clinic" act={() => put('suspended')} close={() => (asking.value = false)}>
          <p>Its callers hear that it cannot be reached, or are forwarded if it named a number for that. Nothing is deleted.</p>
        </Confirm>
      )}
    </>
  );
}
