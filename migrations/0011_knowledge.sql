-- What a clinic has written down for its callers. One document per org, with a copy of its own in KV that is read only when somebody
-- asks. The edition is a random name of the text: a route says which edition is the clinic's, and a copy of another one is not used.
CREATE TABLE knowledge (
  org_id     TEXT PRIMARY KEY REFERENCES orgs (id),
  document   TEXT NOT NULL CHECK (json_valid(document)),
  edition    TEXT NOT NULL DEFAULT (lower(hex(randomblob(8)))),
  updated_at INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;

-- Whoever changes the text makes another edition. The version republishes the routes, and the subject `knowledge:<org>` the text.
CREATE TRIGGER knowledge_insert AFTER INSERT ON knowledge BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = NEW.org_id;
  INSERT INTO route_publications (subject, org_id, priority) VALUES ('knowledge:' || NEW.org_id, NEW.org_id, 1)
    ON CONFLICT (subject) DO UPDATE SET generation = generation + 1, attempts = 0, due_at = unixepoch();
END;

CREATE TRIGGER knowledge_update AFTER UPDATE ON knowledge
WHEN OLD.document IS NOT NEW.document OR OLD.org_id IS NOT NEW.org_id
BEGIN
  UPDATE knowledge SET edition = lower(hex(randomblob(8))) WHERE org_id = NEW.org_id;
  UPDATE orgs SET config_version = config_version + 1 WHERE id IN (OLD.org_id, NEW.org_id);
  INSERT INTO route_publications (subject, org_id, priority)
    SELECT DISTINCT 'knowledge:' || value, value, 1 FROM json_each(json_array(OLD.org_id, NEW.org_id)) WHERE true
    ON CONFLICT (subject) DO UPDATE SET generation = generation + 1, attempts = 0, due_at = unixepoch();
END;

CREATE TRIGGER knowledge_delete AFTER DELETE ON knowledge BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = OLD.org_id;
  INSERT INTO route_publications (subject, org_id, priority) VALUES ('knowledge:' || OLD.org_id, OLD.org_id, 1)
    ON CONFLICT (subject) DO UPDATE SET generation = generation + 1, attempts = 0, due_at = unixepoch();
END;
