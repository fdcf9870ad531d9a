/** What can be chosen for an appointment: services and practitioners of the clinic. */
import { call } from '../../api/client.ts';
import { useLoad, type Load } from '../../api/load.ts';
import type { Practitioner, Service } from '../../api/types.ts';

export interface Catalogue {
  services: Service[];
  practitioners: Practitioner[];
}

export const useCatalogue = (): Load<Catalogue> => useLoad('catalogue', async () => {
  const [services, practitioners] = await Promise.all([
    call('get', '/api/services', { query: { limit: 100 } }),
    call('get', '/api/practitioners', { query: { limit: 100 } }),
  ]);
  return { services: services.items, practitioners: practitioners.items };
});

/** Those who do a service. */
export const doing = (practitioners: Practitioner[], service: string): Practitioner[] =>
  practitioners.filter(({ service_ids }) => service === '' || service_ids == null || service_ids.includes(service));
