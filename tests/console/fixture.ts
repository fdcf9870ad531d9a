/** A browser beside a Frontdesk that serves the console. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { chromium, type Browser, type BrowserContext, type ConsoleMessage, type Page, type Request } from 'playwright-core';
import { chromium as pathOfChromium, NO_CHROMIUM } from '../../scripts/chromium.mjs';
import { start, token, type Frontdesk, type Org, type Scope } from '../worker/fixture.ts';

export const WIDTHS = { phone: 320, tablet: 768, desktop: 1280 } as const;
/** How long a page may take to do what a test waits for, on a machine that is busy with other tests. */
const PATIENCE_MS = 10_000;
export type Scheme = 'light' | 'dark';

/** Why tests in a browser are left out, if they are. CI insists on them. */
export const skip = pathOfChromium() === undefined && process.env.FRONTDESK_BROWSER !== 'required' ? NO_CHROMIUM : false;

/** A Frontdesk with its console, and a browser; both end with `scope`. */
export async function startConsole(scope: Scope, { plain = true } = {}): Promise<{ frontdesk: Frontdesk; browser: Browser; origin: string }> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const frontdesk = await start(scope, { plain, consolePort: port, vars: { PUBLIC_URL: origin } });
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
  /** Asserts that nothing was reported, nothing failed and nobody else was asked, but for the troubles that the test has brought about, each once. */
  clean(...expected: RegExp[]): void;
}

export interface Visit {
  /** The clinic, and as what; nobody is signed in when absent. */
  org?: Org;
  role?: 'admin' | 'viewer' | 'platform';
  width?: number;
  height?: number;
  scheme?: Scheme;
  zone?: string;
}

/** Opens the console for somebody of a clinic. */
export async function visit(browser: Browser, origin: string, { org, role = 'admin', width = WIDTHS.desktop, height = 900, scheme = 'light', zone }: Visit): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    timezoneId: zone,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  follow(page);
  const troubles: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && !isExpected(message) && troubles.push(`${message.text()} ${message.location().url}`));
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol === 'data:') return;
    // Google's page is gone to, and asked for nothing by a page of the console.
    if (url.origin !== origin && !request.isNavigationRequest()) troubles.push(`asked ${url.origin}`);
    if (/^\/(api|auth)\//.test(url.pathname)) requests.push(`${request.method()} ${url.pathname}`);
  });
  if (org !== undefined) await signIn(page, origin, token(role, org.id));
  requests.length = 0;
  return { context, page, requests, clean: (...expected) => assertOnly(troubles, expected) };
}

function assertOnly(troubles: string[], expected: RegExp[]): void {
  const left = [...troubles];
  for (const one of expected) {
    const at = left.findIndex((trouble) => one.test(trouble));
    assert.notEqual(at, -1, `${one} did not come about`);
    left.splice(at, 1);
  }
  assert.deepEqual(left, []);
}

/** By a link such as `npm start` prints. */
async function signIn(page: Page, origin: string, bearer: string): Promise<void> {
  await page.goto(`${origin}/console#/enter?token=${bearer}`);
  await settled(page);
}

/** A vendor that is not connected is a 404, nobody who is signed in a 401, an operator without a clinic a 403: the browser itself makes a line of each. */
const isExpected = (message: ConsoleMessage): boolean => {
  const { url } = message.location();
  return (message.text().includes('404') && /\/api\/(integrations\/\w+|schedule)$/.test(url)) || (/401|403/.test(message.text()) && url.endsWith('/api/overview'));
};

/** Opens a screen and waits until it shows what it has. */
export async function open(page: Page, origin: string, screen: string): Promise<void> {
  // A dialog that is open on the screen before stays open when only the hash changes.
  await page.goto('about:blank');
  await page.goto(`${origin}/console#/${screen}`);
  await settled(page);
}

/** Nothing is on its way any longer, and what came is drawn. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  const deadline = performance.now() + PATIENCE_MS;
  do {
    if (performance.now() > deadline) throw new Error(`${page.url()} is still waiting for ${[...waitingFor(page)].map((request) => request.url())}`);
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
  } while (waitingFor(page).size > 0 || (await page.locator('.bone').count()) > 0);
}

const onTheirWay = new WeakMap<Page, Set<Request>>();
const waitingFor = (page: Page): Set<Request> => onTheirWay.get(page) ?? new Set();

/** Notes the requests of a page that are not answered yet. */
function follow(page: Page): void {
  const requests = new Set<Request>();
  onTheirWay.set(page, requests);
  page.on('request', (request) => requests.add(request));
  for (const end of ['requestfinished', 'requestfailed'] as const) page.on(end as 'requestfinished', (request) => requests.delete(request));
}
