/** Connecting a clinic's calendar at Google in a real browser, there and back, and everything that goes wrong on the way. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { DEMO_GOOGLE } from '../../sandbox/demo.ts';
import { control } from '../sandbox/fixture.ts';
import { open, settled, skip, startConsole, visit } from './fixture.ts';

const OTHER_USER = 'ben@oak-dental.example.com';
const STEP = 'connect?step=calendar';
/** Boxes of Google's page, by the end of what they stand for. */
const BOXES = ['calendar.events', 'calendar.freebusy', 'calendar.calendarlist.readonly'];

test('Connecting Google', { skip }, async (t) => {
  const { frontdesk, browser, origin } = await startConsole({ after });
  const someone = async (name: string, role: 'admin' | 'viewer' = 'admin') => {
    const org = await frontdesk.org(name);
    return { org, ...(await visit(browser, origin, { org, role })) };
  };
  for (const [id, access] of [
    [OTHER_USER, { [OTHER_USER]: 'owner' }],
    ['dr.lee@oak-dental.example.com', { [DEMO_GOOGLE.user]: 'writer' }],
    ['readable@oak-dental.example.com', { [DEMO_GOOGLE.user]: 'reader' }],
  ] as const) {
    await control(frontdesk.sandbox, 'PUT', `/google/calendars/${encodeURIComponent(id)}`, { timeZone: 'America/New_York', access });
  }
  const connected = async (page: Page): Promise<void> => {
    await open(page, origin, STEP);
    await leave(page);
    await allow(page);
    await page.getByLabel("The clinic's calendar").selectOption(DEMO_GOOGLE.calendarId);
    await page.getByRole('button', { name: 'Use this calendar' }).click();
    await page.getByText('It works').waitFor();
  };

  await t.test('says what will be asked, comes back to choose a calendar, and writes into it', async () => {
    const { page, org } = await someone('Oak Dental');
    await open(page, origin, STEP);
    await page.getByText('Leave all three boxes ticked').waitFor();
    await leave(page);
    await allow(page);
    await page.getByText(`${DEMO_GOOGLE.user} allows Frontdesk to use its calendars.`).waitFor();
    const select = page.getByLabel("The clinic's calendar");
    // The list comes after the sentence.
    await select.locator('option').nth(2).waitFor({ state: 'attached' });
    assert.deepEqual(await select.locator('option').allTextContents(), ['Choose one', `Downtown Dental Clinic (${DEMO_GOOGLE.calendarId})`, 'dr.lee@oak-dental.example.com']);
    await select.selectOption(DEMO_GOOGLE.calendarId);
    await page.getByRole('button', { name: 'Use this calendar' }).click();
    await page.getByText('It works').waitFor();
    await page.getByText(`${DEMO_GOOGLE.calendarId} as ${DEMO_GOOGLE.user}`).waitFor();
    assert.ok(!page.url().includes('google='), page.url());
    assert.ok(await page.getByText('It works').isVisible(), 'what the test found stays in sight');
    const { settings } = await frontdesk.done('GET', '/api/integrations/google', { token: org.admin });
    assert.deepEqual([settings.calendar_id, settings.account], [DEMO_GOOGLE.calendarId, DEMO_GOOGLE.user]);

    await open(page, origin, 'practitioners');
    await page.getByRole('button', { name: 'New practitioner' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Dr. Lee');
    await page.getByLabel('Calendar', { exact: true }).selectOption('dr.lee@oak-dental.example.com');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: /Dr\. Lee/ }).waitFor();
    await open(page, origin, STEP);
    await page.getByRole('button', { name: 'Test the calendars' }).click();
    await page.getByText('All 2 calendars in use can be read and written.').waitFor();
  });

  await t.test('names the boxes that were unticked, and connects nothing', async () => {
    const { page, context } = await someone('Elm Dental');
    await open(page, origin, STEP);
    for (const unticked of [[BOXES[0]!], BOXES.slice(1), BOXES]) {
      await leave(page);
      for (const box of unticked) await page.getByLabel(`auth/${box}`).uncheck();
      await allow(page);
      await page.getByText('Not everything was allowed.').waitFor();
      assert.equal(await page.getByRole('alert').getByRole('listitem').count(), unticked.length);
    }
    await page.getByRole('button', { name: 'Dismiss' }).click();
    assert.equal(await page.getByRole('alert').count(), 0);
    await context.close();
  });

  await t.test('says that it was not allowed, and that no lasting permission came', async () => {
    const { page, context } = await someone('Ash Dental');
    await open(page, origin, STEP);
    await leave(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('alert').getByText('You did not allow it.').waitFor();
    await leave(page);
    await page.getByLabel('Fault: give no refresh token').check();
    await allow(page);
    await page.getByRole('alert').getByText('myaccount.google.com/connections').waitFor();
    await context.close();
  });

  await t.test('takes nobody back twice, and loses nothing by a reload', async () => {
    const { page, context } = await someone('Fir Dental');
    await open(page, origin, STEP);
    const back = returning(page, origin);
    await leave(page);
    await allow(page);
    await page.getByText('allows Frontdesk to use its calendars').waitFor();
    await page.goto('about:blank');
    await page.goto(back());
    await page.getByRole('alert').getByText('This was used already').waitFor();
    await page.goto('about:blank');
    // Whoever comes back to it later, by whichever way, goes on where they were.
    await page.goto(`${origin}/console#/${STEP}`);
    await page.getByText('allows Frontdesk to use its calendars').waitFor();
    await context.close();
  });

  await t.test('takes nobody back in another browser, signed in there or not', async () => {
    const { page, context, org } = await someone('Yew Dental');
    const colleague = await visit(browser, origin, { org });
    const stranger = await visit(browser, origin, {});
    for (const [other, sentence] of [[colleague.page, 'You began in another browser'], [stranger.page, 'You began to connect a calendar in another browser']] as const) {
      await open(page, origin, STEP);
      await leave(page);
      await other.goto(await holdReturn(page, () => allow(page)));
      await other.getByRole('alert').getByText(sentence).waitFor();
    }
    await frontdesk.call('GET', '/api/integrations/google', { token: org.admin }).then(({ status }) => assert.equal(status, 404));
    for (const each of [context, colleague.context, stranger.context]) await each.close();
  });

  await t.test('takes back nobody who has signed out meanwhile', async () => {
    const { page, context } = await someone('Oxlip Dental');
    await open(page, origin, STEP);
    await leave(page);
    const other = await context.newPage();
    await other.goto(`${origin}/console`);
    await settled(other);
    assert.equal(await other.evaluate(() => fetch('/auth/session', { method: 'DELETE' }).then(({ status }) => status)), 204);
    await allow(page);
    await page.getByRole('alert').getByText('You were signed out while you connected a calendar').waitFor();
    await context.close();
  });

  await t.test('asks again for the calendar of another account, and not of the same one', async () => {
    const { page, context, org } = await someone('Rowan Dental');
    await connected(page);
    const account = async () => (await frontdesk.done('GET', '/api/integrations/google', { token: org.admin })).settings.account;
    await leave(page);
    assert.equal(await page.getByLabel('Account').inputValue(), DEMO_GOOGLE.user);
    await page.getByLabel('Account').fill(OTHER_USER);
    await allow(page);
    await page.getByText(`Until now the clinic was connected as ${DEMO_GOOGLE.user}. What was connected goes on until you choose.`).waitFor();
    assert.equal(await account(), DEMO_GOOGLE.user);
    await page.getByRole('button', { name: 'Use this calendar' }).click();
    await page.getByText(`${OTHER_USER} as ${OTHER_USER}`).waitFor();
    await leave(page);
    await allow(page);
    await page.getByText('Connected again').waitFor();
    assert.equal(await account(), OTHER_USER);
    await context.close();
  });

  await t.test('puts away an account that nobody meant, and keeps the one before', async () => {
    const { page, context, org } = await someone('Hazel Dental');
    await connected(page);
    await leave(page);
    await page.getByLabel('Account').fill(OTHER_USER);
    await allow(page);
    await page.getByRole('button', { name: 'Use this calendar' }).waitFor();
    // The way back is there too when Google gives no list.
    frontdesk.sandbox.faults.add({ route: 'google.calendarList', status: 403, reason: 'accessNotConfigured' });
    await open(page, origin, STEP);
    await page.getByText('is not enabled').waitFor();
    frontdesk.sandbox.faults.clear();
    await page.getByRole('button', { name: 'Keep what was connected' }).click();
    await page.getByRole('button', { name: 'Test the calendars' }).waitFor();
    assert.ok(!page.url().includes('google='), page.url());
    await page.getByRole('button', { name: 'Use another calendar' }).click();
    await page.getByLabel('Whom Google e-mails').selectOption('all');
    await page.getByRole('button', { name: 'Use this calendar' }).click();
    await page.getByText('It works').waitFor();
    const { settings } = await frontdesk.done('GET', '/api/integrations/google', { token: org.admin });
    assert.deepEqual([settings.account, settings.guest_updates], [DEMO_GOOGLE.user, 'all']);
    await context.close();
  });

  await t.test('connects by a service account’s key as well', async () => {
    const { page, context } = await someone('Birch Dental');
    await open(page, origin, STEP);
    await page.getByText('Connect by a service account', { exact: true }).click();
    await page.getByLabel('Calendar', { exact: true }).fill(DEMO_GOOGLE.calendarId);
    await page.getByLabel('Key').fill('no key');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.locator('.field .wrong').waitFor();
const said = await page.locator('.field .wrong').innerText();
    assert.equal(await page.getByText(said, { exact: true }).filter({ visible: true }).count(), 1, 'it is said once');
    await page.getByLabel('Key').fill(await serviceAccount(frontdesk.sandbox));
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByRole('button', { name: 'Test the calendars' }).click();
    await page.getByText('It works').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Use another calendar' }).count(), 0, 'it has no list');
    await context.close();
  });

  await t.test('stands up to an address that somebody has made up', async () => {
    const { page, context, clean } = await someone('Holly Dental');
    for (const made of ['google=missing&missing=constructor', 'google=constructor', 'google=missing', 'google=choose', 'google=again']) {
      await open(page, origin, `${STEP}&${made}`);
      await page.getByRole('button', { name: 'Connect Google', exact: true }).waitFor();
    }
    await open(page, origin, 'sign-in?problem=expired_or_used');
    await page.getByRole('heading', { name: /^Today/ }).waitFor();
    clean();
    await context.close();
  });

  await t.test('shows a viewer how it stands, and nothing to press', async () => {
    const { page, context } = await someone('Alder Dental', 'viewer');
    await open(page, origin, STEP);
    assert.equal(await page.getByRole('button', { name: /Connect Google/ }).count(), 0);
    await context.close();
  });
});

/** To Google's page. */
async function leave(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Connect Google/ }).click();
  await page.getByLabel('Account').waitFor();
}

