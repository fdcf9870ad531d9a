/** A clinic with 5,000 appointments: the first view needs one request and stands within a second, an interaction within 100 ms. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { open, skip, startConsole, visit } from './fixture.ts';
import { livedIn, type LivedIn } from './lived_in.ts';

const APPOINTMENTS = 5_000;
const FIRST_VIEW_MS = 1_000;
const INTERACTION_MS = 100;
/** The best of so many counts, since the machine has other things to do. */
const TRIES = 5;

test('a busy clinic', { skip }, async (t) => {
  const { frontdesk, browser, origin } = await startConsole({ after }, { plain: false });
  const clinic = await livedIn(frontdesk);
  await fill(clinic);

  await t.test('the first view stands within a second of its one request', async (t) => {
    const times: number[] = [];
    for (let n = 0; n < TRIES; n++) {
      const { context, page, requests, clean } = await visit(browser, origin, { org: clinic.clinic });
      const before: string[] = [];
      await page.goto('about:blank');
      requests.length = 0;
      await page.goto(`${origin}/console`);
      await page.locator('.block').first().waitFor();
      // Since the page was asked for, on the page's own clock.
      times.push(await page.evaluate(() => performance.now()));
      before.push(...requests.filter((request) => request.includes('/api/')));
      assert.deepEqual(before, ['GET /api/overview']);
      clean();
      await context.close();
    }
    t.diagnostic(`first view after ${times.map(Math.round).join(', ')} ms`);
    assert.ok(Math.min(...times) <= FIRST_VIEW_MS, `${times} ms`);
  });

  await t.test('an interaction is drawn within 100 ms', async (t) => {
    const { page, clean } = await visit(browser, origin, { org: clinic.clinic });
    await open(page, origin, '');
    await page.evaluate(() => {
      new PerformanceObserver((list) => ((globalThis as any).drawn ??= []).push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    });
    for (let n = 0; n < TRIES; n++) {
      for (const name of ['Appointments', 'Today', 'Opening hours', 'Today']) await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
      await page.keyboard.press('n');
      await page.getByLabel('Patient').waitFor();
      await page.getByLabel('Patient').fill('Ann');
    }
    const drawn: number[] = await page.evaluate(() => (globalThis as any).drawn ?? []);
    const typical = drawn.toSorted((a, b) => a - b).at(Math.floor(drawn.length / 2)) ?? 0;
    t.diagnostic(`${drawn.length} interactions took longer than 16 ms, half of these no more than ${typical} ms, the longest ${Math.max(0, ...drawn)} ms`);
    assert.ok(typical <= INTERACTION_MS, `${drawn} ms`);
    clean();
  });
});

/** Half-hour appointments with three practitioners, on the days before today. */
async function fill({ frontdesk, clinic, zone }: LivedIn): Promise<void> {
  const { items } = await frontdesk.done('GET', '/api/practitioners', { token: clinic.admin });
  const people = JSON.stringify(items.map(({ id, name, calendar_id }: any) => ({ id, name, calendar: calendar_id })));
  await frontdesk.clinicSql(
    clinic.id,
    `WITH RECURSIVE counter (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counter WHERE n < ?2 - 1),
     visits AS (SELECT n, json_extract(?1, '$[' || (n % 3) || ']') AS person,
       unixepoch() / 86400 * 86400 - 86400 * (2 + n / 48) + 1800 * (n / 3 % 16) AS starts FROM counter)
     INSERT INTO appointments (id, calendar_id, practitioner_id, practitioner_name, status, starts_at, ends_at, blocked_from, blocked_until,
       zone, patient_name, phone, source, created_at, updated_at)
     SELECT printf('00000000-0000-7000-9000-%012x', n), person ->> '$.calendar', person ->> '$.id', person ->> '$.name', 'confirmed', starts, starts + 1800,
       starts, starts + 1800, ?3, 'Patient ' || n, printf('+1213%07d', 2000000 + n), 'voice', starts - 86400, starts - 86400 FROM visits`,
    people, String(APPOINTMENTS), zone,
  );
}
