/**
 * What a booking cannot do without and nothing else: is the calendar free, one D1 batch that keeps the slot from others, the event.
 * Nobody is authenticated, nothing is looked up, decrypted, checked, repeated or answered in words.
 */
const JSON_TYPE = { 'content-type': 'application/json' };

export default {
  async fetch(request, env) {
    const { message } = await request.json();
    const { start } = message.toolCallList[0].function.arguments;
    const calendar = message.phoneNumber.number;
    const [timeMin, timeMax] = [`${start}:00Z`, `${start.slice(0, 10)}T23:59:59Z`];
    const { calendars } = await post(env, 'freeBusy', { timeMin, timeMax, items: [{ id: calendar }] });
    const id = crypto.randomUUID();
    const kept = env.DB.prepare('INSERT INTO appointments (id, calendar, start, caller) VALUES (?, ?, ?, ?)');
    if (calendars[calendar].busy.length > 0) return Response.json({ results: [{ result: 'is not free' }] });
    await env.DB.batch([kept.bind(id, calendar, start, message.customer.number)]);
    const event = { id: id.replaceAll('-', ''), start: { dateTime: timeMin }, end: { dateTime: timeMax } };
    await post(env, `calendars/${calendar}/events`, event);
    return Response.json({ results: [{ result: `is booked: (start ${start})` }] });
  },
};

async function post(env, path, body) {
  const url = `${env.GOOGLE_API_BASE}/calendar/v3/${path}`;
  const response = await fetch(url, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) });
  return response.json();
}
