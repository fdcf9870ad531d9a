/** What a clinic has written down for its callers: what it says of parking, as Vapi's custom knowledge base hears it. */
import type { Clinic, Frontdesk } from '../fixture.ts';
import { swept, type Change } from './change.ts';

const knowledge = (say: string) =>
  JSON.stringify({ facts: [{ id: 'parking', topic: 'parking', ask: ['where can I park'], say }] });

const write = (say: string) => (frontdesk: Frontdesk, { id }: Clinic) =>
  frontdesk.sql('INSERT INTO knowledge (org_id, document) VALUES (?, ?)', id, knowledge(say));

/** What is said, without what the model is told beside it. */
async function told(frontdesk: Frontdesk, { number }: Clinic): Promise<string | undefined> {
  const messagesOpenAIFormatted = [{ role: 'user', content: 'Where can I park?' }];
  const message = { type: 'knowledge-base-request', phoneNumber: { number }, messagesOpenAIFormatted };
  const { documents } = await frontdesk.done('POST', '/api/vapi/webhook', { json: { message } });
  return documents[0]?.content.split(' (')[0];
}

/** The changes, each with what is seen of it. */
export const OF_KNOWLEDGE: Change[] = [
  {
    trigger: 'knowledge_insert',
    what: 'knowledge that is written down for the first time',
    act: write('Behind the building.'),
    sees: told,
    before: undefined,
    after: 'Behind the building.',
  },
  {
    trigger: 'knowledge_update',
    what: 'knowledge that changes',
    arrange: swept(write('Behind the building.')),
    act: (frontdesk, { id }) =>
      frontdesk.sql('UPDATE knowledge SET document = ? WHERE org_id = ?', knowledge('On the roof.'), id),
    sees: told,
    before: 'Behind the building.',
    after: 'On the roof.',
  },
  {
    trigger: 'knowledge_delete',
    what: 'knowledge that is deleted',
    arrange: swept(write('Behind the building.')),
    act: (frontdesk, { id }) => frontdesk.sql('DELETE FROM knowledge WHERE org_id = ?', id),
    sees: told,
    before: 'Behind the building.',
    after: undefined,
  },
];
