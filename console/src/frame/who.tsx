/** Who is signed in, other clinics to go to, and the way out. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { Dialog } from '../kit/dialog.tsx';
import { Action } from '../kit/parts.tsx';
import { readOverview } from '../overview.ts';
import { go } from '../route.ts';
import { me, signOut, switchTo } from '../session.ts';
import { helping } from './help.tsx';

const ROLES = { viewer: 'may look', admin: 'may change', platform: 'runs Frontdesk' } as const;

/** Whether who it is, and the way out, is shown. */
const open = signal(false);

interface WhoProps {
  /** Closes what this stands in. */
  chosen?: () => void;
}

export function Who({ chosen }: WhoProps): JSX.Element {
  const show = (): void => {
    chosen?.();
    open.value = true;
  };
  const somebody = me.value?.name ?? me.value?.email ?? me.value?.subject;
  return (
    <div class="who">
      <button type="button" class="place" onClick={show}><span class="clip">{somebody ?? 'Account'}</span></button>
    </div>
  );
}

export function Account(): JSX.Element | null {
  if (!open.value) return null;
  const close = (): void => void (open.value = false);
  const session = me.value;
  const keys = (): void => {
    close();
    helping.value = true;
  };
  return (
    <Dialog title="Account" close={close}>
      {session && <p>{session.name ?? session.email ?? session.subject}<span class="secondary"> {ROLES[session.role]}. You are signed out after {session.idle_minutes} minutes without a request.</span></p>}
      {session && session.orgs.length > 0 && <Clinics orgs={session.orgs} close={close} />}
      <div class="foot">
        <Action label="Sign out" kind="primary" act={() => signOut()} />
        <Action label="Sign out everywhere" act={() => signOut(true)} />
        <button type="button" class="button" onClick={keys}>Keys</button>
      </div>
    </Dialog>
  );
}

function Clinics({ orgs, close }: { orgs: { id: string; name: string }[]; close: () => void }): JSX.Element {
  const change = (id: string) => async (): Promise<void> => {
    await switchTo(id);
    await readOverview();
    close();
    go('');
  };
  return (
    <section class="stack tight">
      <h3>Other clinics</h3>
      {orgs.map(({ id, name }) => <div key={id}><Action label={name} act={change(id)} /></div>)}
    </section>
  );
}
