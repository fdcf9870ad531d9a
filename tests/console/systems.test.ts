/** Another system of the clinic: added, its secret shown once, tried, turned off, and sent again what failed. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { open, skip, startConsole, visit } from './fixture.ts';

test('other systems', { skip }, async (t) => {
  const { frontdesk, browser, origin } = await startConsole({ after });
  const { sandbox } = frontdesk;
  const org = await frontdesk.org('Elm Dental');
  const { page, clean } = await visit(browser, origin, { org });
  const url = `${sandbox.url}/hooks/elm`;
  const dialog = page.getByRole('dialog');
  let secret = '';

  await t.test('nobody is told at first, and the page says what it is for', async () => {
    await open(page, origin, 'systems');
    await page.getByText('No other system is told anything').waitFor();
    assert.ok(!(await page.content()).toLowerCase().includes('webhook'), 'it speaks the words of the clinic');
  });

  await t.test('an address that does not do is refused beside its field', async () => {
    await page.getByRole('button', { name: 'Add a system' }).click();
    await dialog.getByLabel('Its address').fill('https://10.0.0.1/x');
    await dialog.getByRole('button', { name: 'Add it' }).click();
    await dialog.getByText('Numbers are not taken').first().waitFor();
  });

  await t.test('its secret is shown once, and it proves what arrives', async () => {
    await dialog.getByLabel('Its address').fill(url);
    await dialog.getByLabel('What it is').fill('Our CRM');
    await dialog.getByRole('button', { name: 'Add it' }).click();
    secret = (await dialog.locator('code').textContent()) ?? '';
    assert.match(secret, /^whsec_/);
    await dialog.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByText('Our CRM', { exact: true }).waitFor();
    assert.ok(!(await page.content()).includes(secret));
    sandbox.receivers.believe('elm', [secret]);
  });

  await t.test('a test is sent, and the list says that it arrived', async () => {
    await page.getByRole('button', { name: 'Send Our CRM a test' }).click();
    await page.getByText('A test is on its way.').waitFor();
    const again = page.getByRole('button', { name: 'Read again what Our CRM was told' });
    for (let looks = 0; looks < 40 && !(await page.getByText('Arrived').isVisible()); looks += 1) await again.click();
    await page.getByText('Arrived').waitFor();
    assert.deepEqual(sandbox.receivers.list('elm').map(({ verified }) => verified), [true]);
    await page.getByRole('button', { name: 'Send again: A test' }).click();
    await page.getByRole('button', { name: 'Send Our CRM again what failed' }).click();
    await page.getByText('Nothing had failed.').waitFor();
  });

  await t.test('that patients’ data leaves is said with the name of the host', async () => {
    await page.getByRole('button', { name: 'Change Our CRM' }).click();
    await dialog.getByText(/They then leave to 127\.0\.0\.1/).waitFor();
    await dialog.getByLabel(/Send patients/).check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/with patients’ names and numbers/).waitFor();
  });

  await t.test('it is given another secret and turned off', async () => {
    await page.getByRole('button', { name: 'Change Our CRM' }).click();
    await dialog.getByRole('button', { name: 'New secret' }).click();
    await dialog.getByRole('button', { name: 'Make a new secret' }).click();
    await dialog.locator('code').waitFor();
    assert.notEqual(await dialog.locator('code').textContent(), secret);
    await dialog.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByRole('button', { name: 'Change Our CRM' }).click();
    await dialog.getByRole('button', { name: 'Turn off' }).click();
    await page.getByText('Turned off').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Send Our CRM a test' }).count(), 0);
  });

  clean(/422/);
});
