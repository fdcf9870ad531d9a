/** What D1 itself refuses and keeps, whoever writes, and what the Worker makes of D1's refusals. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { freshNumber, PLATFORM, start, token, ZONE } from './fixture.ts';

const frontdesk = await start({ after });
const ours = await frontdesk.org('Oak Dental');
const theirs = await frontdesk.org('Elm Dental');

const MAPPING =
  'INSERT INTO phone_number_mapping (id, org_id, inbound_phone_number, clinic_name, is_active) VALUES (?, ?, ?, ?, ?)';

/** Maps a number by raw SQL. */
const mapBySql = (org: string, number: unknown, name: unknown = 'Oak', active: unknown = 1) =>
  frontdesk.sql(MAPPING, randomUUID(), org, number, name, active);

test('no number is stored in a form that look-up would never find', async (t) => {
  const wrong = [
    '+1-555-0100',
    '15550100',
    '+05550100',
    '+1555010',
    '+1234567890123456',
    '+1555O100',
    ' +15550100',
    '+',
    '',
    '+١٥٥٥٠١٠٠',
  ];
  for (const number of wrong) {
    await t.test(JSON.stringify(number), () => assert.rejects(mapBySql(ours.id, number), /CHECK constraint failed/));
  }
  for (const number of ['+15550100', '+123456789012345']) {
    await t.test(`${number} is taken`, async () => void (await mapBySql(ours.id, number)));
  }
});

test('STRICT tables refuse values of another type, and CHECKs those of no meaning', async (t) => {
  const org = "INSERT INTO orgs (id, name, zone, created_at) VALUES (?, 'Oak', 'UTC', ?)";
  const rows: [what: string, insert: () => Promise<unknown>, refusal: RegExp][] = [
    [
      'a time in words',
      () => frontdesk.sql(org, randomUUID(), 'yesterday'),
      /cannot store TEXT value in INTEGER column/,
    ],
    ['an id in upper case', () => frontdesk.sql(org, randomUUID().toUpperCase(), 1), /CHECK constraint failed/],
    ['an active flag of 2', () => mapBySql(ours.id, freshNumber(), 'Oak', 2), /CHECK constraint failed/],
    ['a name of spaces', () => mapBySql(ours.id, freshNumber(), '  '), /CHECK constraint failed/],
    ['an org that is not there', () => mapBySql(randomUUID(), freshNumber()), /FOREIGN KEY constraint failed/],
    ['neither number nor SIP address', () => mapBySql(ours.id, null), /CHECK constraint failed/],
    [
      'a schedule that is not JSON',
      () => frontdesk.sql("UPDATE schedules SET document = '{' WHERE org_id = ?", ours.id),
      /CHECK constraint failed/,
    ],
    [
      'credentials in the clear',
      () =>
        frontdesk.sql(
          "INSERT INTO integration_settings (org_id, service_type, purpose, settings, credentials_sealed, credential_id) VALUES (?, 'google', 'calendar', '{}', '{\"refresh_token\":\"x\"}', ?)",
          ours.id,
          randomUUID(),
        ),
      /CHECK constraint failed/,
    ],
  ];
  for (const [what, insert, refusal] of rows) await t.test(what, () => assert.rejects(insert(), refusal));
});

test('two orgs never hold one active number, one org never holds it twice', async () => {
  const number = freshNumber();
  await mapBySql(ours.id, number);
  await assert.rejects(
    mapBySql(theirs.id, number),
    /UNIQUE constraint failed: phone_number_mapping.inbound_phone_number/,
  );
  await mapBySql(theirs.id, number, 'Elm', 0);
  await assert.rejects(mapBySql(theirs.id, number, 'Elm', 0), /UNIQUE constraint failed: phone_number_mapping.org_id/);
});

test('text, numbers and NULL come back as they went in', async (t) => {
  const number = freshNumber();
  const name = `Zähne & Söhne "Ω" 🦷 ${'é'.repeat(100)}`;

  await t.test('through the API', async () => {
    const saved = await frontdesk.map({ ...ours, name }, number);
    const { items } = await frontdesk.done('GET', `/api/inbound/phone-mappings?number=${encodeURIComponent(number)}`, {
      token: ours.admin,
    });
    assert.deepEqual(items, [saved]);
    const { clinic_name, sip_uri, vapi_phone_number_id, is_active } = saved;
    assert.deepEqual(
      { clinic_name, sip_uri, vapi_phone_number_id, is_active },
      { clinic_name: name, sip_uri: null, vapi_phone_number_id: null, is_active: true },
    );
    assert.ok(Math.abs(Date.parse(saved.created_at) - Date.now()) < 60_000);
    const [row] = await frontdesk.sql(
      'SELECT typeof(sip_uri) AS uri, typeof(created_at) AS at, typeof(is_active) AS active FROM phone_number_mapping WHERE id = ?',
      saved.id,
    );
    assert.deepEqual(row, { uri: 'null', at: 'integer', active: 'integer' });
  });

  await t.test('an integer beyond 32 bits', async () => {
    await frontdesk.sql(
      'UPDATE phone_number_mapping SET updated_at = ? WHERE inbound_phone_number = ?',
      4_102_444_800,
      number,
    );
    const { items } = await frontdesk.done('GET', `/api/inbound/phone-mappings?number=${encodeURIComponent(number)}`, {
      token: ours.admin,
    });
    assert.equal(items[0].updated_at, '2100-01-01T00:00:00Z');
  });

  await t.test('a NULL set and taken away again', async () => {
    const country = async (value: unknown) =>
      (await frontdesk.done('PATCH', '/api/org', { token: ours.admin, json: { country: value } })).country;
    assert.equal(await country(null), null);
    assert.equal((await frontdesk.done('GET', '/api/org', { token: ours.admin })).country, null);
    assert.equal(await country('US'), 'US');
  });
});

