/** What a receptionist does all day, and what the console says when it cannot be done. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { addDays } from '../../sandbox/zones.ts';
import { open, settled, skip, startConsole, visit } from './fixture.ts';
import { livedIn } from './lived_in.ts';

test('the desk', { skip }, async (t) => {
  const { frontdesk, browser, origin } = await startConsole({ after });
  const clinic = await livedIn(frontdesk);
  const { page, requests } = await visit(browser, origin, { org: clinic.clinic });
  const day = addDays(clinic.today, 3);

  await t.test('shows what is wrong beside the field, and keeps what was typed', async () => {
    await open(page, origin, `appointments/new?day=${day}`);
    await page.getByLabel('Patient').fill('Wanda Wrong');
    await page.getByLabel('Phone').fill('not a number');
    await page.getByLabel('Time', { exact: true }).fill('11:00');
    await page.getByRole('button', { name: 'Book', exact: true }).click();
    const field = page.getByLabel('Phone');
    await page.locator('.field .wrong').waitFor();
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    assert.equal(await field.inputValue(), 'not a number');
    assert.ok(await field.evaluate((element) => element === document.activeElement));
    const described = await field.getAttribute('aria-describedby');
    assert.match(await page.locator(`[id="${described?.split(' ').at(-1)}"]`).innerText(), /number/);
  });

  await t.test('books what was put right once, however often it is pressed', async () => {
    requests.length = 0;
    await page.getByLabel('Phone').fill('(212) 555-0177');
    await page.getByRole('button', { name: 'Book', exact: true }).dblclick();
    await page.getByRole('heading', { name: 'Wanda Wrong' }).waitFor();
    assert.deepEqual(requests.filter((request) => request === 'POST /api/appointments').length, 1);
  });

  await t.test('says that a time is taken, and offers no way around that', async () => {
    const { items } = await frontdesk.done('GET', '/api/practitioners', { token: clinic.clinic.admin });
    const kim = items.find((one: any) => one.name === 'Dr. Kim').id;
    await frontdesk.done('POST', '/api/appointments', { token: clinic.clinic.admin, json: { patient_name: 'First Comer', start: `${day}T12:00`, practitioner_id: kim } });
    await open(page, origin, `appointments/new?day=${day}`);
    await page.getByLabel('Patient').fill('Late Comer');
    await page.getByLabel('With').selectOption({ label: 'Dr. Kim' });
    await page.getByLabel('Time', { exact: true }).fill('12:00');
    await page.getByRole('button', { name: 'Book', exact: true }).click();
    await page.locator('.field .wrong').waitFor();
    assert.equal(await page.getByRole('button', { name: /^Book (outside|on|between)/ }).count(), 0);
  });

  await t.test('undoes nobody’s change of what two people edit', async () => {
    const token = clinic.clinic.admin;
    for (const [screen, path, name] of [['services', '/api/services', 'Check-up'], ['practitioners', '/api/practitioners', 'Dr. Roe']] as const) {
      await open(page, origin, screen);
      await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
      await page.getByLabel('Name', { exact: true }).fill(`${name} two`);
      const { items } = await frontdesk.done('GET', path, { token });
      const { id } = items.find((one: any) => one.name === name);
      await frontdesk.done('PATCH', `${path}/${id}`, { token, json: { aliases: ['somebody else’s'] } });
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('button', { name: 'Show what it is now' }).waitFor();
      assert.equal((await frontdesk.done('GET', `${path}/${id}`, { token })).name, name);
      await page.getByRole('button', { name: 'Close' }).click();
      // Whoever opens it again sees the change, and saves over nothing else.
      await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
      assert.equal(await page.getByLabel(/^Other (names|words)/).inputValue(), 'somebody else’s');
      await page.getByLabel(/^Other (names|words)/).fill('');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
  });

  await t.test('books against the rules on purpose', async () => {
    await open(page, origin, `appointments/new?day=${day}`);
    await page.getByLabel('Patient').fill('Early Bird');
    await page.getByLabel('Time', { exact: true }).fill('07:30');
    await page.getByRole('button', { name: 'Book', exact: true }).click();
    await page.getByRole('button', { name: 'Book outside opening hours' }).click();
    await page.getByText('Set aside: opening hours.').waitFor();
    await page.getByRole('button', { name: 'Book', exact: true }).click();
    await page.getByRole('heading', { name: 'Early Bird' }).waitFor();
  });

  await t.test('moves it to a time within them', async () => {
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await page.getByLabel('Time', { exact: true }).fill('16:00');
    await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click();
    await page.getByText(/4:00 PM to/).waitFor();
  });

  await t.test('does a message, and the number beside the inbox falls', async () => {
    await open(page, origin, 'inbox');
    const waiting = page.getByRole('link', { name: /^Inbox/ });
    assert.match(await waiting.innerText(), /2/);
    await page.getByRole('button', { name: 'Mark as done: Tom Okafor' }).click();
    await page.getByRole('button', { name: 'Open again: Tom Okafor' }).waitFor();
    assert.match(await waiting.innerText(), /1/);
  });

  await t.test('saves opening hours, after callers’ words have changed', async () => {
    const quiet = weekdayOf(addDays(clinic.today, 5));
    await open(page, origin, 'hours');
    await page.getByRole('button', { name: `Remove these hours of ${quiet}` }).click();
    await page.locator('.heard').getByText(new RegExp(`${quiet}.* closed`)).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/^Saved\./).waitFor();
    const { weekly } = await frontdesk.done('GET', '/api/schedule', { token: clinic.clinic.admin });
    assert.deepEqual(weekly[quiet.toLowerCase()], []);
  });

  await t.test('asks before it closes a day on which somebody comes', async () => {
    const busy = weekdayOf(clinic.today);
    await page.getByRole('button', { name: `Remove these hours of ${busy}` }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText(/bookings? (is|are) in the way/).waitFor();
    const hours = async () => (await frontdesk.done('GET', '/api/schedule', { token: clinic.clinic.admin })).weekly[busy.toLowerCase()];
    assert.notDeepEqual(await hours(), []);
    await page.getByRole('button', { name: 'Save all the same' }).click();
    await page.getByText(/^Saved\./).waitFor();
    assert.deepEqual(await hours(), []);
  });

  await t.test('shows what is edited as it is now, and not as it was seen last', async () => {
    await open(page, origin, 'texts?show=words');
    await page.getByLabel('Hours before, for reminders').waitFor();
    await page.getByRole('link', { name: 'Calls', exact: true }).click();
    const messaging = await frontdesk.done('GET', '/api/messaging', { token: clinic.clinic.admin });
    for (const kind of ['confirmation', 'change', 'cancellation', 'reminder']) delete messaging[kind].preview;
    await frontdesk.done('PUT', '/api/messaging', { token: clinic.clinic.admin, json: { ...messaging, reminder_hours: 36 } });
    await page.goBack();
    await settled(page);
    assert.equal(await page.getByLabel('Hours before, for reminders').inputValue(), '36');
  });

  await t.test('saves nothing over what somebody else has just changed, and shows that', async () => {
    await open(page, origin, 'hours');
    const schedule = await frontdesk.done('GET', '/api/schedule', { token: clinic.clinic.admin });
    await frontdesk.done('PUT', '/api/schedule?force=true', { token: clinic.clinic.admin, json: { ...schedule, horizon_days: 45 } });
    await page.getByLabel('Notice').fill('60');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Show what it is now' }).click();
    await settled(page);
    assert.deepEqual([await page.getByLabel('How far ahead').inputValue(), await page.getByLabel('Notice').inputValue()], ['45', '0']);
    await page.getByLabel('Notice').fill('60');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/^Saved\./).waitFor();
  });

  await t.test('says how old it is when nothing answers any longer', async () => {
    await open(page, origin, 'attention');
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'Calls', exact: true }).click();
    await page.getByRole('alert').getByText('Frontdesk does not answer.').waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.item.call').first().waitFor();
    await settled(page);
  });
});

/** Such as "Monday" of a date. */
const weekdayOf = (date: string): string => new Date(`${date}T12:00:00Z`).toLocaleDateString('en-US', { weekday: 'long', timeZone: 'UTC' });
