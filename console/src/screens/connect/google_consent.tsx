/** To Google's page, on which somebody allows what is needed, and what came of it. */
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import type { Integration } from '../../api/types.ts';
import { Action } from '../../kit/parts.tsx';
import { Mark } from '../../kit/states.tsx';
import { route } from '../../route.ts';
import { forgetReturn } from './set_up.ts';

/** The boxes on Google's page in its own words, and what each is needed for. */
const BOXES = new Map([
  ['events', { box: 'View and edit events on all your calendars', why: 'to write appointments, and to notice when you move one' }],
  ['busy', { box: 'View your availability in your calendars', why: 'to offer callers no time that is taken' }],
  ['list', { box: 'See the list of Google calendars you’re subscribed to', why: 'so that you can choose the calendar here' }],
]);

/** What Google tells people itself instead of sending them back. */
const AT_GOOGLE: [said: string, remedy: string][] = [
  ['Access blocked: authorization error, redirect_uri_mismatch', 'Whoever runs this deployment has to add its address to the OAuth client at Google.'],
  ['Access blocked by your institution’s administrator (admin_policy_enforced)', 'Your Google Workspace admin has to allow this app: Admin console, Security, API controls.'],
  ['Can only be used within its organization (org_internal)', 'Sign in with an account of the organization that the app belongs to, or ask whoever runs this deployment.'],
  ['Google hasn’t verified this app', 'Choose “Advanced”, then “Go to …”, if you know who runs this deployment. Otherwise ask them.'],
  ['This app is blocked', 'The account’s protection does not allow it. Use another account, or connect by a service account.'],
];

/** Why somebody has come back from Google with nothing, and what to do. */
const PROBLEMS = new Map([
  ['not_allowed', 'You did not allow it. Connect again, and choose “Continue” on Google’s page.'],
  ['expired_or_used', 'This was used already, or took longer than ten minutes. If you have just reloaded the page, go on below; otherwise connect again.'],
  ['another_browser', 'You began in another browser or tab, or cookies are blocked here. Connect again in this one.'],
  ['session_over', 'You signed out, went to another clinic, or may not do this any longer. Connect again.'],
  ['no_refresh_token', 'Google gave no lasting permission, since it believes that you have given it before. Remove Frontdesk at myaccount.google.com/connections, then connect again.'],
  ['admin_policy_enforced', 'Your Google Workspace does not allow this app. Its admin can: Admin console, Security, API controls.'],
  ['org_internal', 'This deployment’s app at Google is for another organization alone. Use an account of that one, or ask whoever runs this deployment.'],
  ['refused', 'Google refused. Connect again; if it happens again, tell whoever runs this deployment.'],
]);
const UNAVAILABLE = 'Google did not answer, or Frontdesk could not store what it said. Look at what is connected, and connect again in a minute.';

interface ConsentProps {
  connected: Integration | null;
  /** An account waits for a calendar to be chosen, which is the one thing to do. */
  isWaiting: boolean;
}

export function ByConsent({ connected, isWaiting }: ConsentProps): JSX.Element {
  const isFirst = connected === null && !isWaiting;
  const isPrimary = !isWaiting && (connected === null || connected.status === 'needs_reconnect');
  return (
    <div class="stack tight">
      {isFirst && <Asked />}
      <div class="foot"><Action label={isFirst ? 'Connect Google' : 'Connect Google again'} kind={isPrimary ? 'primary' : ''} act={leave} /></div>
      <details>
        <summary>Google showed an error and did not send you back?</summary>
        <dl class="said padded-top">{AT_GOOGLE.map(([said, remedy]) => <div key={said}><dt>{said}</dt><dd class="secondary">{remedy}</dd></div>)}</dl>
      </details>
    </div>
  );
}

/** How long the button stays busy while the browser leaves: beginning twice would make the first way lead nowhere. */
const LEAVING_MS = 10_000;

async function leave(): Promise<void> {
  const { authorization_url } = await call('post', '/api/integrations/google/connect');
  location.assign(authorization_url);
  await new Promise((resolve) => setTimeout(resolve, LEAVING_MS));
}

/** What will be asked, before anybody leaves this page. */
function Asked(): JSX.Element {
  return (
    <div class="stack tight">
      <p>Google will ask which account it is, and whether Frontdesk may do three things. Leave all three boxes ticked:</p>
      <ul class="points secondary">{[...BOXES.values()].map(({ box, why }) => <li key={box}>“{box}”, {why}.</li>)}</ul>
    </div>
  );
}

/** What came of it, for whoever is back from Google, until something else is done about the connection. */
export function Returned({ connected }: { connected: Integration | null }): JSX.Element | null {
  const { query } = route.value;
  const came = query.get('google');
  if (came === null || came === 'choose') return null;
  if (came === 'again') {
    return connected && <div class="notice good" role="status"><p><Mark state={{ word: 'Connected again', tone: 'good' }} /> Appointments go on being written into the same calendar. Test the calendars to be sure.</p></div>;
  }
  const missing = (query.get('missing') ?? '').split(',').flatMap((box) => BOXES.get(box) ?? []);
  const isMissing = came === 'missing' && missing.length > 0;
  return (
    <div class="notice bad" role="alert">
      <p><Mark state={{ word: connected ? 'Nothing was changed' : 'Not connected', tone: 'bad' }} /> {isMissing ? 'Not everything was allowed. Connect again, and leave ticked:' : (PROBLEMS.get(came) ?? UNAVAILABLE)}</p>
      {isMissing && <ul class="points">{missing.map(({ box, why }) => <li key={box}>“{box}”, {why}.</li>)}</ul>}
      <p class="small"><button type="button" class="link" onClick={forgetReturn}>Dismiss</button></p>
    </div>
  );
}