test("claiming another org's identifier is a conflict that names nobody", async (t) => {
  const taken = { number: freshNumber(), sip_uri: 'sip:elm@sip.vapi.ai', vapi_phone_number_id: randomUUID() };
  await frontdesk.map(theirs, taken.number, {
    sip_uri: taken.sip_uri,
    vapi_phone_number_id: taken.vapi_phone_number_id,
  });
  const claims: [field: string, code: string, json: object][] = [
    ['inbound_phone_number', 'number_taken', { inbound_phone_number: taken.number }],
    ['sip_uri', 'sip_uri_taken', { sip_uri: 'SIP:Elm@sip.vapi.ai' }],
    [
      'vapi_phone_number_id',
      'vapi_phone_number_id_taken',
      { inbound_phone_number: freshNumber(), vapi_phone_number_id: taken.vapi_phone_number_id.toUpperCase() },
    ],
  ];
  for (const [field, code, json] of claims) {
    await t.test(field, async () => {
      const claim = { clinic_name: 'Oak Dental', ...json };
      const { status, headers, body, text } = await frontdesk.call('POST', '/api/inbound/phone-mappings', {
        token: ours.admin,
        json: claim,
      });
      assert.equal(status, 409);
      assert.equal(headers.get('content-type'), 'application/problem+json');
      assert.deepEqual([body.field, body.code], [field, code]);
      assert.doesNotMatch(text, new RegExp(`${theirs.id}|Elm|UNIQUE|SQLITE|phone_number_mapping\\.`));
    });
  }
});

/** Nobody's insert is run before all 50 have looked for a mapping of their own and found none. */
const race = () => frontdesk.gather('INSERT INTO phone_number_mapping', 50);

test('of 50 orgs that claim one number at once, one gets it', async () => {
  const number = freshNumber();
  const ids = Array.from({ length: 50 }, () => randomUUID());
  const orgs = ids.map((id) => `('${id}', 'Clinic', '${ZONE}')`).join();
  await frontdesk.sql(`INSERT INTO orgs (id, name, zone) VALUES ${orgs}`);
  const json = { inbound_phone_number: number, clinic_name: 'Clinic' };
  await race();
  const answers = await Promise.all(
    ids.map((id) => frontdesk.call('POST', '/api/inbound/phone-mappings', { token: token('admin', id), json })),
  );
  assert.deepEqual(tally(answers.map(({ status }) => status)), { 201: 1, 409: 49 });
  const winner = ids[answers.findIndex(({ status }) => status === 201)];
  const rows = await frontdesk.sql('SELECT org_id FROM phone_number_mapping WHERE inbound_phone_number = ?', number);
  assert.deepEqual(rows, [{ org_id: winner }]);
  assert.equal((await frontdesk.lookup(number)).body.org_id, winner);
});

test('one org that creates a number 50 times at once has it once, and every answer is a success', async () => {
  const number = freshNumber();
  const json = { inbound_phone_number: number, clinic_name: 'Oak Dental' };
  await race();
  const answers = await Promise.all(
    Array.from({ length: 50 }, () =>
      frontdesk.call('POST', '/api/inbound/phone-mappings', { token: ours.admin, json }),
    ),
  );
  assert.deepEqual(tally(answers.map(({ status }) => status)), { 200: 49, 201: 1 });
  assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
  const rows = await frontdesk.sql(
    'SELECT count(*) AS rows FROM phone_number_mapping WHERE inbound_phone_number = ?',
    number,
  );
  assert.deepEqual(rows, [{ rows: 1 }]);
});

test('of ten operators that add one org at once, one does', async () => {
  const json = { id: randomUUID(), name: 'Ash Dental', zone: ZONE };
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => frontdesk.call('POST', '/api/orgs', { token: PLATFORM, json })),
  );
  assert.deepEqual(tally(answers.map(({ status }) => status)), { 201: 1, 409: 9 });
});

test('a database that fails is a 503 without a word of SQL, and the log has the reason', async () => {
  const broken = await start({ after });
  const { admin } = await broken.org('Oak Dental');
  await broken.sql('ALTER TABLE phone_number_mapping RENAME TO elsewhere');
  for (const [method, path] of [
    ['GET', '/api/inbound/phone-mappings'],
    ['GET', '/api/inbound/phone-lookup/+15550100'],
  ] as const) {
    const { status, headers, body, text } = await broken.call(method, path, { token: admin });
    assert.deepEqual([status, body.code], [503, 'unavailable'], path);
    assert.equal(headers.get('content-type'), 'application/problem+json');
    assert.doesNotMatch(text, /phone_number_mapping|SQL|D1/);
  }
  assert.equal(
    await broken.heard('+15550100'),
    "I can't look that up right now. Apologize, and offer to try again in a moment or to take a message (take_message).",
  );
  assert.ok((await broken.logs()).some((line) => line.includes('request.failed') && line.includes('no such table')));
});

function tally(statuses: number[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
