/** Requests that are odd, wrong or hostile, sent as bytes over a socket to the module that is deployed. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { CHECK, freshNumber, problem, start, toolCalls, workday } from './fixture.ts';
import { sendTo, type Sending } from './sending.ts';

const frontdesk = await start({ after }, { plain: true });
const clinic = await frontdesk.clinic();
const MAPPINGS = '/api/inbound/phone-mappings';
const MIB = 1024 * 1024;

const webhook = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  frontdesk.call('POST', CHECK, { body, headers });

const admin = (body: string | Uint8Array) => frontdesk.call('POST', MAPPINGS, { token: clinic.admin, body });

/** The isolate of before still answers: it has not been started anew, and nobody has logged a crash. */
async function healthy(): Promise<void> {
  assert.equal((await frontdesk.call('GET', '/health')).status, 200);
  assert.match(await frontdesk.heard(clinic.number), /more than nine openings/);
}

test('what is not JSON is malformed', async (t) => {
  for (const body of [
    '',
    '{',
    '{"message":',
    'null x',
    '{"a":1,}',
    '\u0000',
    '[1]',
    '"text"',
    '7',
    '{"message":{}} {}',
  ]) {
    await t.test(`on a webhook: ${JSON.stringify(body)}`, async () => problem(await webhook(body), 400, 'malformed'));
  }
  for (const body of [
    '',
    '{',
    '{"clinic_name":',
    '{"clinic_name":"Oak",}',
    '\u0000',
    '{"clinic_name":"Oak"} {}',
    '{"clinic_name":"\xff"}',
  ]) {
    await t.test(`from an admin: ${JSON.stringify(body)}`, async () =>
      problem(await admin(Buffer.from(body, 'latin1')), 400, 'malformed'),
    );
  }
  await healthy();
});

test('JSON of another shape than an object is a field that does not do, in words and without the names of our types', async (t) => {
  for (const json of [null, 7, 'text', [], [freshNumber(), 'Oak', null, null, true]]) {
    await t.test(JSON.stringify(json), async () => {
      const answer = await admin(JSON.stringify(json));
      problem(answer, 422, 'invalid');
      assert.doesNotMatch(answer.body.detail, /struct|MappingInput|u16|elements/);
    });
  }
});

test('what does not call itself JSON is not read', async (t) => {
  const body = JSON.stringify(toolCalls(clinic.number, { date: workday() }));
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'multipart/form-data; boundary=x',
    '',
  ]) {
    await t.test(JSON.stringify(type), async () => {
      problem(await webhook(body, { 'content-type': type }), 415, 'unsupported_media_type');
      problem(
        await frontdesk.call('POST', MAPPINGS, {
          token: clinic.admin,
          body,
          headers: { 'content-type': type },
        }),
        415,
        'unsupported_media_type',
      );
    });
  }
  for (const type of ['application/json; charset=utf-8', 'Application/JSON']) {
    await t.test(`${type} is JSON`, async () =>
      assert.equal((await webhook(body, { 'content-type': type })).status, 200),
    );
  }
});

/** A webhook of exactly `size` bytes. */
function sized(size: number): Buffer {
  const empty = JSON.stringify(toolCalls(clinic.number, { date: workday() }, { transcript: '' }));
  return Buffer.from(empty.replace('"transcript":""', `"transcript":"${'x'.repeat(size - empty.length)}"`));
}

/** Sends bytes to the check unless another path is named. */
const send = (bytes: Buffer, sending: Sending = {}) => sendTo(frontdesk.url, bytes, { path: CHECK, ...sending });

/** Sends one byte too many of a body that it says to be of `size` bytes. */
const announced = (size: number) =>
  send(Buffer.alloc(MIB + 1, ' '), { headers: { 'content-length': size }, whole: false });

test('a webhook may have 1 MiB and not one byte more', async (t) => {
  await t.test('announced', async () => {
    const whole = await webhook(sized(MIB));
    assert.match(whole.body.results[0].result, /more than nine openings/);
    for (const size of [MIB + 1, 8 * MIB]) {
      const refused = await announced(size);
      assert.deepEqual([refused.status, JSON.parse(refused.text).code], [413, 'too_large']);
    }
  });
  await t.test('in chunks', async () => {
    assert.match((await send(sized(MIB))).text, /more than nine openings/);
    assert.equal((await send(sized(MIB + 1), { whole: false })).status, 413);
  });
  await healthy();
});

