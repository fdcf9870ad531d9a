-- What is kept of calls, and for as long as each org says (call_log in assistants.document): who called when, how it ended, and which
-- tools were run. No transcript, no recording, no arguments of tools.
--
-- Vapi repeats messages and does not keep their order, so every column is merged by a rule for which neither matters: the earliest, the
-- latest, the furthest, or the one that is there.
CREATE TABLE calls (
  org_id              TEXT NOT NULL REFERENCES orgs (id),
  call_id             TEXT NOT NULL CHECK (length(call_id) BETWEEN 1 AND 100 AND call_id NOT GLOB '*[^!-~]*'), -- Vapi's
  kind                TEXT CHECK (length(kind) BETWEEN 1 AND 40),        -- such as inboundPhoneCall
  caller_number       TEXT CHECK (
    caller_number GLOB '+[1-9]*' AND length(caller_number) BETWEEN 9 AND 16 AND substr(caller_number, 2) NOT GLOB '*[^0-9]*'),
  called_number       TEXT CHECK (
    called_number GLOB '+[1-9]*' AND length(called_number) BETWEEN 9 AND 16 AND substr(called_number, 2) NOT GLOB '*[^0-9]*'),
  status              TEXT NOT NULL CHECK (status IN ('scheduled', 'queued', 'ringing', 'in_progress', 'forwarding', 'ended')),
  first_seen          INTEGER NOT NULL,                                  -- the first and the last that was heard of it
  last_seen           INTEGER NOT NULL,
  started_at          INTEGER,                                           -- as the report at its end says
  ended_at            INTEGER,
  ended_reason        TEXT CHECK (length(ended_reason) <= 200),
  status_ended_at     INTEGER,                                           -- as a status-update said; the report is believed first
  status_ended_reason TEXT CHECK (length(status_ended_reason) <= 200),
  cost_micros         INTEGER CHECK (cost_micros BETWEEN 0 AND 4294967295), -- millionths of a US dollar
  summary             TEXT CHECK (length(summary) <= 2000),              -- only if the org wants it kept
  hangs               TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(hangs)), -- when the assistant stalled, Unix milliseconds, at most 50
  -- Deleted on request. What is left is that there was such a call, so that what is still said of it does not bring it back.
  erased_at           INTEGER,
  began_at            INTEGER NOT NULL GENERATED ALWAYS AS (coalesce(started_at, first_seen)) VIRTUAL,
  PRIMARY KEY (org_id, call_id),
  CHECK (erased_at IS NULL OR (coalesce(kind, caller_number, called_number, started_at, ended_at, ended_reason, status_ended_at,
    status_ended_reason, cost_micros, summary) IS NULL AND hangs = '[]'))
) STRICT;

CREATE INDEX calls_by_start ON calls (org_id, began_at, call_id);
CREATE INDEX calls_by_caller ON calls (org_id, caller_number, began_at, call_id) WHERE caller_number IS NOT NULL;
CREATE INDEX calls_with_summary ON calls (org_id) WHERE summary IS NOT NULL;

-- The tools that were run in a call, one row for each tool call, however often it was delivered. The outcome is that of the last
-- delivery, which is what the agent heard; the time that it took is that of the first, when there was nothing to repeat.
CREATE TABLE call_tools (
  org_id         TEXT NOT NULL REFERENCES orgs (id),
  call_id        TEXT NOT NULL,
  tool_call_id   TEXT NOT NULL CHECK (length(tool_call_id) BETWEEN 1 AND 100),
  tool           TEXT NOT NULL CHECK (length(tool) <= 60),
  outcome        TEXT NOT NULL CHECK (outcome IN ('done', 'declined', 'failed')),
  notes          TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(notes)),   -- codes of what was odd in the request, a JSON list
  attempts       INTEGER NOT NULL DEFAULT 1,                             -- deliveries
  asked_ms       INTEGER NOT NULL,                                       -- the first of them, Unix milliseconds: they lie close together
  millis         INTEGER NOT NULL CHECK (millis >= 0),
  last_asked_ms  INTEGER NOT NULL,
  appointment_id TEXT CHECK (length(appointment_id) = 36),
  PRIMARY KEY (org_id, call_id, tool_call_id),
  FOREIGN KEY (org_id, call_id) REFERENCES calls (org_id, call_id) ON DELETE CASCADE
) STRICT;

-- When the calls of an org are next compared with how long it keeps them: every hour, and as soon as it changes that.
CREATE TABLE call_retention (
  org_id TEXT PRIMARY KEY REFERENCES orgs (id),
  due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX call_retention_due ON call_retention (due_at);

CREATE TRIGGER calls_retained AFTER INSERT ON calls BEGIN
  INSERT INTO call_retention (org_id, due_at) VALUES (NEW.org_id, unixepoch() + 3600) ON CONFLICT (org_id) DO NOTHING;
END;
CREATE TRIGGER assistants_retention_insert AFTER INSERT ON assistants BEGIN
  UPDATE call_retention SET due_at = unixepoch() WHERE org_id = NEW.org_id;
END;
CREATE TRIGGER assistants_retention_update AFTER UPDATE ON assistants WHEN OLD.document IS NOT NEW.document BEGIN
  UPDATE call_retention SET due_at = unixepoch() WHERE org_id = NEW.org_id;
END;
