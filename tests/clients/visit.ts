/** What a client is given to work with. */
export interface Visit {
  url: string;
  /** An admin's. */
  token: string;
  google: { calendar_id: string; refresh_token: string };
  /** A local start that is free. */
  start: string;
}
