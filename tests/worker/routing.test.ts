/** The tiers of the directory: who answers, and how long a change can stay unseen. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { documentOf, freshNumber, start, token, toldZone, type Answer, type Clinic } from './fixture.ts';

const frontdesk = await start({ after });

/** Which tiers answered, as `Server-Timing` says. */
function tiers({ headers }: Answer): Record<string, number> {
  const hits = [...(headers.get('server-timing') ?? '').matchAll(/(\w+);desc="(\d+)"/g)];
  return Object.fromEntries(hits.map(([, tier, count]) => [tier, Number(count)]).filter(([, count]) => count !== 0));
}

test('a look-up is answered by KV first and by memory afterwards', async () => {
  const { number, id } = await frontdesk.clinic();
  const answers = [await frontdesk.lookup(number), await frontdesk.lookup(number)];
  assert.deepEqual(
    answers.map(({ body }) => body.org_id),
    [id, id],
  );
  assert.deepEqual(answers.map(tiers), [{ kv: 1 }, { memory: 1 }]);
});

test('a number without a document is answered by D1', async () => {
  const { number, id } = await frontdesk.clinic();
  await (await frontdesk.kv()).delete(documentOf(number));
  const answer = await frontdesk.lookup(number);
  assert.deepEqual([answer.body.org_id, tiers(answer)], [id, { d1: 1 }]);
});

test('an unknown number is remembered as unknown, until somebody claims it', async () => {
  const number = freshNumber();
  const answers = [await frontdesk.lookup(number), await frontdesk.lookup(number)];
  assert.deepEqual(
    answers.map(({ status }) => status),
    [404, 404],
  );
  assert.deepEqual(answers.map(tiers), [{ d1: 1 }, { memory: 1 }]);
  const org = await frontdesk.org();
  await frontdesk.map(org, number);
  assert.equal((await frontdesk.lookup(number)).body.org_id, org.id);
});

test('a change through the API is served at once by the isolate that made it', async () => {
  const clinic = await frontdesk.clinic();
  assert.equal(await toldZone(frontdesk, clinic.number), 'New York');
  await frontdesk.done('PATCH', '/api/org', { token: clinic.admin, json: { zone: 'Europe/Berlin' } });
  assert.equal(await toldZone(frontdesk, clinic.number), 'Berlin');
  await frontdesk.done('PATCH', '/api/org', {
    token: token('platform', clinic.id),
    json: { status: 'suspended' },
  });
  assert.match(await frontdesk.heard(clinic.number), /are paused at the moment/);
  const [mapping] = (await frontdesk.done('GET', '/api/inbound/phone-mappings', { token: clinic.admin })).items;
  await frontdesk.done('DELETE', `/api/inbound/phone-mappings/${mapping.id}`, { token: clinic.admin });
  assert.equal((await frontdesk.lookup(clinic.number)).status, 404);
  assert.equal(await frontdesk.document(clinic.number), null);
});

/** Makes KV say that the number of `clinic` is `impostor`'s. */
async function plant(clinic: { number: string }, impostor: Clinic): Promise<void> {
  const kv = await frontdesk.kv();
  const document = JSON.parse((await kv.get(documentOf(impostor.number))) ?? 'null');
  document.route.number = clinic.number;
  await kv.put(documentOf(clinic.number), JSON.stringify(document));
}

test('a stale document serves one look-up of an isolate, is then known to be stale, and is replaced by the next sweep', async () => {
  const [clinic, impostor] = [await frontdesk.clinic(), await frontdesk.clinic()];
  await plant(clinic, impostor);
  const owners = [await frontdesk.lookup(clinic.number), await frontdesk.lookup(clinic.number)].map(
    ({ body }) => body.org_id,
  );
  assert.deepEqual(owners, [impostor.id, clinic.id]);
  await frontdesk.sweep();
  const document = await frontdesk.document(clinic.number);
  assert.equal(document.route.org_id, clinic.id);
});

test('a document of a number that nobody has any more serves one look-up', async () => {
  const number = freshNumber();
  await plant({ number }, await frontdesk.clinic());
  assert.deepEqual([(await frontdesk.lookup(number)).status, (await frontdesk.lookup(number)).status], [200, 404]);
});

test('a cold check is never answered from a stale document: D1 is asked in front of the answer', async () => {
  const [clinic, impostor] = [await frontdesk.clinic('Oak Dental'), await frontdesk.clinic('Impostor Dental')];
  await plant(clinic, impostor);
  assert.match(await frontdesk.heard(clinic.number), /Oak Dental has more than nine openings/);
  const nobody = freshNumber();
  await plant({ number: nobody }, impostor);
  await frontdesk.done('PUT', '/api/integrations/google', {
    token: impostor.admin,
    json: { calendar_id: impostor.calendarId, refresh_token: impostor.refreshToken },
  });
  assert.match(await frontdesk.heard(nobody), /is not set up for bookings/);
});