/** Allows what is ticked, and is back in the console. */
async function allow(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Continue' }).click();
  await settled(page);
}

/** The address with which a browser came back last. */
function returning(page: Page, origin: string): () => string {
  let address = '';
  page.on('request', (request) => {
    if (request.url().startsWith(`${origin}/auth/google/callback`)) address = request.url();
  });
  return () => address;
}

/** The address to which Google sends a browser back, which stays there. */
async function holdReturn(page: Page, act: () => Promise<void>): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  await page.route(/\/o\/oauth2\/v2\/auth$/, async (route) => {
    const sent = await route.fetch({ maxRedirects: 0 });
    resolve(sent.headers().location ?? '');
    await route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Held</h1>' });
  });
  await act();
  const address = await promise;
  await page.unrouteAll();
  return address;
}

/** A service account that may write the demo's calendar, as its key file. */
async function serviceAccount(sandbox: Parameters<typeof control>[0]): Promise<string> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const client_email = 'front-desk@robots.example.com';
  await control(sandbox, 'POST', '/google/service-accounts', { email: client_email, publicKey: publicKey.export({ type: 'spki', format: 'pem' }), subjects: [] });
  await control(sandbox, 'PUT', `/google/calendars/${encodeURIComponent(DEMO_GOOGLE.calendarId)}`, { timeZone: 'America/New_York', access: { [DEMO_GOOGLE.user]: 'owner', [client_email]: 'writer' } });
  return JSON.stringify({ type: 'service_account', client_email, private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }), private_key_id: '0123456789abcdef' });
}
