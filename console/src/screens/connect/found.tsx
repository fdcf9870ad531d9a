/** Numbers that the clinic has at Twilio and Vapi: tick those that patients call, and add them. */
import { signal, useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId, useMemo, useRef } from 'preact/hooks';
import { call } from '../../api/client.ts';
import { asProblem, useLoad, type Load } from '../../api/load.ts';
import type { Schemas } from '../../api/types.ts';
import { Action } from '../../kit/parts.tsx';
import { Mark, Shown, Skeleton } from '../../kit/states.tsx';
import { phone } from '../../phone.ts';
import { refine } from '../../route.ts';
import { clinic } from '../../session.ts';
import { count, type State } from '../../words.ts';
import { NAMES, useIntegration, type Vendor } from './integration.ts';
import { setUpChanged } from './set_up.ts';

type Discovery = Schemas['Discovery'];
type FoundNumber = Schemas['FoundNumber'];

/** Whether there is a vendor that has numbers; undefined until that is known. */
export function useVendorsOfNumbers(): boolean | undefined {
  const accounts = [useIntegration('twilio'), useIntegration('vapi')];
  if (accounts.some(({ data }) => data)) return true;
  return accounts.every(({ data, problem }) => data === null || problem !== undefined) ? false : undefined;
}

export function Found({ added }: { added: () => Promise<void> }): JSX.Element {
  const found = useLoad('numbers found', () => call('post', '/api/inbound/phone-mappings/discover'));
  const heading = useRef<HTMLHeadingElement>(null);
  // It stays when nothing is left to tick.
  const said = useSignal('');
  return (
    <section class="stack tight">
      <div class="row apart">
        <h3 ref={heading} tabIndex={-1}>Numbers at Twilio and Vapi</h3>
        <Action label="Look again" kind="small" act={found.reload} />
      </div>
      <Shown load={found} skeleton={<Skeleton rows={2} height={3} />}>
        {(discovery) => (
          <>
            {discovery.vendors.filter(({ state }) => state !== 'listed').map(({ service, state, detail }) => (
              <p key={service} class={state === 'not_connected' ? 'secondary' : 'notice attention'}>{NAMES[service as Vendor] ?? service}: {detail}</p>
            ))}
            <Choice discovery={discovery} found={found} added={added} said={said} finished={() => heading.current?.focus()} />
          </>
        )}
      </Shown>
      <p class="secondary" role="status">{said.value}</p>
    </section>
  );
}

/** What was ticked, and what became of it, by number. */
interface Ticks {
  ticked: Signal<ReadonlySet<string>>;
  wrong: Signal<Record<string, string>>;
}

const keyOf = ({ number, sip_uri, vapi_phone_number_id, name }: FoundNumber): string => number ?? sip_uri ?? vapi_phone_number_id ?? name ?? '';
const isWorthShowing = ({ state, remarks }: FoundNumber): boolean => state !== 'mapped' || remarks.length > 0;

interface ChoiceProps {
  discovery: Discovery;
  found: Load<Discovery>;
  added: () => Promise<void>;
  said: Signal<string>;
  /** The button may be gone by then. */
  finished: () => void;
}

function Choice({ discovery, found, added, said, finished }: ChoiceProps): JSX.Element {
  const { ticked, wrong }: Ticks = useMemo(() => ({ ticked: signal(new Set<string>()), wrong: signal({}) }), []);
  const busy = useSignal(false);
  const shown = discovery.numbers.filter(isWorthShowing);
  const chosen = shown.filter((number) => number.can_be_mapped && ticked.value.has(keyOf(number)));
  const hidden = discovery.numbers.length - shown.length;
  const toggle = (key: string, on: boolean): void => {
    ticked.value = on ? new Set([...ticked.value, key]) : new Set([...ticked.value].filter((known) => known !== key));
    said.value = '';
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value) return;
    if (chosen.length === 0) return void (said.value = 'Tick a number first.');
    [busy.value, said.value, wrong.value] = [true, '', {}];
    // What is added completes this step, and the page would go on to the next.
    refine({ step: 'number' });
    const here = clinic.value;
    let done = 0;
    for (const number of chosen) {
      // Somebody has gone to another clinic meanwhile, or has left.
      if (clinic.value !== here) return void (busy.value = false);
      try {
        await add(number, () => clinic.value === here);
        toggle(keyOf(number), false);
        done += 1;
      } catch (error) {
        wrong.value = { ...wrong.value, [keyOf(number)]: asProblem(error).message };
      }
    }
    if (clinic.value !== here) return void (busy.value = false);
    await Promise.all([added(), found.reload(), setUpChanged()]);
    said.value = done > 0 ? `${count(done, 'number')} added.` : 'Nothing was added.';
    busy.value = false;
    finished();
  };
  if (shown.length === 0) return <p class="secondary">{hidden === 0 ? 'There are no numbers yet.' : 'All of them are yours already.'}</p>;
  return (
    <form class="stack tight" onSubmit={submit}>
      <fieldset class="stack tight">
        <legend class="secondary">Tick those that patients call.</legend>
        <ul class="panel list">{shown.map((number) => <li key={keyOf(number)}><Row number={number} ticked={ticked.value.has(keyOf(number))} wrong={wrong.value[keyOf(number)]} toggle={toggle} /></li>)}</ul>
      </fieldset>
      {hidden > 0 && <p class="secondary small">{count(hidden, 'other number is', 'other numbers are')} yours already.</p>}
      <div class="foot">
        {shown.some(({ can_be_mapped }) => can_be_mapped) && <button class="button primary" aria-busy={busy.value}>{chosen.length === 0 ? 'Add the ticked numbers' : `Add ${count(chosen.length, 'number')}`}</button>}
      </div>
    </form>
  );
}

