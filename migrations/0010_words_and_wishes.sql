-- The revision that brought an appointment to its time and place. Where Google shows that one already, later revisions changed only
-- words, and writing those leaves a time to which a person moved the event as it is, to be followed.
ALTER TABLE appointments ADD COLUMN placed_revision INTEGER NOT NULL DEFAULT 1;
UPDATE appointments SET placed_revision = revision;

-- For whoever moves an appointment without saying so.
CREATE TRIGGER appointments_placed AFTER UPDATE OF starts_at, ends_at, calendar_id ON appointments
WHEN NEW.placed_revision = OLD.placed_revision AND NEW.placed_revision < NEW.revision
  AND (NEW.starts_at <> OLD.starts_at OR NEW.ends_at <> OLD.ends_at OR NEW.calendar_id <> OLD.calendar_id)
BEGIN
  UPDATE appointments SET placed_revision = NEW.revision WHERE id = NEW.id;
END;

-- Texts that asked for something (STOP, START) and were heeded, by Twilio's id: one that is delivered again, perhaps after a later one,
-- changes nothing any more.
CREATE TABLE heeded_texts (
  org_id     TEXT NOT NULL REFERENCES orgs (id),
  sid        TEXT NOT NULL CHECK (length(sid) BETWEEN 1 AND 64),
  created_at INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (org_id, sid)
) STRICT, WITHOUT ROWID;
CREATE INDEX heeded_texts_by_age ON heeded_texts (created_at);
