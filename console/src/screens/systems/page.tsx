/** Which other systems of the clinic are told what happens there. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { usePages } from '../../api/pages.ts';
import { Page } from '../../frame/page.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { More, When } from '../../kit/parts.tsx';
import { Empty, Mark, Shown } from '../../kit/states.tsx';
import { mayChange } from '../../session.ts';
import { Edit, New } from './edit.tsx';
import { Sent } from './sent.tsx';
import { EVENTS, hostOf, stateOf, type System } from './words.ts';

export function Systems(): JSX.Element {
  const pages = usePages<System>('systems', (cursor) => call('get', '/api/webhooks', { query: { cursor } }));
  const adding = useSignal(false);
  const opened = useSignal<System | undefined>(undefined);
  const shown = useSignal<string | undefined>(undefined);
  return (
    <Page title="Other systems">
      <div class="stack wide">
        <section class="stack tight">
          <div class="row apart"><h2>Who is told</h2>{mayChange.value && <button type="button" class="button primary" onClick={() => (adding.value = true)}>Add a system</button>}</div>
          <Shown load={pages}>
            {({ items }) => items.length === 0 ? <div class="panel"><Empty title="No other system is told anything"><p>Your CRM, for example, can be told of every booking as soon as it is made. Its maker gives you an address to paste here.</p></Empty></div> : (
              <>
                <ul class="panel list">{items.map((system) => <li key={system.id}><Row system={system} open={() => (opened.value = system)} /></li>)}</ul>
                <More pages={pages} what="systems" />
              </>
            )}
          </Shown>
        </section>
        {pages.data?.items.map((system) => <Sent key={system.id} system={system} />)}
      </div>
      {adding.value && <New pages={pages} told={(secret) => (shown.value = secret)} close={() => (adding.value = false)} />}
      {opened.value && <Edit key={opened.value.id} system={opened.value} pages={pages} told={(secret) => (shown.value = secret)} close={() => (opened.value = undefined)} />}
      {shown.value !== undefined && <Secret secret={shown.value} close={() => (shown.value = undefined)} />}
    </Page>
  );
}

function Row({ system, open }: { system: System; open: () => void }): JSX.Element {
  const what = system.events.map((event) => EVENTS[event]).join(', ').toLowerCase();
  return (
    <div class="item row apart">
      <span class="breaks">
        <strong>{system.description ?? hostOf(system.url)}</strong>{' '}
        <span class="secondary small">{hostOf(system.url)} · {what}{system.full && ' · with patients’ names and numbers'}{system.previous_secret_until && <> · the secret before this one ends <When at={system.previous_secret_until} /></>}</span>
      </span>
      <span class="row"><Mark state={stateOf(system)} />{mayChange.value && <button type="button" class="button small" aria-label={`Change ${system.description ?? hostOf(system.url)}`} onClick={open}>Change</button>}</span>
    </div>
  );
}

/** It is shown this once. */
function Secret({ secret, close }: { secret: string; close: () => void }): JSX.Element {
  return (
    <Dialog title="Its secret" close={close}>
      <div class="stack">
        <p>Give it to the other system, which proves by it that what arrives is from you. <strong>It is not shown again.</strong></p>
        <p class="panel item"><code class="breaks">{secret}</code></p>
        <div class="row"><button type="button" class="button primary" onClick={close}>I have copied it</button></div>
      </div>
    </Dialog>
  );
}
