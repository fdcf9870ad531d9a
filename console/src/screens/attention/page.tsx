/** Everything that needs a person, the worst first, and what could not be done for good. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { useLoad } from '../../api/load.ts';
import { usePages } from '../../api/pages.ts';
import type { Schemas } from '../../api/types.ts';
import { Page } from '../../frame/page.tsx';
import { Action, More, When } from '../../kit/parts.tsx';
import { Empty, Mark, Shown } from '../../kit/states.tsx';
import { readOverview } from '../../overview.ts';
import { mayChange } from '../../session.ts';
import { ItemView, SEVERITIES } from './items.tsx';

const FRESH_MS = 30_000;

export function Attention(): JSX.Element {
  const load = useLoad('attention', () => call('get', '/api/attention'), FRESH_MS);
  return (
    <Page title="Needs attention">
      <div class="stack wide">
        <Shown load={load}>
          {({ items }) => items.length === 0
            ? <div class="panel"><Empty title="Nothing needs you"><p>When callers notice that something is wrong, or something is about to be lost, it stands here with the button that mends it.</p></Empty></div>
            : <>{(Object.keys(SEVERITIES) as Schemas['Severity'][]).map((severity) => <Group key={severity} severity={severity} items={items.filter((item) => item.severity === severity)} />)}</>}
        </Shown>
        <GivenUp />
      </div>
    </Page>
  );
}

function Group({ severity, items }: { severity: Schemas['Severity']; items: Schemas['AttentionItem'][] }): JSX.Element | null {
  if (items.length === 0) return null;
  return (
    <section class="stack tight">
      <h2>{SEVERITIES[severity].word}</h2>
      <div class="panel attention-list">{items.map((item) => <ItemView key={item.code} item={item} />)}</div>
    </section>
  );
}

const WORK: Record<string, string> = {
  'event.sync': 'An event in Google Calendar',
  'event.delete': 'An event to be deleted in Google Calendar',
  'inbox.notify': 'A text to the staff',
  'sms.send': 'A text',
  'sms.remind': 'A reminder',
};

/** What was tried until there was no hope, and can be tried again once its cause is mended. */
function GivenUp(): JSX.Element | null {
  const pages = usePages<Schemas['WorkView']>('given up', (cursor) => call('get', '/api/outbox', { query: { state: 'dead', cursor } }));
  if (pages.data === undefined || pages.data.items.length === 0) return null;
  const again = (id: number) => async (): Promise<void> => {
    await call('post', '/api/outbox/{id}/retry', { path: { id } });
    await Promise.all([pages.reload(), readOverview()]);
  };
  return (
    <section class="stack tight">
      <h2>Could not be done</h2>
      <ul class="panel list">
        {pages.data.items.map((work) => (
          <li key={work.id} class="item row apart">
            <span><Mark state={{ word: WORK[work.kind] ?? 'Something that was owed', tone: 'bad' }} /> <span class="secondary small">since <When at={work.due_at} />{work.last_error && `: ${work.last_error}`}</span></span>
            {mayChange.value && <Action label="Try again" kind="small" act={again(work.id)} />}
          </li>
        ))}
      </ul>
      <More pages={pages} what="of these" />
    </section>
  );
}
