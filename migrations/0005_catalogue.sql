-- What can be booked and with whom. An org without practitioners has one calendar, the one of its Google integration; an org
-- without services books appointments of the schedule's own length. Appointments keep the names as they were.
CREATE TABLE services (
  id                    TEXT PRIMARY KEY CHECK (length(id) = 36),
  org_id                TEXT NOT NULL REFERENCES orgs (id),
  name                  TEXT NOT NULL CHECK (length(trim(name)) BETWEEN 1 AND 80),
  aliases               TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(aliases)),       -- other words for it, a JSON list of strings
  minutes               INTEGER NOT NULL CHECK (minutes BETWEEN 5 AND 720),
  buffer_before_minutes INTEGER NOT NULL DEFAULT 0 CHECK (buffer_before_minutes BETWEEN 0 AND 240),
  buffer_after_minutes  INTEGER NOT NULL DEFAULT 0 CHECK (buffer_after_minutes BETWEEN 0 AND 240),
  is_active             INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
  created_at            INTEGER NOT NULL DEFAULT (unixepoch()),
  updated_at            INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;

CREATE UNIQUE INDEX services_name ON services (org_id, name COLLATE NOCASE) WHERE is_active = 1;
CREATE INDEX services_listing ON services (org_id, id);

CREATE TABLE practitioners (
  id          TEXT PRIMARY KEY CHECK (length(id) = 36),
  org_id      TEXT NOT NULL REFERENCES orgs (id),
  name        TEXT NOT NULL CHECK (length(trim(name)) BETWEEN 1 AND 80),
  aliases     TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(aliases)),
  calendar_id TEXT NOT NULL CHECK (length(calendar_id) BETWEEN 1 AND 255),
  weekly      TEXT CHECK (json_valid(weekly)),                          -- own weekly hours; the clinic's when NULL
  overrides   TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(overrides)), -- own days, before the clinic's overrides
  service_ids TEXT CHECK (json_valid(service_ids)),                     -- what they do; everything when NULL
  is_active   INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
  created_at  INTEGER NOT NULL DEFAULT (unixepoch()),
  updated_at  INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;

CREATE UNIQUE INDEX practitioners_name ON practitioners (org_id, name COLLATE NOCASE) WHERE is_active = 1;
-- Two practitioners on one calendar would block each other.
CREATE UNIQUE INDEX practitioners_calendar ON practitioners (org_id, calendar_id) WHERE is_active = 1;
CREATE INDEX practitioners_listing ON practitioners (org_id, id);

-- The org's words for its texts, when it reminds, and how many texts it allows itself in a day.
CREATE TABLE messaging (
  org_id     TEXT PRIMARY KEY REFERENCES orgs (id),
  document   TEXT NOT NULL CHECK (json_valid(document)),
  updated_at INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;

-- All of this is part of a route document, so a change of it raises the org's version.
CREATE TRIGGER services_insert AFTER INSERT ON services BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = NEW.org_id;
END;

CREATE TRIGGER services_update AFTER UPDATE ON services
WHEN OLD.org_id IS NOT NEW.org_id OR OLD.name IS NOT NEW.name OR OLD.aliases IS NOT NEW.aliases OR OLD.minutes IS NOT NEW.minutes
  OR OLD.buffer_before_minutes IS NOT NEW.buffer_before_minutes OR OLD.buffer_after_minutes IS NOT NEW.buffer_after_minutes
  OR OLD.is_active IS NOT NEW.is_active
BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id IN (OLD.org_id, NEW.org_id);
END;

CREATE TRIGGER services_delete AFTER DELETE ON services BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = OLD.org_id;
END;

CREATE TRIGGER practitioners_insert AFTER INSERT ON practitioners BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = NEW.org_id;
END;

CREATE TRIGGER practitioners_update AFTER UPDATE ON practitioners
WHEN OLD.org_id IS NOT NEW.org_id OR OLD.name IS NOT NEW.name OR OLD.aliases IS NOT NEW.aliases
  OR OLD.calendar_id IS NOT NEW.calendar_id OR OLD.weekly IS NOT NEW.weekly OR OLD.overrides IS NOT NEW.overrides
  OR OLD.service_ids IS NOT NEW.service_ids OR OLD.is_active IS NOT NEW.is_active
BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id IN (OLD.org_id, NEW.org_id);
END;

CREATE TRIGGER practitioners_delete AFTER DELETE ON practitioners BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = OLD.org_id;
END;

CREATE TRIGGER messaging_insert AFTER INSERT ON messaging BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = NEW.org_id;
END;

CREATE TRIGGER messaging_update AFTER UPDATE ON messaging
WHEN OLD.document IS NOT NEW.document OR OLD.org_id IS NOT NEW.org_id
BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id IN (OLD.org_id, NEW.org_id);
END;

CREATE TRIGGER messaging_delete AFTER DELETE ON messaging BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = OLD.org_id;
END;

-- By its country a clinic's callers are understood when they say a number without its country code.
CREATE TRIGGER orgs_country AFTER UPDATE OF country ON orgs WHEN OLD.country IS NOT NEW.country BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = NEW.id;
END;
