/** Who may do what, and who did what. */
import type { JSX } from 'preact';
import { Page } from '../../frame/page.tsx';
import { TheClinic } from './clinic.tsx';
import { Members } from './members.tsx';
import { Trail } from './trail.tsx';

export function Team(): JSX.Element {
  return <Page title="Team"><div class="stack wide"><Members /><TheClinic /><Trail /></div></Page>;
}
