/**
 * Stands before the built Worker and changes what it and the clinics' objects say to each other, as if one of the two were of another
 * version. `/_between?asks=…&answers=…` chooses the changes, by name.
 */
import { WorkerEntrypoint } from 'cloudflare:workers';
import Frontdesk from './index.js';
import { Clinic as OpenClinic } from './open_clinic.mjs';

/** Which changes are in force. */
const chosen = { asks: null, answers: null };

/** Adds a member that nobody knows to every object that has one of these. */
function extended(value, members) {
  if (Array.isArray(value)) return value.map((item) => extended(item, members));
  if (value === null || typeof value !== 'object') return value;
  const copy = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, extended(item, members)]));
  return members.some((member) => member in copy) ? { ...copy, of_later: { a: 1 } } : copy;
}

/** What another version could say, by name: given the line of JSON, and the body that follows it. */
const CHANGES = {
  'more members': (head, body) => [extended(head, ['version', 'method', 'status']), inBody(body, ['clinic', 'chosen', 'org_id'])],
  'a member in a document': (head, body) => [head, inBody(body, ['call_log'])],
  'another version': (head, body) => [{ ...head, version: head.version + 1 }, body],
  'another question': ({ version }, body) => [{ version, question: { serve_better: {} } }, body],
  'another answer': (_, body) => [{ served_better: {} }, body],
};

/** Bodies of tool calls and of their answers are JSON; those of other requests need not be. */
const inBody = (body, members) => (body.startsWith('{') ? JSON.stringify(extended(JSON.parse(body), members)) : body);

function changed(text, name) {
  if (name === null) return text;
  const [head, ...lines] = text.split('\n');
  const [otherHead, otherBody] = CHANGES[name](JSON.parse(head), lines.join('\n'));
  return lines.length === 0 ? JSON.stringify(otherHead) : `${JSON.stringify(otherHead)}\n${otherBody}`;
}

export class Clinic extends OpenClinic {
  async ask(question) {
    return changed(await super.ask(changed(question, chosen.asks)), chosen.answers);
  }
}

export default class TwoVersions extends WorkerEntrypoint {
  fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== '/_between') return new Frontdesk(this.ctx, this.env).fetch(request);
    Object.assign(chosen, { asks: searchParams.get('asks'), answers: searchParams.get('answers') });
    return new Response();
  }
}
