/** Named routes: a method and a path pattern in, a handler and decoded path parameters out. */
import { ReplyError, type Reply, type SandboxRequest } from './http.ts';
import type { World } from './world.ts';

/** Answers a request, or throws {@link ReplyError} to answer early. */
export type Handler = (world: World, request: SandboxRequest) => Reply | Promise<Reply>;

/** A route. `:name` in the pattern stands for one path segment (or the rest of it before a suffix such as `.json`). */
export interface Route {
  /** What faults, records and counters call it, e.g. `google.events.insert`. */
  name: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  pattern: string;
  handler: Handler;
}

/** A route with its pattern compiled. */
export interface CompiledRoute extends Route {
  regex: RegExp;
}

/** Compiles patterns once. */
export function compileRoutes(routes: Route[]): CompiledRoute[] {
  return routes.map((route) => ({ ...route, regex: compile(route.pattern) }));
}

function compile(pattern: string): RegExp {
  const escaped = pattern.replaceAll('.', '\\.');
  return new RegExp(`^${escaped.replaceAll(/:([A-Za-z]+)/g, '(?<$1>[^/]+?)')}$`);
}

/** What a path leads to: a route, the methods it would have taken, or nothing. */
export type Match = { route: CompiledRoute; params: Record<string, string> } | { allowed: string[] };

/** Finds the route of a request. `allowed` is empty when no route has that path at all. */
export function findRoute(routes: CompiledRoute[], method: string, path: string): Match {
  const allowed: string[] = [];
  for (const route of routes) {
    const found = route.regex.exec(path);
    if (found === null) continue;
    if (route.method === method) return { route, params: decodeParams(found.groups ?? {}) };
    allowed.push(route.method);
  }
  return { allowed };
}

function decodeParams(groups: Record<string, string>): Record<string, string> {
  try {
    return Object.fromEntries(
      Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch {
    throw new ReplyError({ status: 400, body: 'Malformed percent-encoding in the path' });
  }
}

/** A path parameter that the route's pattern guarantees. */
export function param(request: SandboxRequest, name: string): string {
  return request.params[name] ?? '';
}
