/** Signing in. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { TextField } from '../kit/fields.tsx';
import { useForm } from '../kit/form.ts';
import { Logo } from '../kit/icons.tsx';
import { Save } from '../kit/parts.tsx';
import { arrive } from '../overview.ts';
import { farewell, signIn } from '../session.ts';

export function Door(): JSX.Element {
  const form = useForm(() => ({ token: '' }), async ({ token }) => {
    await signIn(token.trim());
    await arrive();
  });
  useEffect(() => {
    document.title = 'Sign in · Frontdesk';
  }, []);
  return (
    <main class="door">
      <div class="stack">
        <h1><span class="brand-mark"><Logo /></span> Frontdesk</h1>
        {farewell.value && <p class="notice" role="status">{farewell.value}</p>}
        <form class="panel padded stack" onSubmit={form.submit}>
          <TextField form={form} name="token" label="Token" type="password" required hint="Whoever runs Frontdesk for you gives you one. It is used once and kept nowhere." />
          <Save form={form} label="Sign in" done="" failed="You are not signed in" />
        </form>
      </div>
    </main>
  );
}
