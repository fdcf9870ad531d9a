import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { jwtVerify } from 'jose';
import { parseDevVars } from '../../scripts/dev-vars.mjs';
import { signToken } from '../../scripts/jwt.mjs';
import { DEMO_ORG } from '../../scripts/project.mjs';
import { heedLongest, LONGEST, readOptions } from '../../scripts/token.mjs';
import { outcomeOf, script } from './program.ts';

const SECRET = 'a-secret-for-these-tests-of-32-bytes-or-more';

test('a token carries the claims that the Worker asks for, and verifies', async () => {
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: 'someone', role: 'viewer', orgId: DEMO_ORG, ttlSeconds: 90 } as const;
  const { payload, protectedHeader } = await jwtVerify(signToken(claims, SECRET, now), Buffer.from(SECRET));
  assert.deepEqual(protectedHeader, { alg: 'HS256', typ: 'JWT' });
  const { jti, ...rest } = payload;
  assert.deepEqual(rest, { sub: 'someone', org_id: DEMO_ORG, role: 'viewer', iat: now, exp: now + 90 });
  assert.match(jti ?? '', /^[0-9a-f-]{36}$/, 'by which it can be taken back');
});

test('of several secrets the first one signs', async () => {
  const token = signToken({ sub: 's', role: 'platform', ttlSeconds: 60 }, ` ${SECRET}  another-secret-of-32-bytes-or-more`);
  await jwtVerify(token, Buffer.from(SECRET));
});

test('a lifetime that the deployment would refuse is refused', async (t) => {
  const said = (ttlSeconds: number, longest?: string) => {
    const lines: string[] = [];
    heedLongest({ ttlSeconds }, longest, (line: string) => lines.push(line));
    return lines.join();
  };
  assert.throws(() => said(3601, '3600'), /--ttl is at most the 3600s of JWT_MAX_LIFETIME_SECONDS/);
  assert.equal(said(3600, '3600'), '');
  assert.equal(said(86_400), '');
  assert.match(said(86_401), /production refuses/);
  await t.test('on the command line', async () => {
    const { code, stdout, stderr } = await script('token.mjs', ['--role', 'platform', '--ttl', '2h'], { [LONGEST]: '3600' });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /at most the 3600s/);
  });
});

test('a platform token may name no org', async () => {
  const token = signToken({ sub: 'operator', role: 'platform', ttlSeconds: 60 }, SECRET);
  const { payload } = await jwtVerify(token, Buffer.from(SECRET));
  assert.equal('org_id' in payload, false);
});

test('lifetimes', async (t) => {
  const table: [string, number][] = [['90s', 90], ['15m', 900], ['1h', 3600], ['30d', 2_592_000], ['120', 120]];
  for (const [ttl, seconds] of table) {
    await t.test(ttl, () => assert.equal(readOptions(['--role', 'platform', '--ttl', ttl]).ttlSeconds, seconds));
  }
});

test('an admin token of an hour is what one gets without asking', () => {
  const { role, ttlSeconds, orgId } = readOptions(['--org', DEMO_ORG.toUpperCase()]);
  assert.deepEqual({ role, ttlSeconds, orgId }, { role: 'admin', ttlSeconds: 3600, orgId: DEMO_ORG });
});

test('a command line that makes no sense is refused in one line', async (t) => {
  const table: [string, string[], RegExp][] = [
    ['no org', [], /needs --org/],
    ['an org that is no UUID', ['--org', 'downtown'], /UUID/],
    ['an unknown role', ['--org', DEMO_ORG, '--role', 'owner'], /--role/],
    ['a lifetime of nothing', ['--org', DEMO_ORG, '--ttl', '0s'], /--ttl/],
    ['a lifetime in weeks', ['--org', DEMO_ORG, '--ttl', '2w'], /--ttl/],
    ['an unknown option', ['--org', DEMO_ORG, '--rolle', 'admin'], /--rolle/],
    ['an argument too many', ['--org', DEMO_ORG, 'admin'], /admin/],
  ];
  for (const [name, args, reason] of table) {
    await t.test(name, async () => {
      const { code, stdout, stderr } = await script('token.mjs', args);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, reason);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
    });
  }
});

test('npm run token prints a token and nothing else', async () => {
  // Without the setting that `npm --silent test` would hand down, so that the project's own has to do.
  const environment = { npm_config_loglevel: '' };
  const { code, stdout } = await outcomeOf('npm', ['run', 'token', '--', '--org', DEMO_ORG], environment);
  assert.equal(code, 0);
  assert.match(stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
});

test('local secrets are read as wrangler reads them', () => {
  const text = '# A=1\nPLAIN=a=b # why\nDOUBLE="x # y"\n export SINGLE=\'z\'\nEMPTY=\n';
  assert.deepEqual(parseDevVars(text), { PLAIN: 'a=b', DOUBLE: 'x # y', SINGLE: 'z', EMPTY: '' });
});

test('the signature is HMAC-SHA-256 over header and claims', () => {
  const [header, claims, signature] = signToken({ sub: 's', role: 'platform', ttlSeconds: 1 }, SECRET, 0).split('.');
  assert.equal(signature, createHmac('sha256', SECRET).update(`${header}.${claims}`).digest('base64url'));
});
