-- What the clinics' objects have counted, for the operator's metrics. Names and numbers of things only: no phone numbers, no patients.

-- What happened at a clinic on one day of UTC: a JSON object of counts by name (src/domain/metrics.rs). Each count only grows, and what
-- is told again is joined by taking the greater. The row of `older` is the sum of the days that are kept one by one no longer.
CREATE TABLE metric_days (
  org_id TEXT NOT NULL REFERENCES orgs (id),
  day    TEXT NOT NULL CHECK (day = 'older' OR date(day) IS day),
  counts TEXT NOT NULL CHECK (json_valid(counts)),
  PRIMARY KEY (org_id, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX metric_days_by_day ON metric_days (day);

-- The sum of all that any clinic ever told, also of clinics that are gone: one row, so that reading it costs the same for any number of
-- clinics. It grows in the batch in which a clinic tells of a day, by as much as that day has grown.
CREATE TABLE metric_totals (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  since  INTEGER NOT NULL,                               -- when counting began
  counts TEXT NOT NULL CHECK (json_valid(counts))
) STRICT;
INSERT INTO metric_totals (id, since, counts) VALUES (1, unixepoch(), '{}');

-- How the sweep that cron runs every minute went: one row.
CREATE TABLE sweep_runs (
  id           INTEGER PRIMARY KEY CHECK (id = 1),
  finished_at  INTEGER NOT NULL,                         -- the last one, however it went
  succeeded_at INTEGER,                                  -- the last one in which nothing failed
  millis       INTEGER NOT NULL,                         -- how long the last one took
  succeeded    INTEGER NOT NULL,                         -- how many there were of each
  failed       INTEGER NOT NULL
) STRICT;

-- Work for vendors that was due when the object told of itself, and how long the oldest of it had been, in seconds.
ALTER TABLE clinic_summaries ADD COLUMN work_waiting INTEGER NOT NULL DEFAULT 0;
ALTER TABLE clinic_summaries ADD COLUMN work_oldest_seconds INTEGER NOT NULL DEFAULT 0;

-- What an org wants to spend in a month, one document per org. Calls are forwarded until `calls_over_until`, which the clinic's object
-- sets when the budget says so and is used up.
CREATE TABLE budgets (
  org_id           TEXT PRIMARY KEY REFERENCES orgs (id),
  document         TEXT NOT NULL CHECK (json_valid(document)),
  updated_at       INTEGER NOT NULL DEFAULT (unixepoch()),
  calls_over_until INTEGER
) STRICT;

-- Calls depend on it.
CREATE TRIGGER budgets_insert AFTER INSERT ON budgets BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = NEW.org_id;
END;
CREATE TRIGGER budgets_update AFTER UPDATE ON budgets
WHEN OLD.document IS NOT NEW.document OR OLD.calls_over_until IS NOT NEW.calls_over_until
BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = NEW.org_id;
END;
CREATE TRIGGER budgets_delete AFTER DELETE ON budgets BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = OLD.org_id;
END;

-- The clinic's object measures by it.
CREATE TRIGGER budgets_poke_insert AFTER INSERT ON budgets BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (NEW.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;
CREATE TRIGGER budgets_poke_update AFTER UPDATE ON budgets WHEN OLD.document IS NOT NEW.document BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (NEW.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;
CREATE TRIGGER budgets_poke_delete AFTER DELETE ON budgets BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (OLD.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;
