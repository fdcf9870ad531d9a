/**
 * Clients that others' generators make of openapi.json, at work on the Worker: they store Google credentials, book, read the
 * appointment, and are told what was wrong. `node scripts/clients.mjs` generates them first.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { start, workday } from '../worker/fixture.ts';
import { storeAndRead } from './typescript.ts';
import type { Visit } from './visit.ts';

const frontdesk = await start({ after }, { plain: true });

/** A clinic with a time that is free. */
async function visit(time: string): Promise<Visit> {
  const { admin, calendarId, refreshToken } = await frontdesk.clinic();
  const google = { calendar_id: calendarId, refresh_token: refreshToken };
  return { url: frontdesk.url, token: admin, google, start: `${workday()}T${time}` };
}

const expected = (name: string, { start }: Visit) => ({ service: 'google', name, starts: start, refused: 'limit' });

test('of openapi-typescript', async () => {
  const asked = await visit('10:00');
  assert.deepEqual(await storeAndRead(asked), expected('Type Script', asked));
});

test('of openapi-python-client', async () => {
  const asked = await visit('11:00');
  const { PYTHON: python = 'python3', PYTHON_CLIENT: client = '' } = process.env;
  const script = new URL('client.py', import.meta.url).pathname;
  const child = spawn(python, [script], { env: { ...process.env, PYTHONPATH: client } });
  child.stdin.end(JSON.stringify(asked));
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  assert.equal(status, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), expected('Py Thon', asked));
});
