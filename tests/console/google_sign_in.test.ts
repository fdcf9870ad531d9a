/** Signing in with Google in a real browser, there and back, and every way in which it ends at the door instead. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { settled, skip, startConsole, visit } from './fixture.ts';

test('Google sign-in', { skip }, async (t) => {
  const { frontdesk, browser, origin } = await startConsole({ after });
  const clinic = await frontdesk.clinic('Oak Dental');
  await frontdesk.done('POST', '/api/members', { token: clinic.admin, json: { email: 'ana@clinic.example', role: 'viewer' } });

  /** To Google's page, as somebody. */
  const begin = async (page: Page, user = 'ana@clinic.example'): Promise<void> => {
    await page.goto(`${origin}/console`);
    await page.getByRole('link', { name: 'Sign in with Google' }).click();
    await page.getByLabel('Account').fill(user);
  };
  const ends = async (page: Page, sentence: RegExp): Promise<void> => {
    await page.getByRole('alert').getByText(sentence).waitFor();
    await page.getByRole('link', { name: 'Sign in with Google' }).waitFor();
  };

  await t.test('lets a member in', async () => {
    const { page, context } = await visit(browser, origin, {});
    await begin(page);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: /^Today/ }).waitFor();
    await settled(page);
    assert.ok(!page.url().includes('code='), page.url());
    await page.getByRole('button', { name: 'ana@clinic.example' }).waitFor();
    await context.close();
  });

  await t.test('says why somebody else is not let in, and lets them begin again', async () => {
    const { page, context } = await visit(browser, origin, {});
    await begin(page, 'ben@clinic.example');
    await page.getByRole('button', { name: 'Continue' }).click();
    await ends(page, /Nobody has invited this Google account/);
    await begin(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await ends(page, /You did not allow Google/);
    await context.close();
  });

  await t.test('takes nobody back twice, and not into another browser', async () => {
    const one = await visit(browser, origin, {});
    await begin(one.page);
    let back = '';
    one.page.on('request', (request) => {
      if (request.url().startsWith(`${origin}/auth/google/callback`)) back = request.url();
    });
    await one.page.getByRole('button', { name: 'Continue' }).click();
    await one.page.getByRole('heading', { name: /^Today/ }).waitFor();
    const other = await visit(browser, origin, {});
    await other.page.goto(back);
    await ends(other.page, /was used already|another browser/);
    await Promise.all([one.context.close(), other.context.close()]);
  });
});
