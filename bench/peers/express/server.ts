/**
 * The seed's own stack: Express and PostgreSQL. One process, a connection pool, a named (hence prepared) statement over a
 * unique index, tokens verified with `jose`. Started by the benchmark as a child process; tells its port over the IPC channel.
 */
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { NextFunction, Request, Response } from 'express';
import { jwtVerify } from 'jose';
import pg from 'pg';
import { canonicalNumber } from '../number.ts';

const POOL_SIZE = 16;
const UNAUTHORIZED = { type: 'about:blank', title: 'Unauthorized', status: 401, detail: 'a valid bearer token is required' };
const NOT_FOUND = { type: 'about:blank', title: 'Not Found', status: 404, detail: 'no active mapping for this number' };
const LOOKUP = {
  name: 'lookup',
  text: 'SELECT org_id, clinic_name FROM mappings WHERE number = $1',
};

const secret = new TextEncoder().encode(process.env.JWT_SECRET);
const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
const pool = new pg.Pool({ host: process.env.PGHOST, user: process.env.PGUSER, database: 'postgres', max: POOL_SIZE });

async function authenticate(request: Request, response: Response, next: NextFunction) {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  try {
    const { payload } = await jwtVerify(bearer ?? '', key, { algorithms: ['HS256'], requiredClaims: ['exp', 'sub'], clockTolerance: 5 });
    response.locals.claims = payload;
  } catch {
    response.status(401).json(UNAUTHORIZED);
    return;
  }
  next();
}

async function lookup(request: Request, response: Response) {
  const number = canonicalNumber(String(request.params.phone));
  if (number === null) return void response.status(400).json({ ...NOT_FOUND, title: 'Bad Request', status: 400 });
  const { rows } = await pool.query({ ...LOOKUP, values: [number] });
  const { claims } = response.locals;
  const visible = rows.length === 1 && (claims.role === 'platform' || claims.org_id === rows[0].org_id);
  if (!visible) return void response.status(404).json(NOT_FOUND);
  response.json({ success: true, org_id: rows[0].org_id, clinic_name: rows[0].clinic_name, inbound_phone_number: number });
}

const app = express();
app.disable('x-powered-by');
app.set('etag', false);
app.get('/api/inbound/phone-lookup/:phone', authenticate, lookup);

const server = app.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.once('disconnect', () => process.exit(0));
