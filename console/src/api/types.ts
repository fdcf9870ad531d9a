/** Short names for the schemas that screens speak of. */
import type { components } from '../../generated/openapi.d.ts';

export type Schemas = components['schemas'];
export type Appointment = Schemas['AppointmentView'];
export type AppointmentDetail = Schemas['AppointmentDetail'];
export type Call = Schemas['CallView'];
export type CallDetail = Schemas['CallDetail'];
export type InboxItem = Schemas['InboxItem'];
export type Text = Schemas['MessageView'];
export type Schedule = Schemas['Schedule'];
export type WeeklyHours = Schemas['WeeklyHours'];
export type DateOverride = Schemas['DateOverride'];
export type Service = Schemas['ServiceView'];
export type Practitioner = Schemas['PractitionerView'];
export type Messaging = Schemas['Messaging'];
export type Knowledge = Schemas['Knowledge'];
export type Org = Schemas['OrgView'];
export type Integration = Schemas['IntegrationView'];
