/** The page at `/_sandbox/accounts`: what to paste into the console. */
import type { AccountsToTry } from './accounts.ts';
import { Html, html } from './html.ts';
import { STYLE } from './page.ts';

/** Draws the page. `frontdesk` is the URL of the Worker. */
export function renderAccounts(accounts: AccountsToTry | undefined, frontdesk: string): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Accounts to try the console with</title>
        <style>
          ${new Html(STYLE)}
          textarea { width: 100%; font: .85em ui-monospace, monospace } pre { white-space: pre-wrap }
        </style>
      </head>
      <body>
        <h1>Accounts to try the console with</h1>
        ${accounts ? toPaste(accounts, frontdesk) : NOT_MADE}
      </body>
    </html> `.text;
}

const NOT_MADE = html`<p>There are none in this <a href="/_sandbox/">sandbox</a> yet. <code>npm start</code> makes them, and so does this:</p>
  <form method="post"><button>Make them</button></form>`;

function toPaste({ vapiKey, clinic, keyFile }: AccountsToTry, frontdesk: string): Html {
  return html`<p>They are fictional, and good for nothing but this <a href="/_sandbox/">sandbox</a>. All are published, but for the
      service account's key: that was made on this machine.</p>
    <h2>To mend the demo clinic's connection to Vapi</h2>
    <p>In its console: Connect, “Vapi, for calls”, “Give another key”.</p>
    ${values([['Private API key', vapiKey]])}
    <h2>To walk through the wizard with a new clinic</h2>
    <p>By the operator's link that <code>npm start</code> prints: All clinics, “New clinic”, and a name of your choice.</p>
    ${ofNewClinic(clinic, keyFile)}
    <h3>The first call</h3>
    <p>In a terminal, as Vapi puts it through:</p>
    <pre><code>${call(frontdesk, clinic.number)}</code></pre>`;
}

/** What the wizard asks for, in its order. */
function ofNewClinic({ number, google, twilio, vapi }: AccountsToTry['clinic'], keyFile: string): Html {
  return html`<h3>Your number</h3>
    ${values([['Number', number]])}
    <h3>Opening hours</h3>
    <p>As you like. The call below books at 9:30 next Thursday.</p>
    <h3>Google Calendar</h3>
    <p>By “Connect Google”, where the console offers it: the sandbox plays Google's page, which takes this account.</p>
    ${values([['Account', google.user]])}
    <p>Or by a service account, with which its calendar is shared:</p>
    ${values([['Calendar', google.calendarId]])}
    <p><label for="key">Key</label></p>
    <textarea id="key" readonly rows="4">${keyFile}</textarea>
    <h3>Twilio, for texts</h3>
    ${values([
      ['Account SID', twilio.accountSid],
      ['Auth token', twilio.authToken],
      ['Number that texts come from', twilio.fromNumber],
    ])}
    <h3>Vapi, for calls</h3>
    ${values([
      ['Private API key', vapi.apiKey],
      ['Webhook secret', '(leave it empty)'],
      ['Assistant', vapi.assistantId],
    ])}`;
}

function values(rows: [label: string, value: string][]): Html {
  return html`<table>
    <tbody>
      ${rows.map(([label, value]) => html`<tr><th>${label}</th><td><code>${value}</code></td></tr>`)}
    </tbody>
  </table>`;
}

/** The quick start's, in one piece. */
const call = (frontdesk: string, number: string): string =>
  `curl -X POST ${frontdesk}/api/vapi/tools/calendar/book -H "Content-Type: application/json" -d '{"message": {"type": "tool-calls",
  "phoneNumber": {"number": "${number}"}, "customer": {"number": "+15550188"}, "call": {"id": "first-call"},
  "toolCallList": [{"id": "1", "function": {"name": "", "arguments": {"start": "next Thursday at 9:30 AM", "name": "Ann Lee"}}}]}}'`;