/** What is the clinic's already keeps the name that it has there. */
async function add(found: FoundNumber, isStillHere: () => boolean): Promise<void> {
  const { number, sip_uri, vapi_phone_number_id } = found;
  const clinic_name = (found.state === 'mapped' ? await nameOf(found) : undefined) ?? clinic.value?.name ?? '';
  const known = Object.fromEntries(Object.entries({ sip_uri, vapi_phone_number_id }).filter(([, value]) => value !== null));
  if (isStillHere()) await call('post', '/api/inbound/phone-mappings', { body: { ...(number && { inbound_phone_number: number }), ...known, clinic_name } });
}

/** What has no number is looked for among all that there are. */
async function nameOf({ number, sip_uri }: FoundNumber): Promise<string | undefined> {
  let cursor: string | undefined;
  do {
    const page = await call('get', '/api/inbound/phone-mappings', { query: number ? { number } : { cursor } });
    const mapping = page.items.find((one) => number !== null || one.sip_uri === sip_uri);
    if (mapping || number) return mapping?.clinic_name;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return undefined;
}

/** Vendors call a number by itself until somebody names it. */
const isName = ({ name, number, sip_uri }: FoundNumber): boolean => {
  const digits = (name ?? '').replaceAll(/\D/g, '');
  return name !== null && name !== sip_uri && (number !== null || sip_uri !== null) && !(digits.length >= 7 && (number ?? '').endsWith(digits));
};

const STATES: Record<FoundNumber['state'], State> = {
  new: { word: 'Not added yet', tone: 'quiet' },
  mapped: { word: 'Yours', tone: 'good' },
  other_org: { word: 'Taken', tone: 'bad' },
};

interface RowProps {
  number: FoundNumber;
  ticked: boolean;
  wrong: string | undefined;
  toggle: (key: string, on: boolean) => void;
}

function Row({ number, ticked, wrong, toggle }: RowProps): JSX.Element {
  const id = useId();
  const called = number.number ? phone(number.number) : (number.sip_uri ?? number.name ?? '');
  const hints = [...(number.state === 'other_org' ? [TAKEN] : []), ...number.remarks.map(({ detail }) => detail)];
  const what = <span class="breaks"><strong>{called}</strong> {isName(number) && <span class="secondary">{number.name}</span>} <span class="secondary small">at {number.found_at.map((vendor) => NAMES[vendor as Vendor] ?? vendor).join(' and ')}</span> <Mark state={STATES[number.state]} /></span>;
  return (
    <div class="item found">
      {number.can_be_mapped
        ? <label class="check"><input type="checkbox" checked={ticked} aria-describedby={[hints.length > 0 && `${id}-hints`, wrong !== undefined && `${id}-wrong`].filter(Boolean).join(' ') || undefined} onChange={(event) => toggle(keyOf(number), event.currentTarget.checked)} />{what}</label>
        : <div class="check"><span class="no-box" />{what}</div>}
      {hints.length > 0 && <div class="stack tight hint" id={`${id}-hints`}>{hints.map((hint) => <p key={hint}>{hint}</p>)}</div>}
      {wrong !== undefined && <span class="wrong" role="alert" id={`${id}-wrong`}>{wrong}</span>}
    </div>
  );
}

const TAKEN = "Another clinic has this number. If it is yours, add it by hand: the platform's operator is told then, and decides.";
