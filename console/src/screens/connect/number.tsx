/** The number that patients call. */
import type { JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { call } from '../../api/client.ts';
import { usePages, type Pages } from '../../api/pages.ts';
import type { Schemas } from '../../api/types.ts';
import { Confirm } from '../../kit/dialog.tsx';
import { TextField } from '../../kit/fields.tsx';
import { useForm } from '../../kit/form.ts';
import { Action, More, Save } from '../../kit/parts.tsx';
import { Mark } from '../../kit/states.tsx';
import { phone } from '../../phone.ts';
import { clinic, mayChange } from '../../session.ts';
import { count } from '../../words.ts';
import { Found, useVendorsOfNumbers } from './found.tsx';
import { setUpChanged } from './set_up.ts';

export type Mapping = Schemas['MappingView'];

export const useNumbers = (): Pages<Mapping> => usePages<Mapping>('numbers', (cursor) => call('get', '/api/inbound/phone-mappings', { query: { cursor } }));

export function NumberStep(): JSX.Element {
  const numbers = useNumbers();
  const listed = useVendorsOfNumbers();
  return (
    <div class="stack">
      <p class="secondary">Calls to this number belong to your clinic. It may be a number that you have at Twilio, or one that Vapi gave you.</p>
      {numbers.data && numbers.data.items.length > 0 && <ul class="panel list">{numbers.data.items.map((mapping) => <li key={mapping.id}><Row mapping={mapping} changed={numbers.reload} /></li>)}</ul>}
      <More pages={numbers} what="numbers" />
      {numbers.data && numbers.data.items.some(isUnproven) && <Unproven proven={numbers.reload} />}
      {listed && mayChange.value && <Found added={numbers.reload} />}
      {listed !== undefined && mayChange.value && (
        listed
          ? <details><summary>Add a number by hand</summary><div class="padded-top"><ByHand added={numbers.reload} plain /></div></details>
          : <ByHand added={numbers.reload} />
      )}
    </div>
  );
}

const isUnproven = ({ is_active, is_proven }: Mapping): boolean => is_active && !is_proven;

/** What to do about numbers that are not proven, and the button that asks. */
function Unproven({ proven }: { proven: () => Promise<void> }): JSX.Element {
  const said = useSignal('');
  const ask = async (): Promise<void> => {
    said.value = '';
    const { unproven, most_unproven, vendors } = await call('post', '/api/inbound/phone-mappings/prove');
    await proven();
    const failed = vendors.filter(({ state }) => state === 'failed' || state === 'partly').map(({ detail }) => detail);
    said.value = [unproven === 0 ? 'All of your numbers are proven.' : `${count(unproven, 'number is', 'numbers are')} not proven yet. You may have ${most_unproven}.`, ...failed].join(' ');
  };
  return (
    <div class="stack tight">
      <p class="secondary">Numbers that are not proven yet work like the others, but you can have a few only. Connect the account at Twilio, Vapi or Retell that has them, then look for them. If they are at none of these, ask whoever runs Frontdesk for you to approve them.</p>
      <div class="row">{mayChange.value && <Action label="Look for proof" kind="small" act={ask} />}<span class="secondary small" role="status">{said.value}</span></div>
    </div>
  );
}

function ByHand({ added, plain }: { added: () => Promise<void>; plain?: boolean }): JSX.Element {
  const form = useForm(() => ({ inbound_phone_number: '', clinic_name: clinic.value?.name ?? '' }), async (body) => {
    await call('post', '/api/inbound/phone-mappings', { body });
    form.put({ inbound_phone_number: '' });
    await Promise.all([added(), setUpChanged()]);
  });
  return (
    <form class="stack" onSubmit={form.submit}>
      <div class="fields">
        <TextField form={form} name="inbound_phone_number" label="Number" type="tel" required placeholder="+1 555 010 0100" />
        <TextField form={form} name="clinic_name" label="The clinic's name, as its callers know it" required maxLength={200} />
      </div>
      <Save form={form} label="Add this number" done="Added" plain={plain} />
    </form>
  );
}

function Row({ mapping, changed }: { mapping: Mapping; changed: () => Promise<void> }): JSX.Element {
  const asking = useSignal(false);
  const name = mapping.inbound_phone_number ? phone(mapping.inbound_phone_number) : (mapping.sip_uri ?? '');
  const remove = async (): Promise<void> => {
    await call('delete', '/api/inbound/phone-mappings/{id}', { path: { id: mapping.id } });
    await Promise.all([changed(), setUpChanged()]);
  };
  return (
    <div class="item row apart">
      <span class="breaks"><strong>{name}</strong> <span class="secondary">{mapping.clinic_name}</span> {!mapping.is_active && <Mark state={{ word: 'Not in use', tone: 'quiet' }} />}{isUnproven(mapping) && <Mark state={{ word: 'Not proven yet', tone: 'quiet' }} />} {mapping.is_disputed && <Mark state={{ word: 'Another clinic wants it; the operator decides', tone: 'attention' }} wraps />}</span>
      {mayChange.value && <button type="button" class="button small" aria-label={`Remove ${name}`} onClick={() => (asking.value = true)}>Remove</button>}
      {asking.value && <Confirm title={`Remove ${name}?`} verb="Remove the number" act={remove} close={() => (asking.value = false)}><p>Calls to it are not answered for your clinic any longer.</p></Confirm>}
    </div>
  );
}
