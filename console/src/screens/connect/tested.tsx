/** A real and cheap call to a vendor, and what it found. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/types.ts';
import { Action } from '../../kit/parts.tsx';
import { Mark } from '../../kit/states.tsx';
import type { Vendor } from './integration.ts';
import { setUpChanged } from './set_up.ts';

interface TestProps {
  vendor: Vendor;
  label: string;
  /** Its state may have changed by the test. */
  tested: () => Promise<void>;
}

export function Test({ vendor, label, tested }: TestProps): JSX.Element {
  const outcome = useSignal<Schemas['TestOutcome'] | undefined>(undefined);
  const run = async (): Promise<void> => {
    outcome.value = await call('post', '/api/integrations/{service}/test', { path: { service: vendor } });
    await Promise.all([tested(), setUpChanged()]);
  };
  return (
    <div class="stack tight">
      <div class="foot"><Action label={label} act={run} /></div>
      <div role="status">{outcome.value && <Outcome outcome={outcome.value} />}</div>
    </div>
  );
}

export function Outcome({ outcome }: { outcome: Schemas['TestOutcome'] }): JSX.Element {
  return (
    <div class={`notice ${outcome.ok ? 'good' : 'bad'}`}>
      <p><Mark state={outcome.ok ? { word: 'It works', tone: 'good' } : { word: 'It does not work', tone: 'bad' }} /> {outcome.detail}</p>
      {outcome.calendars?.map((calendar) => (
        <p key={calendar.calendar_id} class="small breaks"><Mark state={calendar.ok ? { word: 'Read and written', tone: 'good' } : { word: 'Failed', tone: 'bad' }} /> {calendar.calendar_id}, {calendar.used_by.length > 0 ? `used by ${calendar.used_by.join(', ')}` : 'the clinic’s own'}. {!calendar.ok && calendar.detail}</p>
      ))}
    </div>
  );
}