test('a document that cannot be read is passed over, and its text is not logged', async () => {
  const [clinic, other] = [await frontdesk.clinic(), await frontdesk.clinic()];
  const kv = await frontdesk.kv();
  const foreign = await kv.get(documentOf(other.number));
  for (const text of ['', 'canary-of-kv {', '{"route":{}}', foreign ?? '']) {
    const number = freshNumber();
    await frontdesk.map(clinic, number);
    await kv.put(documentOf(number), text);
    const answer = await frontdesk.lookup(number);
    assert.deepEqual([answer.body.org_id, tiers(answer)], [clinic.id, { d1: 1 }], text);
  }
  const lines = await frontdesk.logs();
  assert.ok(lines.some((line) => line.includes('route.document_unreadable')));
  assert.ok(!lines.some((line) => line.includes('canary-of-kv')));
});

test('a number is its owner’s whoever claims its id, and the claim is recorded without the number', async () => {
  const [clinic, other] = [await frontdesk.clinic(), await frontdesk.clinic()];
  const id = randomUUID();
  await frontdesk.map(other, other.number, { vapi_phone_number_id: id });
  assert.match(await frontdesk.heard({ number: clinic.number, id }), /more than nine openings/);
  assert.match(await frontdesk.heard({ number: other.number, id }), /more than nine openings/);
  assert.match(await frontdesk.heard({ id }), /more than nine openings/);
  const lines = (await frontdesk.logs()).filter((line) => line.includes('route.claim_disputed'));
  assert.ok(lines.length >= 1);
  assert.ok(!lines[0]?.includes(clinic.number.slice(4)));
});

test('a change in SQL of more numbers than one sweep publishes is published by the next ones', async () => {
  const clinic = await frontdesk.clinic();
  await frontdesk.sweep();
  const rows = Array.from(
    { length: 40 },
    () => `('${randomUUID()}', '${clinic.id}', '${freshNumber()}', 'Oak')`,
  ).join();
  await frontdesk.sql(
    `INSERT INTO phone_number_mapping (id, org_id, inbound_phone_number, clinic_name) VALUES ${rows}`,
  );
  await frontdesk.called(clinic);
  const waiting = async () => (await frontdesk.sql('SELECT count(*) AS rows FROM route_publications'))[0]?.rows;
  while ((await waiting()) > 0) await frontdesk.sweep();
  await frontdesk.sql("UPDATE phone_number_mapping SET clinic_name = 'Elm' WHERE org_id = ?", clinic.id);
  const backlog = [await waiting()];
  while (backlog.at(-1) > 0 && backlog.length < 5) {
    await frontdesk.sweep();
    backlog.push(await waiting());
  }
  assert.deepEqual(backlog, [41, 17, 0]);
});

test('an address that KV has no key for is no call’s, so nothing of it is published, and what is behind it is', async () => {
  const clinic = await frontdesk.clinic();
  // A key of KV has at most 512 bytes, a SIP address in SQL as many as it likes.
  const sip = `sip:${'x'.repeat(600)}@sip.vapi.ai`;
  const number = freshNumber();
  const insert =
    'INSERT INTO phone_number_mapping (id, org_id, sip_uri, inbound_phone_number, clinic_name) VALUES (?, ?, ?, ?, ?)';
  await frontdesk.sql(insert, randomUUID(), clinic.id, sip, null, 'Oak');
  await frontdesk.sql(insert, randomUUID(), clinic.id, null, number, 'Oak');
  await frontdesk.called(clinic);
  await frontdesk.sweep();
  assert.notEqual(await frontdesk.document(number), null);
  assert.deepEqual(await frontdesk.sql('SELECT subject FROM route_publications'), []);
});

test('a row that cannot be read does not keep others from being published', async () => {
  const [broken, clinic] = [await frontdesk.clinic(), await frontdesk.clinic()];
  await frontdesk.sql("UPDATE orgs SET zone = 'Atlantis/Capital' WHERE id = ?", broken.id);
  await frontdesk.sql("UPDATE phone_number_mapping SET clinic_name = 'Birch Dental' WHERE org_id = ?", clinic.id);
  await frontdesk.sweep();
  assert.equal((await frontdesk.document(clinic.number)).route.clinic_name, 'Birch Dental');
});
