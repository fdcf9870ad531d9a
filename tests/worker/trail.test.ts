/** The audit trail of admins, and folded names, as D1 itself writes them: by `changes()` in a batch, and by triggers over views. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { problem, start } from './fixture.ts';

const frontdesk = await start({ after }, { plain: true });
const clinic = await frontdesk.clinic();
const token = clinic.admin;

test('a change leaves its line and what changed nothing leaves none', async () => {
  const actions = async () => {
    const { items } = await frontdesk.done('GET', '/api/audit', { token });
    return items.map(({ action, actor_id }: { action: string; actor_id: string }) => `${action} by ${actor_id}`);
  };
  const before = (await actions()).length;
  const json = { name: 'Écho', minutes: 30 };
  const { id } = await frontdesk.done('POST', '/api/services', { token, json });
  problem(await frontdesk.call('POST', '/api/services', { token, json: { ...json, name: 'éCHO' } }), 409, 'name_taken');
  await frontdesk.done('DELETE', `/api/services/${id}`, { token });
  problem(await frontdesk.call('DELETE', `/api/services/${id}`, { token }), 404, 'not_found');
  const lines = await actions();
  assert.deepEqual(lines.slice(0, lines.length - before), ['service.deleted by tests', 'service.created by tests']);
});
