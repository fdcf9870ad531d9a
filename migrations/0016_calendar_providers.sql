-- Calendars of any provider. A provider goes on listing changes from a cursor of its own; `seen_until` is where its first listing begins.
ALTER TABLE calendar_follow ADD COLUMN cursor TEXT;

-- Other providers' event ids are longer than Google's. A CHECK of a column goes with the column.
ALTER TABLE appointments ADD COLUMN event_name TEXT CHECK (length(event_name) BETWEEN 1 AND 1024);
UPDATE appointments SET event_name = event_id;
DROP INDEX appointments_by_event;
ALTER TABLE appointments DROP COLUMN event_id;
ALTER TABLE appointments RENAME COLUMN event_name TO event_id;
CREATE INDEX appointments_by_event ON appointments (org_id, event_id) WHERE event_id IS NOT NULL;
