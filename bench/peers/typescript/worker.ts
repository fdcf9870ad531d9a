/**
 * The lookup as a careful TypeScript engineer would write it: Hono's router built once, `jose` with an imported key, KV as a
 * cache in front of D1 with `cacheTtl`, unknown numbers cached too, the cache filled after the answer has left.
 */
import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { jwtVerify } from 'jose';
import { canonicalNumber } from '../number.ts';

interface Env {
  DB: D1Like;
  ROUTES: KvLike;
  JWT_SECRET: string;
}
interface D1Like {
  prepare(sql: string): { bind(...values: unknown[]): { first<T>(): Promise<T | null> } };
}
interface KvLike {
  get<T>(key: string, options: { type: 'json'; cacheTtl: number }): Promise<T | null>;
  put(key: string, value: string, options: { expirationTtl: number }): Promise<void>;
}
interface Mapping {
  org_id: string;
  clinic_name: string;
}
interface Variables {
  orgId: string | undefined;
  platform: boolean;
}

const CACHE_SECONDS = 60;
const NOT_FOUND = { type: 'about:blank', title: 'Not Found', status: 404, detail: 'no active mapping for this number' };
const UNAUTHORIZED = { type: 'about:blank', title: 'Unauthorized', status: 401, detail: 'a valid bearer token is required' };

let key: Promise<CryptoKey> | undefined;
const verificationKey = (secret: string) =>
  (key ??= crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']));

const authenticated = createMiddleware<{ Bindings: Env; Variables: Variables }>(async (c, next) => {
  const bearer = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1];
  if (bearer === undefined) return c.json(UNAUTHORIZED, 401);
  try {
    const { payload } = await jwtVerify(bearer, await verificationKey(c.env.JWT_SECRET), {
      algorithms: ['HS256'],
      requiredClaims: ['exp', 'sub'],
      clockTolerance: 5,
    });
    c.set('orgId', payload.org_id as string | undefined);
    c.set('platform', payload.role === 'platform');
  } catch {
    return c.json(UNAUTHORIZED, 401);
  }
  await next();
});

const app = new Hono<{ Bindings: Env; Variables: Variables }>();

app.get('/api/inbound/phone-lookup/:phone', authenticated, async (c) => {
  const number = canonicalNumber(c.req.param('phone'));
  if (number === null) return c.json({ ...NOT_FOUND, title: 'Bad Request', status: 400, detail: 'not a phone number' }, 400);
  const mapping = await resolve(c.env, number, (work) => c.executionCtx.waitUntil(work));
  const visible = mapping !== null && (c.get('platform') || mapping.org_id === c.get('orgId'));
  if (!visible) return c.json(NOT_FOUND, 404);
  return c.json({ success: true, org_id: mapping.org_id, clinic_name: mapping.clinic_name, inbound_phone_number: number });
});

/** Cache-aside: KV first, then D1, whose answer (also "unknown") is put into KV in the background. */
async function resolve(env: Env, number: string, background: (work: Promise<void>) => void): Promise<Mapping | null> {
  const cached = await env.ROUTES.get<{ mapping: Mapping | null }>(number, { type: 'json', cacheTtl: CACHE_SECONDS });
  if (cached !== null) return cached.mapping;
  const mapping = await env.DB.prepare('SELECT org_id, clinic_name FROM mappings WHERE number = ?').bind(number).first<Mapping>();
  background(env.ROUTES.put(number, JSON.stringify({ mapping }), { expirationTtl: CACHE_SECONDS }));
  return mapping;
}

export default app;
