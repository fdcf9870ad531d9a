/** Everything can be done by keyboard alone, and what has the focus is always in sight. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { open, settled, skip, startConsole, visit } from './fixture.ts';
import { livedIn } from './lived_in.ts';

test('the keyboard', { skip }, async (t) => {
  const { frontdesk, browser, origin } = await startConsole({ after });
  const clinic = await livedIn(frontdesk);
  const { page, clean } = await visit(browser, origin, { org: clinic.clinic, height: 600 });
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };

  await t.test('books an appointment', async () => {
    await open(page, origin, '');
    await press('n');
    await settled(page);
    await tabTo(page, 'Patient');
    await page.keyboard.type('Kay Board');
    await tabTo(page, 'Service');
    await page.keyboard.type('Check');
    await tabTo(page, 'With');
    await page.keyboard.type('Priya');
    await tabTo(page, '3 PM');
    await press('Enter');
    await tabTo(page, 'Book');
    await press('Enter');
    await page.getByRole('heading', { name: 'Kay Board' }).waitFor();
    const { items } = await frontdesk.done('POST', '/api/appointments/search', { token: clinic.clinic.admin, json: { q: 'kay board' } });
    assert.deepEqual(items.map((one: any) => [one.service.name, one.practitioner.name, one.source]), [['Check-up', 'Priya Patel', 'admin']]);
  });

  await t.test('cancels it, after a question that Escape takes back', async () => {
    await tabTo(page, 'Cancel this appointment');
    await press('Enter');
    const question = page.getByRole('dialog', { name: /^Cancel Kay Board's appointment on .+ at .+\?$/ });
    await question.waitFor();
    await press('Escape');
    await question.waitFor({ state: 'detached' });
    assert.equal(await focused(page), 'Cancel this appointment');
    await press('Enter');
    await tabTo(page, 'Cancel the appointment');
    await press('Enter');
    await page.getByText('Cancelled here').waitFor();
  });

  await t.test('goes from screen to screen, and says how', async () => {
    await press('g', 'c');
    await page.getByRole('heading', { name: 'Calls', exact: true }).waitFor();
    await press('g', 'i');
    await page.getByRole('heading', { name: 'Inbox', exact: true }).waitFor();
    await press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await press('Escape', 'g', 't');
    await page.getByRole('heading', { name: /^Today/ }).waitFor();
    await settled(page);
    await press('/');
    await page.keyboard.type('lee');
    await press('Enter');
    await page.getByRole('heading', { name: 'Appointments', exact: true }).waitFor();
    await page.getByText('Ann Lee').waitFor();
  });

  await t.test('skips the rail', async () => {
    await open(page, origin, 'calls');
    await press('Tab', 'Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
  });

  await t.test('what has the focus is never hidden', async () => {
    for (const screen of ['', 'hours', 'knowledge', 'texts?show=words']) {
      await open(page, origin, screen);
      for (let step = 0; step < 45; step++) {
        await press('Tab');
        assert.ok(await isInSight(page), `${screen}: ${await focused(page)} is hidden after ${step + 1} steps`);
      }
    }
  });
  clean();
});

/** What the focused element is called. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    if (!(element instanceof HTMLElement)) return '';
    const labels = element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement ? element.labels?.[0]?.textContent : undefined;
    return (labels ?? element.getAttribute('aria-label') ?? element.textContent ?? '').trim();
  });

/** Presses Tab until something of this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 60; step++) {
    if ((await focused(page)) === name) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not lead to "${name}"`);
}

/** Whether the point in the middle of the focused element belongs to it. */
const isInSight = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    if (element === null || element === document.body) return true;
    const { left, top, width, height } = element.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + Math.min(height / 2, 20)];
    const there = document.elementFromPoint(Math.min(x, innerWidth - 1), y);
    return there !== null && (element.contains(there) || there.contains(element) || (element instanceof HTMLInputElement && element.labels?.[0]?.contains(there) === true));
  });
