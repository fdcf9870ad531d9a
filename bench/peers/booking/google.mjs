/** What the peers read of a request, the two requests to Google that no booking can do without, and the one to Twilio that most make. */
const JSON_TYPE = { 'content-type': 'application/json' };

/** What is wanted: a local start, taken for UTC, on the calendar that is named by the called number. */
export async function wanted(request) {
  const { message } = await request.json();
  const [{ id, function: tool }] = message.toolCallList;
  const { start, name } = tool.arguments;
  return { key: `${message.call.id}:${id}`, calendar: message.phoneNumber.number, start, caller: message.customer.number, name };
}

const interval = ({ start }) => [`${start}:00Z`, `${start.slice(0, 10)}T23:59:59Z`];

/** Whether the calendar is busy then. */
export async function freeBusy(env, wish) {
  const [timeMin, timeMax] = interval(wish);
  const { calendars } = await post(env, 'freeBusy', { timeMin, timeMax, items: [{ id: wish.calendar }] });
  return calendars[wish.calendar].busy.length > 0;
}

export function insertEvent(env, wish, id) {
  const [start, end] = interval(wish).map((dateTime) => ({ dateTime }));
  return post(env, `calendars/${wish.calendar}/events`, { id: id.replaceAll('-', ''), start, end });
}

/** Sends a text. */
export async function sendText(env, to, text) {
  const body = new URLSearchParams({ To: to, Body: text });
  const response = await fetch(`${env.GOOGLE_API_BASE}/2010-04-01/Accounts/AC0/Messages.json`, { method: 'POST', body });
  return response.json();
}

export const taken = () => Response.json({ results: [{ result: 'is not free' }] });

async function post(env, path, body) {
  const url = `${env.GOOGLE_API_BASE}/calendar/v3/${path}`;
  const response = await fetch(url, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) });
  return response.json();
}
