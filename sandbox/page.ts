/** The page at `/_sandbox/`: one HTML document without scripts or outside assets. */
import { Html, html } from './html.ts';
import type { VapiOrgView } from './vapi/view.ts';
import type { CalendarView, View } from './view.ts';

/** Of all pages of the sandbox. */
export const STYLE = `
:root { color-scheme: light dark; --accent: #0b7285 }
:root { --line: color-mix(in srgb, currentColor 16%, transparent) }
:root { --soft: color-mix(in srgb, currentColor 60%, transparent) }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin: 0 } h3 { font-size: .95rem; margin: 1rem 0 .2rem }
h2 { font-size: 1.05rem; margin: 2rem 0 .4rem; color: var(--accent) }
p, caption { color: var(--soft); margin: .2rem 0; text-align: left }
table { border-collapse: collapse; width: 100%; display: block; overflow-x: auto }
th, td { text-align: left; vertical-align: top; padding: .25rem .8rem .25rem 0 }
th, td { border-bottom: 1px solid var(--line); white-space: nowrap }
th { font-weight: 600; font-size: .8rem; color: var(--soft) } td.wide { white-space: normal; min-width: 14rem }
code { font: .85em ui-monospace, monospace } .off { opacity: .5; text-decoration: line-through } .bad { color: #c92a2a }
`;

