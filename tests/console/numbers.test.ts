/** Numbers that a clinic has at Twilio and Vapi: found, ticked by keyboard and added one by one, on a phone too; and where STOP goes. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { DEMO_VAPI } from '../../sandbox/demo.ts';
import { control } from '../sandbox/fixture.ts';
import { TWILIO } from '../worker/fixture.ts';
import { open, settled, skip, startConsole, visit, WIDTHS } from './fixture.ts';

const [MAIN, SECOND, THIRD, TAKEN, MUTE] = ['+12125550101', '+12125550102', '+12125550103', '+12125550104', '+12125550105'] as const;
const BEFORE = 'https://sms.example.com/in';

test('numbers of vendors', { skip }, async (t) => {
  const { frontdesk, browser, origin } = await startConsole({ after });
  const { sandbox } = frontdesk;
  const [org, other] = [await frontdesk.org('Elm Dental'), await frontdesk.org('Uptown Dental')];
  const atTwilio = (number: string, fields: object) =>
    control(sandbox, 'PUT', `/twilio/accounts/${TWILIO.account_sid}/numbers/${encodeURIComponent(number)}`, fields);
  await atTwilio(TWILIO.from_number, { friendlyName: 'Text line', smsUrl: BEFORE });
  await atTwilio(MAIN, { friendlyName: 'Elm line' });
  await atTwilio(SECOND, { friendlyName: 'Corner line' });
  await atTwilio(TAKEN, { friendlyName: 'Old line' });
  await atTwilio(MUTE, { friendlyName: 'Fax', voice: false });
  await frontdesk.map(other, TAKEN);
  const { page, clean, requests } = await visit(browser, origin, { org, width: WIDTHS.phone });
  const row = (words: string) => page.locator('fieldset li').filter({ hasText: words });
  const steps = () => open(page, origin, 'connect?step=number');

  await t.test('nothing is looked for before a vendor is connected', async () => {
    await steps();
    assert.ok(!requests.includes('POST /api/inbound/phone-mappings/discover'));
    await page.getByRole('button', { name: 'Add this number' }).waitFor();
  });

  await t.test('each is told with what is odd about it, within 320 pixels', async () => {
    await frontdesk.done('PUT', '/api/integrations/twilio', { token: org.admin, json: TWILIO });
    await steps();
    await page.getByText('Vapi: No account is connected.').waitFor();
    await row('Elm line').getByText('Not added yet').waitFor();
    await row('Text line').getByText('go to sms.example.com').waitFor();
    await row('Old line').getByText('Taken').waitFor();
    await row('Fax').getByText('takes no calls').waitFor();
    assert.deepEqual([await row('Old line').getByRole('checkbox').count(), await row('Fax').getByRole('checkbox').count()], [0, 0]);
    assert.ok(!(await page.content()).includes('Uptown'), 'whose number it is is nobody else’s business');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways');
  });

  await t.test('those that are ticked are added one by one, and an error stays beside its row', async () => {
    await frontdesk.done('PUT', '/api/integrations/vapi', { token: org.admin, json: { api_key: DEMO_VAPI.apiKey } });
    await atTwilio(THIRD, { friendlyName: 'Third line' });
    await steps();
    await row('Elm line').getByText('Vapi does not have this number yet').waitFor();
    await tick(page, 'Elm line');
    await tick(page, 'Corner line');
    await tick(page, 'Third line');
    await tick(page, 'Downtown Dental main line');
    // While they are looked at somebody else takes one.
    await frontdesk.map(other, SECOND);
    requests.length = 0;
    await page.getByRole('button', { name: 'Add 4 numbers' }).press('Enter');
    await page.getByText('3 numbers added.').waitFor();
    await settled(page);
    // The button is another one by then; whoever works by keyboard is at the list's heading, and the step is still open.
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Numbers at Twilio and Vapi');
    assert.equal(await page.getByRole('status').filter({ hasText: '3 numbers added.' }).count(), 1);
    assert.equal(requests.filter((request) => request === 'POST /api/inbound/phone-mappings').length, 4);
    await row('Corner line').getByRole('alert').getByText('Another clinic has this').waitFor();
    await row('Corner line').getByText('Taken').waitFor();
    const { items } = await frontdesk.done('GET', '/api/inbound/phone-mappings', { token: org.admin });
    const mapped = items.map((one: any) => [one.inbound_phone_number, one.vapi_phone_number_id, one.clinic_name]);
    assert.deepEqual(mapped.sort(), [[DEMO_VAPI.number, DEMO_VAPI.phoneNumberId, 'Elm Dental'], [MAIN, null, 'Elm Dental'], [THIRD, null, 'Elm Dental']].sort());
    await page.getByRole('button', { name: /Your number.*Done/ }).waitFor();
  });

  await t.test('one that is ours without Vapi’s id keeps its name when it is completed', async () => {
    await frontdesk.map({ ...org, name: 'Elm Dental, Main Street' }, DEMO_VAPI.number, { vapi_phone_number_id: null });
    await steps();
    await row('Downtown Dental main line').getByText('without the id that it has at Vapi now').waitFor();
    await tick(page, 'Downtown Dental main line');
    await page.getByRole('button', { name: 'Add 1 number' }).click();
    await page.getByText('1 number added.').waitFor();
    const { items } = await frontdesk.done('GET', `/api/inbound/phone-mappings?number=${encodeURIComponent(DEMO_VAPI.number)}`, { token: org.admin });
    assert.deepEqual([items[0].vapi_phone_number_id, items[0].clinic_name], [DEMO_VAPI.phoneNumberId, 'Elm Dental, Main Street']);
  });

  await t.test('a SIP address that is completed keeps its name', async () => {
    const sip_uri = 'sip:elm@sip.vapi.ai';
    const headers = { authorization: `Bearer ${DEMO_VAPI.apiKey}`, 'content-type': 'application/json' };
    const made: any = await (await fetch(`${sandbox.url}/phone-number`, { method: 'POST', headers, body: JSON.stringify({ provider: 'vapi', sipUri: sip_uri, name: 'Elm trunk' }) })).json();
    await frontdesk.done('POST', '/api/inbound/phone-mappings', { token: org.admin, json: { sip_uri, clinic_name: 'Elm Dental, by SIP' } });
    await steps();
    await tick(page, 'Elm trunk');
    await page.getByRole('button', { name: 'Add 1 number' }).click();
    await page.getByText('1 number added.').waitFor();
    const { items } = await frontdesk.done('GET', '/api/inbound/phone-mappings', { token: org.admin });
    const mapping = items.find((one: any) => one.sip_uri === sip_uri);
    assert.deepEqual([mapping.vapi_phone_number_id, mapping.clinic_name], [made.id, 'Elm Dental, by SIP']);
  });

  await t.test('whoever leaves the clinic meanwhile adds no more numbers', async () => {
    await atTwilio('+12125550106', { friendlyName: 'Late line' });
    await atTwilio('+12125550107', { friendlyName: 'Later number' });
    const leaving = await visit(browser, origin, { org });
    await open(leaving.page, origin, 'connect?step=number');
    for (const name of ['Late line', 'Later number']) await tick(leaving.page, name);
    let held: (() => void) | undefined;
    const until = new Promise<void>((resolve) => (held = resolve));
    await leaving.page.route('**/api/inbound/phone-mappings', async (route) => {
      if (route.request().method() === 'POST') await until;
      await route.continue();
    });
    await leaving.page.getByRole('button', { name: 'Add 2 numbers' }).click();
    await leaving.page.getByRole('button', { name: 'tests' }).click();
    await leaving.page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await leaving.page.getByRole('button', { name: 'Add 2 numbers' }).waitFor({ state: 'detached' });
    const answered = leaving.page.waitForResponse((response) => response.url().endsWith('/api/inbound/phone-mappings') && response.request().method() === 'POST');
    held!();
    await answered;
    await settled(leaving.page);
    assert.equal(leaving.requests.filter((request) => request === 'POST /api/inbound/phone-mappings').length, 1);
    await leaving.context.close();
  });

  await t.test('a vendor that does not answer does not hide the other', async () => {
    sandbox.faults.add({ route: 'vapi.phoneNumbers.list', status: 503, times: 2 });
    await steps();
    await page.getByText('Vapi: Vapi is not available.').waitFor();
    await row('Text line').waitFor();
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByText('Vapi: Vapi is not available.').waitFor({ state: 'detached' });
  });

  await t.test('replies are sent here once it is seen what that changes, and a STOP is heard', async () => {
    await open(page, origin, 'connect?step=texts');
    await page.getByRole('button', { name: 'Show what would change for replies' }).click();
    await page.getByText(`Now they go to ${BEFORE} (POST).`).waitFor();
    await page.getByText('Whoever reads texts there would get none any more').waitFor();
    // An error is said in the section, and what was shown stays.
    const send = page.getByRole('button', { name: 'Send replies here' });
    await page.route('**/api/integrations/twilio/replies', (route) => route.abort(), { times: 1 });
    await send.click();
    await page.locator('section', { hasText: 'When a patient answers STOP' }).getByRole('alert').waitFor();
    await page.getByText(`Now they go to ${BEFORE} (POST).`).waitFor();
    // While it is done nothing else is asked for.
    let held: (() => void) | undefined;
    const until = new Promise<void>((resolve) => (held = resolve));
    await page.route('**/api/integrations/twilio/replies', async (route) => { await until; await route.continue(); }, { times: 1 });
    requests.length = 0;
    await send.click();
    await page.getByRole('button', { name: 'Show what would change for replies' }).click();
    await page.getByText(`Now they go to ${BEFORE} (POST).`).waitFor();
    held!();
    await page.getByText('come here now.').waitFor();
    assert.equal(requests.filter((request) => request === 'POST /api/integrations/twilio/replies').length, 1);
    await page.getByRole('button', { name: 'Show what would change for replies' }).click();
    await page.getByText('Replies come here already.').waitFor();
    const { smsUrl } = sandbox.state.twilio.accounts[TWILIO.account_sid]!.numbers[TWILIO.from_number]!;
    assert.equal(smsUrl, `${origin}/api/twilio/inbound?org=${org.id}`);
    const deliverTo = frontdesk.url + new URL(smsUrl!).pathname + new URL(smsUrl!).search;
    const text = { accountSid: TWILIO.account_sid, from: '+12125550188', to: TWILIO.from_number, body: 'STOP', url: smsUrl, deliverTo };
    const { delivery } = await control(sandbox, 'POST', '/twilio/inbound', text);
    assert.equal(delivery.status, 200, JSON.stringify(delivery));
  });

  await t.test('an account of the other region says so', async () => {
    await control(sandbox, 'PUT', '/vapi/orgs/e0000000-0000-4000-8000-000000000001', { keys: ['vapi-eu-key-that-opens-nothing'], region: 'eu' });
    await open(page, origin, 'connect?step=voice');
    await page.getByText('Give another key').click();
    await page.getByLabel('Private API key').fill('vapi-eu-key-that-opens-nothing');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('Connected', { exact: true }).last().waitFor();
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.locator('.notice').getByText("The API key is that of Vapi's region eu.").first().waitFor();
    await page.getByLabel('Region').selectOption('eu');
    await page.getByLabel('Private API key').fill('vapi-eu-key-that-opens-nothing');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByText('It works').waitFor();
    // What was chosen is what is shown next time.
    await open(page, origin, 'connect?step=voice');
    await page.getByText('Give another key').click();
    assert.equal(await page.getByLabel('Region').inputValue(), 'eu');
    await page.getByText('key ending in hing, Europe').waitFor();
  });

  // The number that was taken meanwhile was a 409, and a request for replies was cut off: the browser makes a line of each.
  clean(/409/, /ERR_FAILED .*\/replies$/);
});

/** Ticks a number's box by keyboard. */
async function tick(page: Page, name: string): Promise<void> {
  const box = page.locator('fieldset li').filter({ hasText: name }).getByRole('checkbox');
  await box.press('Space');
  assert.ok(await box.isChecked(), name);
}
