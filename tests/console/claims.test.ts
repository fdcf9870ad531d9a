/** Numbers without proof, and those that two clinics want: what each of them is told, and how the operator decides. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { control } from '../sandbox/fixture.ts';
import { freshNumber, TWILIO } from '../worker/fixture.ts';
import { open, settled, skip, startConsole, visit } from './fixture.ts';

test('whose a number is', { skip }, async (t) => {
  const { frontdesk, browser, origin } = await startConsole({ after });
  const [org, other] = [await frontdesk.org('Elm Dental'), await frontdesk.org('Uptown Dental')];
  const number = freshNumber();
  await frontdesk.map(org, number);
  const { page, clean } = await visit(browser, origin, { org });
  const steps = () => open(page, origin, 'connect?step=number');

  await t.test('a number that is not proven says so, and is proven by the account that has it', async () => {
    await steps();
    const row = page.locator('ul.list li').filter({ hasText: 'Elm Dental' }).first();
    await row.getByText('Not proven yet').waitFor();
    await page.getByRole('button', { name: 'Look for proof' }).click();
    await page.getByText('1 number is not proven yet. You may have').waitFor();
    const path = `/twilio/accounts/${TWILIO.account_sid}/numbers/${encodeURIComponent(number)}`;
    await control(frontdesk.sandbox, 'PUT', path, { friendlyName: 'Elm line' });
    await frontdesk.done('PUT', '/api/integrations/twilio', { token: org.admin, json: TWILIO });
    await frontdesk.done('POST', '/api/inbound/phone-mappings/prove', { token: org.admin });
    await steps();
    await page.getByText('Elm Dental').first().waitFor();
    assert.equal(await page.getByText('Not proven yet').count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Look for proof' }).count(), 0);
  });

  await t.test('the operator sees both who want a number, and gives it to one', async () => {
    const wanted = freshNumber();
    await frontdesk.map(other, wanted);
    await frontdesk.call('POST', '/api/inbound/phone-mappings', { token: org.admin, json: { inbound_phone_number: wanted, clinic_name: 'Elm Dental' } });
    const theirs = await visit(browser, origin, { org: other });
    await open(theirs.page, origin, 'connect?step=number');
    await theirs.page.getByText('Another clinic wants it; the operator decides').waitFor();
    assert.ok(!(await theirs.page.content()).includes('Elm'), 'who wants it is nobody else’s business');
    const operator = await visit(browser, origin, { org, role: 'platform' });
    await open(operator.page, origin, 'clinics');
    await operator.page.getByText('Uptown Dental has it: no proof').waitFor();
    await operator.page.getByText('Elm Dental wants it: no proof').waitFor();
    await operator.page.getByRole('button', { name: /^Decide about/ }).click();
    await operator.page.getByLabel('Decision').selectOption('move');
    await operator.page.getByLabel('Why').fill('Their carrier says so.');
    await operator.page.getByRole('button', { name: 'Decide', exact: true }).click();
    await operator.page.getByRole('heading', { name: 'Numbers that two clinics want' }).waitFor({ state: 'detached' });
    await settled(operator.page);
    assert.equal((await frontdesk.lookup(wanted)).body.org_id, org.id);
    operator.clean();
    theirs.clean();
    await Promise.all([operator.context.close(), theirs.context.close()]);
  });
  clean();
});
