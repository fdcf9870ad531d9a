/** What patients answer to texts: STOP is heard only if Twilio sends it here, which it is told to when the clinic asks. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { call, type Problem } from '../../api/client.ts';
import { asProblem } from '../../api/load.ts';
import type { Schemas } from '../../api/types.ts';
import { Failure, Mark } from '../../kit/states.tsx';
import type { State } from '../../words.ts';

type Outcome = Schemas['RepliesOutcome'];

/** What was shown stays until there is another answer, since it says what stood there before. */
export function Replies(): JSX.Element {
  const outcome = useSignal<Outcome | undefined>(undefined);
  const problem = useSignal<Problem | undefined>(undefined);
  const running = useSignal<'look' | 'send' | undefined>(undefined);
  const run = async (what: 'look' | 'send'): Promise<void> => {
    if (running.value) return;
    [running.value, problem.value] = [what, undefined];
    const body = what === 'look' ? { dry_run: true } : { dry_run: false, instead_of: outcome.value?.before ?? null };
    try {
      outcome.value = await call('post', '/api/integrations/{service}/replies', { path: { service: 'twilio' }, body });
    } catch (error) {
      problem.value = asProblem(error);
    }
    running.value = undefined;
  };
  return (
    <section class="stack tight">
      <h3>When a patient answers STOP</h3>
      <p class="secondary">Twilio blocks them at your number. Frontdesk knows of it, and stops writing texts to them, only if Twilio sends replies here. You see first what that would change.</p>
      <p class="secondary">Frontdesk heeds STOP and START, and drops all other replies. If somebody at your clinic reads and answers texts to this number elsewhere, leave them there.</p>
      <div class="foot">
        <button type="button" class="button" aria-busy={running.value === 'look'} onClick={() => void run('look')}>Show what would change for replies</button>
        {outcome.value?.action === 'would_change' && <button type="button" class="button primary" aria-busy={running.value === 'send'} onClick={() => void run('send')}>Send replies here</button>}
      </div>
      {problem.value && <Failure problem={problem.value} title="This did not work" />}
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
