-- Calendars of any provider. A provider goes on listing changes from a cursor of its own; `seen_until` is where its first listing begins.
ALTER TABLE calendar_follow ADD COLUMN cursor TEXT;
-- How far the search for a deleted event came in the clinic's other calendars, where one sweep could not ask them all.
ALTER TABLE calendar_follow ADD COLUMN search TEXT CHECK (json_valid(search));

-- Other providers' event ids are longer than Google's. A CHECK of a column goes with the column.
ALTER TABLE appointments ADD COLUMN event_name TEXT CHECK (length(event_name) BETWEEN 1 AND 1024);
UPDATE appointments SET event_name = event_id;
DROP INDEX appointments_by_event;
ALTER TABLE appointments DROP COLUMN event_id;
ALTER TABLE appointments RENAME COLUMN event_name TO event_id;
CREATE INDEX appointments_by_event ON appointments (org_id, event_id) WHERE event_id IS NOT NULL;

-- A calendar that could not be read when somebody last asked for it, until it can be. It counts while its credential is the org's.
CREATE TABLE calendar_faults (
  org_id        TEXT NOT NULL REFERENCES orgs (id),
  calendar_id   TEXT NOT NULL,
  credential_id TEXT NOT NULL,
  detail        TEXT NOT NULL,
  since         INTEGER NOT NULL,
  PRIMARY KEY (org_id, calendar_id)
) STRICT;
