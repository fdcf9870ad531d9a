/** Signing in: with Google where the deployment has that, with a token where developers work. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { call } from '../api/client.ts';
import { useLoad } from '../api/load.ts';
import { TextField } from '../kit/fields.tsx';
import { useForm } from '../kit/form.ts';
import { Logo, Shape } from '../kit/icons.tsx';
import { Save } from '../kit/parts.tsx';
import { Shown, Skeleton } from '../kit/states.tsx';
import { arrive } from '../overview.ts';
import { route } from '../route.ts';
import { farewell, signIn } from '../session.ts';

export function Door(): JSX.Element {
  const methods = useLoad('methods', () => call('get', '/auth/methods'));
  const { path, query } = route.value;
  const problem = path[0] === 'sign-in' ? query.get('problem') : null;
  useEffect(() => {
    document.title = 'Sign in · Frontdesk';
  }, []);
  return (
    <main class="door">
      <div class="stack">
        <h1><span class="brand-mark"><Logo /></span> Frontdesk</h1>
        {problem !== null && <div class="notice bad" role="alert"><h2><span class="mark bad"><Shape tone="bad" /></span> You are not signed in</h2><p>{PROBLEMS.get(problem) ?? UNAVAILABLE}</p></div>}
        {farewell.value && <p class="notice" role="status">{farewell.value}</p>}
        <Shown load={methods} skeleton={<Skeleton rows={1} height={9} />}>
          {({ google, pasted_token }) => (
            <div class="panel padded stack">
              {google && <a class="button primary" href="/auth/google/start">Sign in with Google</a>}
              {pasted_token && <ByToken plain={google} />}
              {!google && !pasted_token && <p>Nobody can sign in here yet: whoever runs this deployment has to set up Google sign-in or an identity provider.</p>}
            </div>
          )}
        </Shown>
      </div>
    </main>
  );
}

function ByToken({ plain }: { plain: boolean }): JSX.Element {
  const form = useForm(() => ({ token: '' }), async ({ token }) => {
    await signIn(token.trim());
    await arrive();
  });
  return (
    <form class="stack" onSubmit={form.submit}>
      <TextField form={form} name="token" label="Token" type="password" required hint="Whoever runs Frontdesk for you gives you one. It is used once and kept nowhere." />
      <Save form={form} label="Sign in" done="" failed="You are not signed in" plain={plain} />
    </form>
  );
}

/** Why somebody comes back from Google without being signed in, and what to do. */
const PROBLEMS = new Map([
  ['expired_or_used', 'This sign-in was used already, or took longer than ten minutes. Begin again.'],
  ['another_browser', 'You began in another browser, or cookies are blocked here. Begin again in this one.'],
  ['not_allowed', 'You did not allow Google to say who you are. Begin again, and allow it.'],
  ['address_not_verified', 'Google has not verified your e-mail address. Verify it there, then begin again.'],
  ['not_a_member', 'Nobody has invited this Google account. Ask your clinic to invite its address, or sign in with another one.'],
  ['member_disabled', 'Your clinic has shut out this account. Ask whoever is an admin there.'],
  ['org_closed', 'Your clinic’s account is closed. Ask whoever runs this deployment to open it again.'],
  ['address_of_another', 'This address was used by another Google account before. Ask your clinic to invite you again.'],
  ['calendar_another_browser', 'You began to connect a calendar in another browser, or cookies are blocked here. Nothing was connected. Sign in, and connect again in this browser.'],
  ['calendar_session_over', 'You were signed out while you connected a calendar, so nothing was connected. Sign in, and connect again.'],
  ['calendar_expired_or_used', 'This connection was used already, or took longer than ten minutes. Sign in to see what is connected, and connect again if it is not.'],
  ['not_configured', 'Google sign-in is not set up here. Ask whoever runs this deployment.'],
  ['busy', 'Too many people are signing in at this moment. Try again in a minute.'],
  ['refused', 'Google refused. Try again; if it happens again, tell whoever runs this deployment.'],
  ['admin_policy_enforced', 'Your Google Workspace does not allow this app. Its admin can: Admin console, Security, API controls.'],
  ['org_internal', 'This deployment’s app at Google is for another organization alone. Use an account of that one.'],
]);
const UNAVAILABLE = 'Signing in does not work at this moment. Try again in a minute.';
