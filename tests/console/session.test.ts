/** The door: in by a token, out by oneself, by others and by time; and what each role is shown. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { token, PLATFORM } from '../worker/fixture.ts';
import { open, settled, skip, startConsole, visit } from './fixture.ts';
import { livedIn } from './lived_in.ts';

test('the door', { skip }, async (t) => {
  const { frontdesk, browser, origin } = await startConsole({ after });
  const { clinic } = await livedIn(frontdesk);

  await t.test('lets in by a token that is pasted', async () => {
    const { page, context } = await visit(browser, origin, {});
    await open(page, origin, 'calls');
    await page.getByLabel('Token').fill(token('admin', clinic.id));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Calls', exact: true }).waitFor();
    const [cookie] = await context.cookies();
    assert.deepEqual([cookie?.name, cookie?.httpOnly, cookie?.secure, cookie?.sameSite], ['__Host-fd', true, true, 'Lax']);
    await context.close();
  });

  await t.test('says what is wrong with another', async () => {
    const { page, context } = await visit(browser, origin, {});
    await open(page, origin, '');
    await page.getByLabel('Token').fill('no token at all');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('You are not signed in').waitFor();
    await context.close();
  });

  await t.test('takes the token of a link out of the address, and keeps it nowhere', async () => {
    const { page, context, clean } = await visit(browser, origin, { org: clinic });
    const bearer = token('admin', clinic.id);
    const kept = await page.evaluate(() => JSON.stringify([location.href, history.state, { ...localStorage }, { ...sessionStorage }, document.cookie]));
    assert.ok(!kept.includes(bearer.split('.')[1]!), kept);
    assert.equal(page.url(), `${origin}/console#/`);
    clean();
    await context.close();
  });

  await t.test('takes no token of a link where none is pasted: it is somebody else\u2019s, and so is the clinic', async () => {
    const { page, context, requests } = await visit(browser, origin, {});
    await page.route('**/auth/methods', (route) => route.fulfill({ json: { google: false, pasted_token: false } }));
    await page.goto(`${origin}/console#/enter?token=${token('admin', clinic.id)}`);
    await page.getByText('Nobody can sign in here yet').waitFor();
    assert.ok(!requests.includes('POST /auth/session'), requests.join(', '));
    assert.equal((await context.cookies()).length, 0);
    await context.close();
  });

  await t.test('shows in every tab the clinic that the browser is signed in to', async () => {
    const { page, context } = await visit(browser, origin, { org: clinic });
    const loaded = page.waitForEvent('load');
    const other = await context.newPage();
    await other.goto(`${origin}/console#/enter?token=${token('admin', clinic.id)}`);
    await loaded;
    await page.getByRole('heading', { name: /^Today/ }).waitFor();
    await context.close();
  });

  await t.test('signs out, and is signed out by another browser', async () => {
    const one = await visit(browser, origin, { org: clinic });
    const other = await visit(browser, origin, { org: clinic });
    await one.page.getByRole('button', { name: 'tests' }).click();
    await one.page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await one.page.getByText('You are signed out in every browser.').waitFor();
    await other.page.getByRole('link', { name: 'Calls', exact: true }).click();
    await other.page.getByText('You were signed out. Sign in again to go on.').waitFor();
    await Promise.all([one.context.close(), other.context.close()]);
  });

  await t.test('signs out whoever has left, though the page goes on asking', async () => {
    const { page, context } = await visit(browser, origin, { org: clinic });
    await page.clock.install();
    await open(page, origin, '');
    await page.clock.runFor('20:00');
    await page.keyboard.press('Shift');
    await page.clock.runFor('20:00');
    await page.getByRole('heading', { name: /^Today/ }).waitFor();
    await page.clock.runFor('11:00');
    await page.getByText('You were signed out, since nothing was done here for 30 minutes.').waitFor();
    assert.equal((await context.cookies()).length, 0);
    await context.close();
  });

  await t.test('shows a viewer nothing that only an admin may do', async () => {
    const { page, context, clean } = await visit(browser, origin, { org: clinic, role: 'viewer' });
    for (const screen of ['appointments', 'services', 'practitioners', 'inbox', 'team']) {
      await open(page, origin, screen);
      await page.getByRole('button', { name: 'tests' }).waitFor();
      assert.deepEqual(await page.getByRole('main').getByRole('button', { name: /^(New|Mark as done|Invite|Add)/ }).allTextContents(), [], screen);
      assert.equal(await page.locator('.bar .primary').count(), 0, screen);
    }
    await open(page, origin, 'hours');
    await page.getByText('You may look at this, not change it.').waitFor();
    clean();
    await context.close();
  });

  await t.test('lets an admin invite somebody, and change what they may do', async () => {
    const { page, context, clean } = await visit(browser, origin, { org: clinic });
    await open(page, origin, 'team');
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    await page.getByLabel('E-mail').fill('Ana@Clinic.example');
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await page.getByText('ana@clinic.example').waitFor();
    await page.getByRole('button', { name: 'Change ana@clinic.example' }).click();
    await page.getByLabel('What they may do').selectOption('admin');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('May change everything · has not signed in yet').waitFor();
    clean();
    await context.close();
  });

  await t.test('shows the operator all clinics, and opens one', async () => {
    const { page, context } = await visit(browser, origin, {});
    await page.goto(`${origin}/console#/enter?token=${PLATFORM}`);
    await page.getByRole('heading', { name: 'All clinics' }).waitFor();
    await settled(page);
    await page.getByRole('button', { name: 'Open Oak Dental' }).click();
    await page.getByRole('heading', { name: /^Today/ }).waitFor();
    await page.getByRole('link', { name: 'All clinics' }).waitFor();
    await open(page, origin, 'team');
    await page.getByRole('button', { name: 'Suspend this clinic' }).click();
    await page.getByRole('button', { name: 'Suspend the clinic' }).click();
    await page.getByText('Suspended: calls are not answered').waitFor();
    await page.getByRole('button', { name: 'Answer its calls again' }).click();
    await page.getByText('Calls are answered', { exact: true }).waitFor();
    await context.close();
  });
});
