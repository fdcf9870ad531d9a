/** Partial responses: the `fields` parameter of Google's APIs, such as `nextPageToken,items(id,start/dateTime)`. */
import { isObject, type Reply, type SandboxRequest } from '../http.ts';
import type { Handler, Route } from '../routes.ts';
import { calendarError } from './errors.ts';

/** What is wanted of an object: member names, each with what is wanted of it. An empty selection means all. */
type Selection = Map<string, Selection>;

/** Routes that answer only what `fields` asks for. A selection that cannot be read is refused before any work is done. */
export function withFields(routes: Route[]): Route[] {
  return routes.map((route) => ({ ...route, handler: partial(route.handler) }));
}

function partial(handler: Handler): Handler {
  return async (world, request) => {
    const selection = readFields(request);
    const reply: Reply = await handler(world, request);
    if (selection === null || reply.status !== 200) return reply;
    return { ...reply, body: select(reply.body, selection) };
  };
}

function readFields(request: SandboxRequest): Selection | null {
  const text = request.query.get('fields');
  if (text === null || text === '*') return null;
  const tokens = text.match(/[A-Za-z*][A-Za-z0-9]*|[/(),]|./gs) ?? [];
  const selection = readList(tokens, text);
  if (tokens.length > 0) throw refused(text);
  return selection;
}

/** `path(,path)*`, up to the end or a closing bracket, which stays. */
function readList(tokens: string[], text: string): Selection {
  const selection: Selection = new Map();
  do {
    const name = readName(tokens, text);
    const before = selection.get(name);
    const below = readBelow(tokens, text);
    // Naming a member as a whole, before or after, wants all of it.
    const all = before !== undefined && (before.size === 0 || below.size === 0);
    selection.set(name, all ? new Map() : new Map([...(before ?? []), ...below]));
  } while (taken(tokens, ','));
  return selection;
}

/** What follows a name: `/path`, `(list)` or nothing. */
function readBelow(tokens: string[], text: string): Selection {
  if (taken(tokens, '/')) {
    const name = readName(tokens, text);
    return new Map([[name, readBelow(tokens, text)]]);
  }
  if (!taken(tokens, '(')) return new Map();
  const list = readList(tokens, text);
  if (!taken(tokens, ')')) throw refused(text);
  return list;
}

function readName(tokens: string[], text: string): string {
  const name = tokens.shift();
  if (name === undefined || !/^[A-Za-z*]/.test(name)) throw refused(text);
  return name;
}

function taken(tokens: string[], token: string): boolean {
  if (tokens[0] !== token) return false;
  tokens.shift();
  return true;
}

function refused(text: string) {
  return calendarError(400, {
    reason: 'invalidParameter',
    message: `Invalid field selection ${text}`,
    location: 'fields',
  });
}

/** The wanted part of a value; lists are cut element by element. */
function select(value: unknown, selection: Selection): unknown {
  if (selection.size === 0) return value;
  if (Array.isArray(value)) return value.map((each) => select(each, selection));
  if (!isObject(value)) return value;
  const chosen = Object.entries(value).flatMap(([name, member]) => {
    const below = selection.get(name) ?? selection.get('*');
    return below === undefined ? [] : [[name, select(member, below)] as const];
  });
  return Object.fromEntries(chosen);
}
