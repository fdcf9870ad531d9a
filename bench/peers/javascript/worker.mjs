/** The bare JavaScript Worker: what workerd itself costs. Posted bodies are parsed, so that it also bounds the body scenario. */
const ANSWER = JSON.stringify({
  success: true,
  org_id: '00000000-0000-4000-8000-000000000000',
  clinic_name: 'Clinic 0000000',
  inbound_phone_number: '+15550000000',
});
const HEADERS = { 'content-type': 'application/json' };

export default {
  async fetch(request) {
    if (request.method === 'POST') await request.json();
    return new Response(ANSWER, { headers: HEADERS });
  },
};
