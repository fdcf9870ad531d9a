-- The org's words for its texts, when it reminds, and how many texts it allows itself in a day. One document per org.
CREATE TABLE messaging (
  org_id     TEXT PRIMARY KEY REFERENCES orgs (id),
  document   TEXT NOT NULL CHECK (json_valid(document)),
  updated_at INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;

-- How an org's calls are answered at Vapi: which assistant, who takes over, what is kept of calls. One document per org.
CREATE TABLE assistants (
  org_id     TEXT PRIMARY KEY REFERENCES orgs (id),
  document   TEXT NOT NULL CHECK (json_valid(document)),
  updated_at INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;

-- Both are part of a route document, so a change of them raises the org's version.
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

CREATE TRIGGER assistants_insert AFTER INSERT ON assistants BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = NEW.org_id;
END;

CREATE TRIGGER assistants_update AFTER UPDATE ON assistants
WHEN OLD.document IS NOT NEW.document OR OLD.org_id IS NOT NEW.org_id
BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id IN (OLD.org_id, NEW.org_id);
END;

CREATE TRIGGER assistants_delete AFTER DELETE ON assistants BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = OLD.org_id;
END;
