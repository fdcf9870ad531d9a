/** What was sent to a system, and how it went. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { usePages } from '../../api/pages.ts';
import { Action, More, When } from '../../kit/parts.tsx';
import { Empty, Mark, Shown } from '../../kit/states.tsx';
import { mayChange } from '../../session.ts';
import { count } from '../../words.ts';
import { DELIVERY_STATES, happened, hostOf, type Delivery, type System } from './words.ts';

/** So far back what did not arrive is sent again. */
const DAYS = 14;

export function Sent({ system }: { system: System }): JSX.Element {
  const path = { id: system.id };
  const pages = usePages<Delivery>(`sent ${system.id}`, (cursor) => call('get', '/api/webhook-deliveries', { query: { webhook_id: system.id, cursor } }));
  const said = useSignal('');
  const test = async (): Promise<void> => {
    await call('post', '/api/webhooks/{id}/test', { path });
    await pages.reload();
    said.value = 'A test is on its way.';
  };
  const again = async (): Promise<void> => {
    const since = new Date(Date.now() - DAYS * 86_400_000).toISOString();
    const { replayed } = await call('post', '/api/webhooks/{id}/replay', { path, body: { since } });
    await pages.reload();
    said.value = replayed === 0 ? 'Nothing had failed.' : `${count(replayed, 'event')} on the way again.`;
  };
  const name = system.description ?? hostOf(system.url);
  return (
    <section class="stack tight">
      <div class="row apart">
        <h2>What {name} was told</h2>
        <span class="row">
          <button type="button" class="button small" aria-label={`Read again what ${name} was told`} onClick={() => void pages.reload()}>Read again</button>
          {mayChange.value && !system.disabled && <><Action label="Send a test" kind="small" name={`Send ${name} a test`} act={test} /><Action label="Send again what failed" kind="small" name={`Send ${name} again what failed`} act={again} /></>}
        </span>
      </div>
      <p class="secondary small" role="status">{said.value}</p>
      <Shown load={pages}>
        {({ items }) => items.length === 0 ? <div class="panel"><Empty title="Nothing yet"><p>What is sent stands here for two weeks, with whether it arrived.</p></Empty></div> : (
          <>
            <ul class="panel list">{items.map((one) => <li key={one.id}><Row one={one} may={mayChange.value && !system.disabled} reload={pages.reload} /></li>)}</ul>
            <More pages={pages} what="events" />
          </>
        )}
      </Shown>
    </section>
  );
}

function Row({ one, may, reload }: { one: Delivery; may: boolean; reload: () => Promise<void> }): JSX.Element {
  const replay = async (): Promise<void> => {
    await call('post', '/api/webhook-deliveries/{id}/replay', { path: { id: one.id } });
    await reload();
  };
  return (
    <div class="item row apart">
      <span class="breaks">
        <strong>{happened(one.type)}</strong> <span class="secondary small"><When at={one.at} />{one.attempts > 1 && ` · tried ${one.attempts} times`}{one.reason && ` · ${one.reason}`}{one.next_attempt_at && <> · next <When at={one.next_attempt_at} /></>}</span>
      </span>
      <span class="row"><Mark state={DELIVERY_STATES[one.state]} />{may && one.state !== 'waiting' && <Action label="Send again" kind="small" name={`Send again: ${happened(one.type)}`} act={replay} />}</span>
    </div>
  );
}
