/** The facts, each with how callers ask for it. */
import type { JSX } from 'preact';
import type { Schemas } from '../../api/types.ts';
import { Field } from '../../kit/fields.tsx';
import { Shape } from '../../kit/icons.tsx';
import { Empty } from '../../kit/states.tsx';
import { sentence } from '../../words.ts';
import { fromLines } from '../values.ts';

type Fact = Schemas['Fact'];
const TOPICS: Fact['topic'][] = ['insurance', 'parking', 'prices', 'policies', 'preparation', 'other'];

interface FactsProps {
  facts: Fact[];
  change: (facts: Fact[]) => void;
  wrong?: string;
}

export function Facts({ facts, change, wrong }: FactsProps): JSX.Element {
  const put = (at: number, part: Partial<Fact>): void => change(facts.map((fact, index) => (index === at ? { ...fact, ...part } : fact)));
  const another = (): void => change([{ ask: [], say: '', topic: 'other' }, ...facts]);
  return (
    <section class="stack">
      <div class="row apart"><h2>Facts</h2><button type="button" class="button" onClick={another}>Add a fact</button></div>
      {wrong && <p class="wrong" role="alert"><span class="mark"><Shape tone="bad" /></span>{wrong}</p>}
      {facts.length === 0 && <div class="panel"><Empty title="Nothing is written down"><p>The agent tells callers only what stands here, in your own words: parking, prices, what to bring.</p></Empty></div>}
      {facts.map((fact, at) => <One key={fact.id ?? `new ${facts.length - at}`} fact={fact} put={(part) => put(at, part)} remove={() => change(facts.filter((_, index) => index !== at))} />)}
    </section>
  );
}

interface OneProps {
  fact: Fact;
  put: (part: Partial<Fact>) => void;
  remove: () => void;
}

function One({ fact, put, remove }: OneProps): JSX.Element {
  return (
    <details class="panel fact" open={fact.id === undefined}>
      <summary><span><strong>{fact.ask[0] ?? 'A new fact'}</strong><span class="secondary clip">{fact.say}</span></span></summary>
      <div class="stack padded">
        <Field label="How callers ask for it" hint="One on a line, up to 8.">
          {(tied) => <textarea class="input" rows={3} {...tied} defaultValue={fact.ask.join('\n')} required onInput={(event) => put({ ask: fromLines(event.currentTarget.value) })} />}
        </Field>
        <Field label="What they are told" hint="Up to 400 characters.">
          {(tied) => <textarea class="input" rows={2} maxLength={400} {...tied} value={fact.say} required onInput={(event) => put({ say: event.currentTarget.value })} />}
        </Field>
        <div class="row apart">
          <Field label="Topic">
            {(tied) => <select class="input" {...tied} value={fact.topic} onChange={(event) => put({ topic: event.currentTarget.value as Fact['topic'] })}>{TOPICS.map((topic) => <option key={topic} value={topic}>{sentence(topic)}</option>)}</select>}
          </Field>
          <button type="button" class="button danger small" aria-label={`Remove: ${fact.ask[0] ?? 'the new fact'}`} onClick={remove}>Remove</button>
        </div>
      </div>
    </details>
  );
}