test("an admin's body may have 128 KiB and not one byte more", async () => {
  const body = (size: number) => {
    const empty = JSON.stringify({ inbound_phone_number: freshNumber(), clinic_name: 'Oak' });
    return Buffer.from(empty + ' '.repeat(size - empty.length));
  };
  assert.equal((await admin(body(128 * 1024))).status, 201);
  problem(await admin(body(128 * 1024 + 1)), 413, 'too_large');
  const headers = { authorization: `Bearer ${clinic.admin}` };
  assert.equal((await send(body(128 * 1024 + 1), { path: MAPPINGS, headers })).status, 413);
});

test('a length that lies does not make the Worker wait or believe it', async () => {
  const { hostname, port } = new URL(frontdesk.url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.write(
    `POST ${CHECK} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"message":`,
  );
  socket.resetAndDestroy();
  await healthy();
});

test('10,000 nested arrays kill nothing', async (t) => {
  const arrays = '['.repeat(10_000) + ']'.repeat(10_000);
  const objects = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
  const message = (member: string) =>
    JSON.stringify(toolCalls(clinic.number, { date: workday() }, { artifact: '@' })).replace('"@"', member);
  const bodies: [where: string, body: string, statuses: number[]][] = [
    ['arrays alone', arrays, [400]],
    ['objects alone', objects, [200, 400]],
    ['arrays that never end', '['.repeat(500_000), [400]],
    ['the arguments', message('{}').replaceAll(`{"date":"${workday()}"}`, objects), [200, 400]],
    ['a number', JSON.stringify(toolCalls('@', {})).replace('"@"', arrays), [200, 400]],
  ];
  for (const [where, body, statuses] of bodies) {
    await t.test(where, async () => {
      const { status } = await webhook(body);
      assert.ok(statuses.includes(status), `a webhook got ${status}`);
      const refused = await admin(body.slice(0, 100_000));
      assert.ok([400, 422].includes(refused.status), `an admin got ${refused.status}`);
      await healthy();
    });
  }
  for (const member of [arrays, objects]) {
    await t.test(`${member.slice(0, 5)} in a member that nobody reads is passed over`, async () =>
      assert.match((await webhook(message(member))).body.results[0].result, /more than nine openings/),
    );
  }
  await t.test('in a text that holds arguments', async () => {
    const { status, body } = await webhook(JSON.stringify(toolCalls(clinic.number, arrays as any)));
    assert.equal(status, 200);
    assert.match(body.results[0].error, /^The arguments could not be read/);
    await healthy();
  });
});

test('a message with a hundred thousand calls is answered within bounds', async () => {
  const message: any = toolCalls(clinic.number, {});
  message.message.toolCallList = Array(100_000).fill({});
  const { status, text } = await frontdesk.call('POST', CHECK, { json: message });
  // No platform sends so many: an answer with a result for each would be ten times as long as the question.
  assert.equal(status, 400);
  assert.ok(text.length < MIB, `${text.length} bytes`);
  await healthy();
});

test('odd text goes through unharmed, and is never more than text', async (t) => {
  for (const id of [
    'call_🦷',
    'ünïcödé',
    '"quoted"',
    '\\u0000',
    'a\u2028b',
    '../../etc',
    '<script>',
    'x'.repeat(5_000),
  ]) {
    await t.test(`the id ${JSON.stringify(id).slice(0, 20)} comes back byte for byte`, async () => {
      const message: any = toolCalls(clinic.number, { date: workday() });
      message.message.toolCallList[0].id = id;
      const { status, body } = await frontdesk.call('POST', CHECK, { json: message });
      assert.deepEqual([status, body.results[0].toolCallId], [200, id]);
    });
  }
  for (const date of ['\ud83e\uddb7', '২০২৬-১২-০৩', 'a\u0000b', '\u202e21-2026', '\n\r\n', '９月']) {
    await t.test(`the date ${JSON.stringify(date)} gets one spoken line`, async () => {
      const { status, body } = await frontdesk.check(clinic.number, { date });
      const heard = body.results[0].result ?? body.results[0].error;
      assert.equal(status, 200);
      assert.doesNotMatch(heard, /[\p{Cc}\p{Cf}]/u);
      assert.ok(heard.length < 500);
    });
  }
  await t.test('half of a surrogate pair is malformed or passed over, never a crash', async () => {
    const body = JSON.stringify(toolCalls(clinic.number, { date: workday() })).replace('call_Check01', '\\ud83e');
    assert.ok([200, 400].includes((await webhook(body)).status));
    await healthy();
  });
});
