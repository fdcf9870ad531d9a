/** What is pressing today; what is merely not set up waits on its own screen. */
import type { JSX } from 'preact';
import type { Schemas } from '../../api/types.ts';
import { to } from '../../route.ts';
import { count } from '../../words.ts';
import { ItemView } from './items.tsx';

const SHOWN = 3;

export function Pressing({ items }: { items: Schemas['AttentionItem'][] }): JSX.Element | null {
  const pressing = items.filter(({ severity }) => severity !== 'notice');
  if (pressing.length === 0) return null;
  const worst = pressing[0]?.severity === 'critical' ? 'bad' : 'attention';
  return (
    <section class={`notice ${worst}`} aria-labelledby="pressing">
      <div class="row apart"><h2 id="pressing">{count(pressing.length, 'thing needs', 'things need')} you</h2>{items.length > SHOWN && <a href={to('attention')}>All {items.length}</a>}</div>
      {pressing.slice(0, SHOWN).map((item) => <ItemView key={item.code} item={item} />)}
    </section>
  );
}
