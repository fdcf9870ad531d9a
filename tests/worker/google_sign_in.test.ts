/** Signing in with Google on workerd, there and back: the redirect, the cookies, the consent page of the sandbox, and the session. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { start } from './fixture.ts';

const ORIGIN = 'https://frontdesk.example.com';

const frontdesk = await start({ after }, { plain: true, vars: { PUBLIC_URL: ORIGIN } });
const clinic = await frontdesk.clinic();
await frontdesk.done('POST', '/api/members', { token: clinic.admin, json: { email: 'ana@clinic.example', role: 'viewer' } });

/** A browser that follows no redirect by itself, and keeps the cookies of the Worker. */
class Browser {
  cookies = new Map<string, string>();

  async get(path: string): Promise<Response> {
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(frontdesk.url + path, { redirect: 'manual', headers: { cookie, 'sec-fetch-site': 'cross-site' } });
    for (const given of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(given) as unknown as [string, string, string];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** To Google, where somebody presses a button, and the path on which they come back. */
  async consented(changes: Record<string, string> = {}): Promise<string> {
    const asked = new URL((await this.get('/auth/google/start')).headers.get('location') ?? '');
    assert.equal(asked.origin, frontdesk.sandbox.url);
    assert.ok((await (await fetch(asked)).text()).includes('Continue'));
    const form = new URLSearchParams({ ...Object.fromEntries(asked.searchParams), user: 'ana@clinic.example', decision: 'allow', ...changes });
    const answer = await fetch(asked.origin + asked.pathname, { method: 'POST', body: form, redirect: 'manual' });
    const back = answer.headers.get('location') ?? '';
    assert.ok(back.startsWith(`${ORIGIN}/auth/google/callback?`), back);
    return back.slice(ORIGIN.length);
  }
}

const ended = (response: Response) => [response.status, response.headers.get('location')];
const problem = (code: string) => [303, `/console#/sign-in?problem=${code}`];

test('a member comes back signed in, by two cookies of one answer', async () => {
  const browser = new Browser();
  const response = await browser.get(await browser.consented());
  assert.deepEqual(ended(response), [303, '/console']);
  assert.equal(response.headers.getSetCookie().length, 2);
  assert.deepEqual([response.headers.get('cache-control'), response.headers.get('referrer-policy')], ['no-store', 'no-referrer']);
  assert.deepEqual([...browser.cookies.keys()], ['__Host-fd']);
  const who: any = await (await browser.get('/auth/session')).json();
  assert.deepEqual([who.provider, who.email, who.role, who.org.id], ['google', 'ana@clinic.example', 'viewer', clinic.id]);
});

test('everybody else is told why not', async () => {
  const browser = new Browser();
  const path = await browser.consented();
  assert.deepEqual(ended(await new Browser().get(path)), problem('another_browser'));
  assert.deepEqual(ended(await browser.get(path)), problem('expired_or_used'));
  assert.deepEqual(ended(await browser.get(await browser.consented({ decision: 'deny' }))), problem('not_allowed'));
  assert.deepEqual(ended(await browser.get(await browser.consented({ user: 'ben@clinic.example' }))), problem('not_a_member'));
  assert.deepEqual(ended(await browser.get('/auth/google/callback')), problem('expired_or_used'));
  frontdesk.sandbox.faults.add({ route: 'google.token', status: 503, times: 1 });
  assert.deepEqual(ended(await browser.get(await browser.consented())), problem('unavailable'));
  assert.equal(browser.cookies.has('__Host-fd'), false);
});

test('of two that come back at once one is signed in', async () => {
  const browser = new Browser();
  const path = await browser.consented();
  const twin = new Browser();
  twin.cookies = new Map(browser.cookies);
  const ends = (await Promise.all([browser.get(path), twin.get(path)])).map((response) => response.headers.get('location'));
  assert.deepEqual(ends.sort(), ['/console', '/console#/sign-in?problem=expired_or_used']);
});
