/** Messages that callers left for the staff. */
import type { JSX } from 'preact';
import { call } from '../api/client.ts';
import { stale } from '../api/load.ts';
import { usePages } from '../api/pages.ts';
import type { InboxItem } from '../api/types.ts';
import { waiting } from '../frame/badge.tsx';
import { Page } from '../frame/page.tsx';
import { Choices } from '../kit/fields.tsx';
import { Action, More, When } from '../kit/parts.tsx';
import { Empty, Mark, Shown } from '../kit/states.tsx';
import { phone } from '../phone.ts';
import { refine, route, to } from '../route.ts';
import { mayChange } from '../session.ts';
import { URGENCIES } from '../words.ts';

type Filter = 'open' | 'done' | 'all';
const FILTERS: [Filter, string][] = [['open', 'To do'], ['done', 'Done'], ['all', 'All']];

export function Inbox(): JSX.Element {
  const status = (route.value.query.get('status') ?? 'open') as Filter;
  const pages = usePages<InboxItem>(`inbox ${status}`, (cursor) => call('get', '/api/inbox', { query: { status, cursor } as never }));
  const settle = (item: InboxItem) => async (): Promise<void> => {
    const changed = await call('patch', '/api/inbox/{id}', { path: { id: item.id }, body: { status: item.status === 'open' ? 'done' : 'open' } });
    const items = (pages.data?.items ?? []).map((one) => (one.id === changed.id ? changed : one));
    const open = waiting.value.inbox ?? 0;
    waiting.value = { ...waiting.value, inbox: Math.max(0, open + (changed.status === 'open' ? 1 : -1)) };
    stale('inbox');
    pages.set({ ...pages.data, items });
  };
  return (
    <Page title="Inbox">
      <div class="stack">
        <Choices label="Which messages" value={status} options={FILTERS} choose={(value) => refine({ status: value === 'open' ? undefined : value })} />
        <Shown load={pages}>
          {({ items }) => items.length === 0 ? <NoMessages status={status} /> : (
            <>
              <ul class="stack">{items.map((item) => <li key={item.id}><Message item={item} settle={settle(item)} /></li>)}</ul>
              <More pages={pages} what="messages" />
            </>
          )}
        </Shown>
      </div>
    </Page>
  );
}

function Message({ item, settle }: { item: InboxItem; settle: () => Promise<void> }): JSX.Element {
  const { name, urgency, about, callback_number, best_time, practitioner, call_id, status, created_at, done_by } = item;
  const whom = practitioner?.name ?? item.for;
  const who = name ?? (callback_number ? phone(callback_number) : 'A caller');
  return (
    <article class={`panel padded stack tight message ${status}`}>
      <div class="row apart">
        <h2>{who}</h2>
        <span class="row">{urgency !== 'routine' && <Mark state={URGENCIES[urgency]} />}<span class="secondary small"><When at={created_at} /></span></span>
      </div>
      <p class="breaks">{about}</p>
      <p class="secondary small">{[whom && `For ${whom}`, best_time && `Best time: ${best_time}`, done_by && status === 'done' && `Done by ${done_by}`].filter(Boolean).join(' · ')}</p>
      <div class="foot">
        {mayChange.value && <Action label={status === 'open' ? 'Mark as done' : 'Open again'} act={settle} name={`${status === 'open' ? 'Mark as done' : 'Open again'}: ${who}`} />}
        {callback_number && <a class="button" href={`tel:${callback_number}`}>Call {phone(callback_number)}</a>}
        {call_id && <a href={to(`calls/${encodeURIComponent(call_id)}`)} aria-label={`The call of ${who}`}>The call</a>}
      </div>
    </article>
  );
}

function NoMessages({ status }: { status: Filter }): JSX.Element {
  return (
    <div class="panel">
      {status === 'open'
        ? <Empty title="Nobody waits for you"><p>When the agent cannot help a caller it takes a message, and it stands here until somebody has dealt with it.</p><a href={to('texts')}>Choose who is texted of messages</a></Empty>
        : <Empty title="No messages"><p>Messages that you have dealt with stand here.</p></Empty>}
    </div>
  );
}
