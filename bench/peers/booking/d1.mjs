/**
 * What a booking cannot do without and nothing else: is the calendar free, one D1 batch that keeps the slot from others, the event.
 * Nobody is authenticated, nothing is looked up, decrypted, checked, repeated or answered in words.
 */
import { freeBusy, insertEvent, taken, wanted } from './google.mjs';

export default {
  async fetch(request, env) {
    const wish = await wanted(request);
    if (await freeBusy(env, wish)) return taken();
    const id = crypto.randomUUID();
    const kept = env.DB.prepare('INSERT INTO appointments (id, calendar, start, caller) VALUES (?, ?, ?, ?)');
    await env.DB.batch([kept.bind(id, wish.calendar, wish.start, wish.caller)]);
    await insertEvent(env, wish, id);
    return Response.json({ results: [{ result: `is booked: (start ${wish.start})` }] });
  },
};
