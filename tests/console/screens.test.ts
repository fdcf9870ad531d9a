/**
 * Every screen, light and dark, on a phone, a tablet and a desk: axe finds nothing (WCAG 2.2 AA), nothing is wider than the window, nothing
 * is reported. Pictures of them go to .cache/pictures, to be looked at.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { inRoot, PATHS } from '../../scripts/project.mjs';
import { open, settled, skip, startConsole, visit, WIDTHS, type Scheme, type Watched } from './fixture.ts';
import { livedIn } from './lived_in.ts';
import { SCREENS, type Visitor } from './screens.ts';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PICTURES = process.env.PICTURES === undefined ? join(PATHS.cache, 'pictures') : inRoot(process.env.PICTURES);

/**
 * While one works on some of them: `SCREENS=today,calls SCHEMES=dark DEVICES=phone npm test -- console screens`. With `PICTURES` the pictures
 * go elsewhere; docs/console.md says how its own are made.
 */
const only = process.env.SCREENS?.split(',');
const DEVICES = process.env.DEVICES?.split(',') ?? Object.keys(WIDTHS);
const SCHEMES = (process.env.SCHEMES?.split(',') ?? ['light', 'dark']) as Scheme[];

test('every screen', { skip }, async (t) => {
  const { frontdesk, browser, origin } = await startConsole({ after });
  const clinic = await livedIn(frontdesk);
  await mkdir(PICTURES, { recursive: true });
  for (const scheme of SCHEMES) {
    for (const [device, width] of Object.entries(WIDTHS).filter(([device]) => DEVICES.includes(device))) {
      const visitors = visitorsOf((as) => visit(browser, origin, { ...(as !== 'nobody' && { org: clinic.clinic, role: as }), width, scheme }));
      for (const { name, path, then, as = 'admin' } of SCREENS.filter((screen) => only?.includes(screen.name) ?? true)) {
        await t.test(`${name}, ${scheme}, ${device}`, async () => {
          const watched = await visitors.get(as);
          await open(watched.page, origin, await path(clinic));
          await then?.(watched.page);
          await settled(watched.page);
          await watched.page.screenshot({ path: join(PICTURES, `${name.replaceAll(' ', '-')}-${device}-${scheme}.png`), fullPage: (await watched.page.locator('dialog[open]').count()) === 0 });
          assert.deepEqual(await violations(watched.page), []);
          assert.ok(await fits(watched.page), 'the page scrolls sideways');
          watched.clean();
        });
      }
      await visitors.leave();
    }
  }
});

/** Each visitor comes once for all screens of a device. */
function visitorsOf(come: (as: Visitor) => Promise<Watched>) {
  const there = new Map<Visitor, Promise<Watched>>();
  const get = (as: Visitor): Promise<Watched> => {
    const visitor = there.get(as) ?? come(as);
    there.set(as, visitor);
    return visitor;
  };
  const leave = async (): Promise<void> => {
    for (const visitor of there.values()) await (await visitor).context.close();
  };
  return { get, leave };
}

/** Playwright evaluates through the browser's debugger, which no policy of the page concerns. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(async (values) => {
    const { violations } = await (globalThis as any).axe.run(document, { runOnly: { type: 'tag', values } });
    return violations.map((one: any) => `${one.id}: ${one.nodes.map((node: any) => `${node.target.join(' ')} ${node.failureSummary}`).join(' | ')}`);
  }, RULES);
  return found;
}

const fits = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
