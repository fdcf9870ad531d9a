/** Paths and methods as clients and carriers write them, sent to the module that is deployed. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { CHECK, problem, start } from './fixture.ts';

const frontdesk = await start({ after }, { plain: true });
const clinic = await frontdesk.clinic();
const MAPPINGS = '/api/inbound/phone-mappings';

test('a number in a path is read in every form that it comes in', async (t) => {
  const [digits] = [clinic.number.slice(1)];
  const forms = [
    `+${digits}`,
    `%2B${digits}`,
    `%2b${digits}`,
    `%20${digits}`,
    ` ${digits}`,
    digits,
    `00${digits}`,
    `+${digits.slice(0, 1)}%20(${digits.slice(1, 4)})%20${digits.slice(4, 7)}-${digits.slice(7)}`,
    `tel:%2B${digits}`,
    `sip:%2B${digits}@sip.example.com`,
    [...digits].map((digit) => encodeURIComponent(String.fromCodePoint(0xff10 + Number(digit)))).join(''),
  ];
  for (const form of forms) {
    await t.test(form, async () => {
      const { status, body } = await frontdesk.call('GET', `/api/inbound/phone-lookup/${form}`, {
        token: clinic.admin,
      });
      assert.deepEqual([status, body.inbound_phone_number], [200, clinic.number]);
    });
  }
  const refused: [path: string, status: number, code: string][] = [
    ['anonymous', 422, 'invalid'],
    ['%2B', 422, 'invalid'],
    ['%ZZ', 422, 'invalid'],
    ['%FF', 400, 'malformed'],
    ['%00', 422, 'invalid'],
    [`%2B${'1'.repeat(4_000)}`, 422, 'invalid'],
    ['', 404, 'not_found'],
    [`${digits}/more`, 404, 'not_found'],
  ];
  for (const [path, status, code] of refused) {
    await t.test(`${path.slice(0, 20)} is a problem`, async () =>
      problem(await frontdesk.call('GET', `/api/inbound/phone-lookup/${path}`, { token: clinic.admin }), status, code),
    );
  }
  await t.test("a mapping's id that is not UTF-8", async () =>
    problem(await frontdesk.call('DELETE', `${MAPPINGS}/%FF`, { token: clinic.admin }), 400, 'malformed'),
  );
});

test('other methods and paths are problems too', async () => {
  problem(await frontdesk.call('GET', CHECK), 405, 'method_not_allowed');
  problem(await frontdesk.call('PUT', MAPPINGS, { token: clinic.admin, json: {} }), 405, 'method_not_allowed');
  problem(await frontdesk.call('GET', '/nowhere'), 404, 'not_found');
  problem(await frontdesk.call('GET', '//evil.example.com/health'), 404, 'not_found');
  problem(await frontdesk.call('GET', `${MAPPINGS}?limit=0`, { token: clinic.admin }), 422, 'invalid');
  problem(await frontdesk.call('GET', `${MAPPINGS}?%FF=1`, { token: clinic.admin }), 422, 'invalid');
});
