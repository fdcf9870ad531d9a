/** A browser beside a Frontdesk that serves the console. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { chromium as pathOfChromium, NO_CHROMIUM } from '../../scripts/chromium.mjs';
import { start, token, type Frontdesk, type Org, type Scope } from '../worker/fixture.ts';

export const WIDTHS = { phone: 320, tablet: 768, desktop: 1280 } as const;
export type Scheme = 'light' | 'dark';

/** Why tests in a browser are left out, if they are. CI insists on them. */
export const skip = pathOfChromium() === undefined && process.env.FRONTDESK_BROWSER !== 'required' ? NO_CHROMIUM : false;

/** A Frontdesk with its console, and a browser; both end with `scope`. */
export async function startConsole(scope: Scope): Promise<{ frontdesk: Frontdesk; browser: Browser; origin: string }> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const frontdesk = await start(scope, { plain: true, consolePort: port, vars: { PUBLIC_URL: origin } });
  const browser = await chromium.launch({ executablePath: pathOfChromium(), args: ['--no-sandbox'] });
  scope.after(() => browser.close());
  return { frontdesk, browser, origin };
}

async function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const probe = createServer();
  probe.listen(0, '127.0.0.1', () => {
    const address = probe.address();
    probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
  });
  return promise;
}

/** What a page must never do. */
export interface Watched {
  context: BrowserContext;
  page: Page;
  /** Requests to the API, as `GET /api/…`, in order. */
  requests: string[];
  /** Asserts that nothing was reported, nothing failed and nobody else was asked. */
  clean(): void;
}

export interface Visit {
  org: Org;
  width?: number;
  height?: number;
  scheme?: Scheme;
  zone?: string;
}

/** Opens the console for somebody of a clinic. */
export async function visit(browser: Browser, origin: string, { org, width = WIDTHS.desktop, height = 900, scheme = 'light', zone }: Visit): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    timezoneId: zone,
    extraHTTPHeaders: { authorization: `Bearer ${token('admin', org.id)}` },
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol === 'data:') return;
    if (url.origin !== origin) troubles.push(`asked ${url.origin}`);
    if (/^\/(api|auth)\//.test(url.pathname)) requests.push(`${request.method()} ${url.pathname}`);
  });
  return { context, page, requests, clean: () => assert.deepEqual(troubles, []) };
}

/** Opens a screen and waits until it shows what it has. */
export async function open(page: Page, origin: string, screen: string): Promise<void> {
  // A dialog that is open on the screen before stays open when only the hash changes.
  await page.goto('about:blank');
  await page.goto(`${origin}/console#/${screen}`);
  await settled(page);
}

/** Nothing is on its way any longer. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => document.querySelector('.bone') === null);
  await page.waitForLoadState('networkidle');
}
