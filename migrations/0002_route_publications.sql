-- Documents in KV that are out of date, each by its number or SIP address. Triggers list them, so that a mapping changed with
-- `wrangler d1 execute` is republished exactly as one changed through the API. One row per subject: a second change raises
-- `generation`, and a publisher deletes the row only if the generation is still the one it read. A statement that changes nothing
-- publishes nothing, since KV writes are scarce.
CREATE TABLE route_publications (
  subject    TEXT PRIMARY KEY,
  org_id     TEXT NOT NULL,
  priority   INTEGER NOT NULL DEFAULT 0,                 -- 0: a number changed hands; 1: an org's policy changed
  generation INTEGER NOT NULL DEFAULT 1,
  attempts   INTEGER NOT NULL DEFAULT 0,
  due_at     INTEGER NOT NULL DEFAULT (unixepoch()),
  last_error TEXT,
  created_at INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT, WITHOUT ROWID;

CREATE INDEX route_publications_due ON route_publications (priority, due_at);
CREATE INDEX route_publications_of_org ON route_publications (org_id);

-- None of an org's numbers is texted, and no call is handed to one. A route document therefore names all numbers of its org, if they are
-- at most 100: what changes them raises the org's version, which publishes all of them. With more numbers the documents name none, and D1
-- is asked where a text or a call leaves (src/store/routes.rs); each of these triggers then publishes the number that changed and no
-- other. The 101st number raises the version once more, so that the documents of the first hundred give up their lists.
CREATE TRIGGER phone_number_mapping_insert AFTER INSERT ON phone_number_mapping BEGIN
  INSERT INTO route_publications (subject, org_id)
    SELECT value, NEW.org_id FROM json_each(json_array(NEW.inbound_phone_number, NEW.sip_uri))
    WHERE value IS NOT NULL
    ON CONFLICT (subject) DO UPDATE SET generation = generation + 1, attempts = 0, priority = 0,
      due_at = unixepoch(), org_id = excluded.org_id;
  UPDATE orgs SET config_version = config_version + 1
    WHERE id = NEW.org_id AND NEW.is_active = 1 AND NEW.inbound_phone_number IS NOT NULL
      AND (SELECT count(*) FROM (SELECT 1 FROM phone_number_mapping m
        WHERE m.org_id = orgs.id AND m.is_active = 1 AND m.inbound_phone_number IS NOT NULL LIMIT 102)) <= 101;
END;

CREATE TRIGGER phone_number_mapping_update AFTER UPDATE ON phone_number_mapping
WHEN OLD.org_id IS NOT NEW.org_id OR OLD.inbound_phone_number IS NOT NEW.inbound_phone_number
  OR OLD.sip_uri IS NOT NEW.sip_uri OR OLD.vapi_phone_number_id IS NOT NEW.vapi_phone_number_id
  OR OLD.clinic_name IS NOT NEW.clinic_name OR OLD.is_active IS NOT NEW.is_active
BEGIN
  INSERT INTO route_publications (subject, org_id)
    SELECT DISTINCT value, NEW.org_id
    FROM json_each(json_array(OLD.inbound_phone_number, OLD.sip_uri, NEW.inbound_phone_number, NEW.sip_uri))
    WHERE value IS NOT NULL
    ON CONFLICT (subject) DO UPDATE SET generation = generation + 1, attempts = 0, priority = 0,
      due_at = unixepoch(), org_id = excluded.org_id;
  UPDATE orgs SET config_version = config_version + 1
    WHERE id IN (OLD.org_id, NEW.org_id) AND (OLD.org_id IS NOT NEW.org_id OR OLD.is_active IS NOT NEW.is_active
      OR OLD.inbound_phone_number IS NOT NEW.inbound_phone_number)
      AND (SELECT count(*) FROM (SELECT 1 FROM phone_number_mapping m
        WHERE m.org_id = orgs.id AND m.is_active = 1 AND m.inbound_phone_number IS NOT NULL LIMIT 102)) <= 101;
END;

CREATE TRIGGER phone_number_mapping_delete AFTER DELETE ON phone_number_mapping BEGIN
  INSERT INTO route_publications (subject, org_id)
    SELECT value, OLD.org_id FROM json_each(json_array(OLD.inbound_phone_number, OLD.sip_uri))
    WHERE value IS NOT NULL
    ON CONFLICT (subject) DO UPDATE SET generation = generation + 1, attempts = 0, priority = 0,
      due_at = unixepoch(), org_id = excluded.org_id;
  UPDATE orgs SET config_version = config_version + 1
    WHERE id = OLD.org_id AND OLD.is_active = 1 AND OLD.inbound_phone_number IS NOT NULL
      AND (SELECT count(*) FROM (SELECT 1 FROM phone_number_mapping m
        WHERE m.org_id = orgs.id AND m.is_active = 1 AND m.inbound_phone_number IS NOT NULL LIMIT 102)) <= 101;
END;

-- Every active number of an org whose version was raised.
CREATE TRIGGER orgs_version AFTER UPDATE OF config_version ON orgs
WHEN OLD.config_version IS NOT NEW.config_version
BEGIN
  INSERT INTO route_publications (subject, org_id, priority)
    SELECT value, m.org_id, 1
    FROM phone_number_mapping m, json_each(json_array(m.inbound_phone_number, m.sip_uri))
    WHERE m.org_id = NEW.id AND m.is_active = 1 AND value IS NOT NULL
    ON CONFLICT (subject) DO UPDATE SET generation = generation + 1, attempts = 0, due_at = unixepoch();
END;
