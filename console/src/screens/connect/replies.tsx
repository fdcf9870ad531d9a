/** What patients answer to texts: STOP is heard only if Twilio sends it here, which it is told to when the clinic asks. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/types.ts';
import { Action } from '../../kit/parts.tsx';
import { Mark } from '../../kit/states.tsx';
import type { State } from '../../words.ts';

type Outcome = Schemas['RepliesOutcome'];

export function Replies(): JSX.Element {
  const outcome = useSignal<Outcome | undefined>(undefined);
  const run = (dry_run: boolean) => async (): Promise<void> => {
    outcome.value = undefined;
    outcome.value = await call('post', '/api/integrations/{service}/replies', { path: { service: 'twilio' }, body: { dry_run } });
  };
  return (
    <section class="stack tight">
      <h3>When a patient answers STOP</h3>
      <p class="secondary">Twilio blocks them at your number. Frontdesk knows of it, and stops writing texts to them, only if Twilio sends replies here. You see first what that would change.</p>
      <div class="foot">
        <Action label="Show what would change for replies" act={run(true)} />
        {outcome.value?.action === 'would_change' && <Action label="Send replies here" kind="primary" act={run(false)} />}
      </div>
      <div role="status">{outcome.value && <p class={`notice breaks ${outcome.value.ok ? '' : 'bad'}`}><span><Mark state={ACTIONS[outcome.value.action]} /> {outcome.value.detail}</span></p>}</div>
    </section>
  );
}

const ACTIONS: Record<Outcome['action'], State> = {
  changed: { word: 'Done', tone: 'good' },
  would_change: { word: 'Would be changed', tone: 'busy' },
  unchanged: { word: 'As it should be', tone: 'good' },
  refused: { word: 'Not changed', tone: 'bad' },
  unknown: { word: 'Not known', tone: 'bad' },
};
