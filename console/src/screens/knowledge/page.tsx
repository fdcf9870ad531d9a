/** What callers are told when they ask: facts, insurance, what is never answered. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { useFresh, type Load } from '../../api/load.ts';
import type { Knowledge as Document, Schemas } from '../../api/types.ts';
import { Page } from '../../frame/page.tsx';
import { AreaField, SelectField } from '../../kit/fields.tsx';
import { useForm } from '../../kit/form.ts';
import { Save } from '../../kit/parts.tsx';
import { Shown } from '../../kit/states.tsx';
import { fromLines } from '../values.ts';
import { Facts } from './facts.tsx';
import { Gaps } from './gaps.tsx';

interface Written {
  facts: Schemas['Fact'][];
  accepted: string;
  not_accepted: string;
  never: string;
  unknown: string;
}

export function Knowledge(): JSX.Element {
  const load = useFresh('knowledge', () => call('get', '/api/knowledge'));
  return (
    <Page title="Knowledge">
      <Shown load={load}>{(document) => <KnowledgeForm document={document} load={load} />}</Shown>
    </Page>
  );
}

function KnowledgeForm({ document, load }: { document: Document; load: Load<Document> }): JSX.Element {
  const form = useForm<Written>(() => writtenOf(document), async (written) => load.set(await call('put', '/api/knowledge', { body: documentOf(written, document) })), { insurance: 'accepted' });
  const write = (question: string): void => form.put({ facts: [{ ask: [question], say: '', topic: 'other' }, ...form.values.value.facts] });
  return (
    <div class="stack wide">
      <Gaps write={write} />
      <form class="stack wide" onSubmit={form.submit}>
        <Facts facts={form.values.value.facts} change={(facts) => form.put({ facts })} wrong={form.wrong('facts')} />
        <section class="stack">
          <h2>Insurance</h2>
          <div class="fields">
            <AreaField form={form} name="accepted" label="Plans you take" hint="One on a line, by its full name." />
            <AreaField form={form} name="not_accepted" label="Plans you do not take" hint="All others are left to the staff." />
          </div>
        </section>
        <section class="stack">
          <h2>The rest</h2>
          <AreaField form={form} name="never" label="Never answered" hint="One on a line. Questions about doses, symptoms, diagnoses, results and medication are refused anyway." />
          <SelectField form={form} name="unknown" label="When nothing is written down" options={[['ask_message', 'Take a message'], ['transfer', 'Hand the call over'], ['say_unknown', 'Say that it is not known']]} />
        </section>
        <Save form={form} done="Saved. Calls hear it within half a minute." />
      </form>
    </div>
  );
}

const writtenOf = ({ facts, insurance, never, unknown }: Document): Written => ({
  facts: facts ?? [],
  accepted: (insurance?.accepted ?? []).join('\n'),
  not_accepted: (insurance?.not_accepted ?? []).join('\n'),
  never: (never ?? []).join('\n'),
  unknown: unknown ?? 'ask_message',
});

const documentOf = ({ facts, accepted, not_accepted, never, unknown }: Written, before: Document): Document => ({
  facts,
  insurance: { ...before.insurance, accepted: fromLines(accepted), not_accepted: fromLines(not_accepted) },
  never: fromLines(never),
  unknown: unknown as Document['unknown'],
});
