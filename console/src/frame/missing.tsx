/** An address that leads nowhere. */
import type { JSX } from 'preact';
import { Empty } from '../kit/states.tsx';
import { to } from '../route.ts';
import { Page } from './page.tsx';

export function Missing(): JSX.Element {
  return (
    <Page title="Not found">
      <Empty title="There is no such screen"><p>The link may be old, or what it led to is gone.</p><a class="button primary" href={to('')}>Go to today</a></Empty>
    </Page>
  );
}