/** Draws the page. */
export function renderPage(view: View): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Sandbox: Google, Twilio and Vapi, played</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <h1>Sandbox</h1>
        <p>
          Plays Google, Twilio and Vapi for Frontdesk. It is ${view.now} in here. The same as JSON:
          <a href="/_sandbox/state">state</a>, <a href="/_sandbox/requests">requests</a>,
          <a href="/_sandbox/faults">faults</a>.
        </p>
        <p>
          What to paste into the console, to add a clinic or to mend a connection:
          <a href="/_sandbox/accounts">accounts to try it with</a>.
        </p>
        <h2>Calendars</h2>
        ${view.google.calendars.map(calendar)}
        <h2>Messages</h2>
        ${messages(view)}
        <h2>Twilio accounts</h2>
        ${accounts(view)}
        <h2>Vapi</h2>
        ${view.vapi.orgs.map(vapiOrg)}
        <h2>Google credentials</h2>
        ${credentials(view)}
        <h2>Faults</h2>
        ${faults(view)}
        <h2>Recent requests</h2>
        ${requests(view)}
      </body>
    </html> `.text;
}

function table(heads: string[], rows: Html[], none: string): Html {
  if (rows.length === 0) return html`<p>${none}</p>`;
  return html`<table>
    <thead>
      <tr>
        ${heads.map((head) => html`<th>${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function calendar(view: CalendarView): Html {
  const rows = view.events.map(
    (event) =>
      html`<tr class="${event.status === 'cancelled' ? 'off' : ''}">
        <td>${when(event.start)}</td>
        <td>${when(event.end)}</td>
        <td class="wide">${event.summary}</td>
        <td>${event.transparency === 'transparent' ? 'free' : 'busy'}</td>
        <td>${event.status}</td>
        <td><code>${event.id}</code></td>
      </tr>`,
  );
  const broken =
    view.freeBusyError === null ? '' : html` <span class="bad">freeBusy answers ${view.freeBusyError}</span>`;
  return html`<h3>${view.summary}</h3>
    <p><code>${view.id}</code>, ${view.timeZone}${broken}</p>
    ${table(['Start', 'End', 'Event', 'Shows as', 'Status', 'Id'], rows, 'No events.')}`;
}

/** `2026-12-01T10:00:00-05:00` as `2026-12-01 10:00`; days stay as they are. */
function when(time: Record<string, string>): string {
  return time.date ?? time.dateTime?.slice(0, 16).replace('T', ' ') ?? '';
}

function messages(view: View): Html {
  const rows = view.twilio.messages.toReversed().map(
    (message) =>
      html`<tr>
        <td>${message.date_created}</td>
        <td>${message.from ?? message.messaging_service_sid}</td>
        <td>${message.to}</td>
        <td class="wide">${message.body}</td>
        <td>${message.status} ${message.error_code}</td>
        <td><code>${message.sid}</code></td>
      </tr>`,
  );
  return table(['Created', 'From', 'To', 'Text', 'Status', 'SID'], rows, 'No message was sent yet.');
}

function accounts(view: View): Html {
  const rows = view.twilio.accounts.map(
    (account) =>
      html`<tr>
        <td>${account.friendlyName}</td>
        <td><code>${account.sid}</code></td>
        <td>${account.status}, ${account.type}</td>
        <td class="wide">
          ${account.numbers.map((number) => html`${number.phoneNumber} (${number.friendlyName}) `)}
        </td>
        <td class="wide">${account.optOuts.join(', ')}</td>
      </tr>`,
  );
  return table(['Name', 'SID', 'Status', 'Numbers', 'Opted out'], rows, 'No account.');
}

function vapiOrg({ name, id, keys, ...holds }: VapiOrgView): Html {
  const numbers = holds.phoneNumbers.map(
    (number) =>
      html`<tr>
        <td>${number.number}</td>
        <td>${number.name}</td>
        <td>${number.assistant}</td>
        <td class="wide"><code>${number.server}</code></td>
        <td><code>${number.id}</code></td>
      </tr>`,
  );
  const assistants = holds.assistants.map(
    (assistant) =>
      html`<tr>
        <td>${assistant.name}</td>
        <td>${assistant.model}</td>
        <td class="wide">${assistant.tools.join(', ')}</td>
        <td class="wide">${assistant.serverMessages.join(', ')}</td>
        <td class="wide"><code>${assistant.server}</code></td>
        <td><code>${assistant.id}</code></td>
      </tr>`,
  );
  const tools = holds.tools.map(
    (tool) =>
      html`<tr>
        <td>${tool.name}</td>
        <td>${tool.type}</td>
        <td class="wide"><code>${tool.server}</code></td>
        <td><code>${tool.id}</code></td>
      </tr>`,
  );
  return html`<h3>${name}</h3>
    <p>Organisation <code>${id}</code>, key <code>${keys.join(' ')}</code></p>
    ${table(['Number', 'Name', 'Assistant', 'Server', 'Id'], numbers, 'No number.')}
    ${table(['Assistant', 'Model', 'Tools', 'Messages', 'Server', 'Id'], assistants, 'No assistant.')}
    ${table(['Tool', 'Type', 'Server', 'Id'], tools, 'No tool.')}`;
}

function credentials(view: View): Html {
  const grants = view.google.grants.map(
    (grant) =>
      html`<tr>
        <td>refresh token <code>${grant.refreshToken}</code></td>
        <td>${grant.user}</td>
        <td class="${grant.revoked === null ? '' : 'bad'}">${grant.revoked ?? 'live'}</td>
      </tr>`,
  );
  const service = view.google.serviceAccounts.map(
    (account) =>
      html`<tr>
        <td>service account</td>
        <td>${account.email}</td>
        <td>live</td>
      </tr>`,
  );
  const tokens = view.google.accessTokens.map(
    (token) =>
      html`<tr class="${token.expired ? 'off' : ''}">
        <td>access token <code>${token.token}</code></td>
        <td>${token.principal}</td>
        <td>until ${token.expires}</td>
      </tr>`,
  );
  return table(['Credential', 'Of', 'State'], [...grants, ...service, ...tokens], 'None.');
}

function faults(view: View): Html {
  const rows = view.faults.map(
    ({ id, route, ...effect }) =>
      html`<tr>
        <td>${id}</td>
        <td><code>${route}</code></td>
        <td class="wide"><code>${JSON.stringify(effect)}</code></td>
      </tr>`,
  );
  const held = view.held.length === 0 ? '' : html`<p>Held now: ${view.held.join(', ')}</p>`;
  return html`${table(['No.', 'Route', 'Effect'], rows, 'Nothing goes wrong on purpose.')}${held}`;
}

function requests(view: View): Html {
  const rows = view.requests.toReversed().map(
    (call) =>
      html`<tr>
        <td>${call.at.slice(11, 19)}</td>
        <td><code>${call.route}</code></td>
        <td>${call.method}</td>
        <td class="wide"><code>${call.path}</code></td>
        <td>${call.dropped === null ? (call.status ?? 'held') : `dropped ${call.dropped}`}</td>
      </tr>`,
  );
  return table(['Time', 'Route', 'Method', 'Path', 'Status'], rows, 'No vendor call yet.');
}
