-- Who changed what of what an org has set, for the org to read. Lines about what happens at the clinic are in its own object.
CREATE TABLE audit (
  id       TEXT PRIMARY KEY CHECK (length(id) = 36),
  org_id   TEXT NOT NULL REFERENCES orgs (id),
  at       INTEGER NOT NULL,
  actor    TEXT NOT NULL CHECK (actor IN ('caller', 'admin', 'calendar', 'system', 'recipient')),
  actor_id TEXT,                                         -- who exactly: the `sub` of whoever an admin's request came from
  actor_name TEXT,                                       -- what people called them then
  action   TEXT NOT NULL,                                -- such as schedule.replaced
  detail   TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detail))
) STRICT;

CREATE INDEX audit_listing ON audit (org_id, id);
