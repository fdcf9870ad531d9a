/** Setting up the agent at Vapi: first what would change, then the change. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/types.ts';
import { Action } from '../../kit/parts.tsx';
import { Mark } from '../../kit/states.tsx';
import { count, type State } from '../../words.ts';
import { setUpChanged } from './set_up.ts';

type Provisioned = Schemas['Provisioned'];
type Step = Schemas['ProvisionStep'];

export function Provision(): JSX.Element {
  const planned = useSignal<Provisioned | undefined>(undefined);
  const done = useSignal(false);
  const run = (dry_run: boolean) => async (): Promise<void> => {
    planned.value = await call('post', '/api/vapi/provision', { body: { dry_run } });
    done.value = !dry_run;
    if (!dry_run) await setUpChanged();
  };
  const plan = planned.value;
  const changes = plan?.steps.filter(({ action }) => action !== 'unchanged') ?? [];
  return (
    <section class="stack tight">
      <h3>The agent's tools</h3>
      <p class="secondary">You see first what will change at Vapi.</p>
      <div class="foot">
        <Action label="Show what would change" act={run(true)} />
        {plan && !done.value && plan.ok && changes.length > 0 && <Action label="Change it so" kind="primary" act={run(false)} />}
      </div>
      <div role="status">
        {plan && (
          <div class={`notice ${plan.ok ? '' : 'bad'}`}>
            <p><strong>{summary(changes, done.value)}</strong> {!plan.ok && plan.detail}</p>
            <ul class="stack tight">{changes.map((step) => <li key={step.what} class="small"><Mark state={ACTIONS[step.action]} /> {step.what.replace('_', ' ')}{step.changes.length > 0 && <span class="secondary">: {step.changes.join(', ')}</span>}</li>)}</ul>
            {plan.notes.map((note) => <p key={note} class="small">{note}</p>)}
          </div>
        )}
      </div>
    </section>
  );
}

const ACTIONS: Record<Step['action'], State> = {
  created: { word: 'Made', tone: 'good' },
  updated: { word: 'Changed', tone: 'good' },
  unchanged: { word: 'As it was', tone: 'quiet' },
  would_create: { word: 'Would be made', tone: 'busy' },
  would_update: { word: 'Would be changed', tone: 'busy' },
};

/** "3 tools will be created, 1 thing changed" */
function summary(changes: Step[], done: boolean): string {
  if (changes.length === 0) return 'Everything at Vapi is as it should be.';
  const of = (...actions: Step['action'][]): number => changes.filter(({ action }) => actions.includes(action)).length;
  const [made, changed] = [of('created', 'would_create'), of('updated', 'would_update')];
  const parts = [made > 0 && `${count(made, 'thing')} made`, changed > 0 && `${count(changed, 'thing')} changed`].filter(Boolean);
  return `${done ? 'Done: ' : 'This would be '}${parts.join(', ')}.`;
}
