-- Numbers by the thousand: what one costs when it is added, and what is published of it.

-- Most rows have no SIP address and no id of Vapi, and an entry of an index costs as much as a row.
DROP INDEX phone_number_mapping_sip;
DROP INDEX phone_number_mapping_vapi;
DROP INDEX phone_number_mapping_own_sip;
CREATE UNIQUE INDEX phone_number_mapping_sip ON phone_number_mapping (sip_uri) WHERE is_active = 1 AND sip_uri IS NOT NULL;
CREATE UNIQUE INDEX phone_number_mapping_vapi ON phone_number_mapping (vapi_phone_number_id)
  WHERE is_active = 1 AND vapi_phone_number_id IS NOT NULL;
CREATE UNIQUE INDEX phone_number_mapping_own_sip ON phone_number_mapping (org_id, sip_uri)
  WHERE deleted_at IS NULL AND sip_uri IS NOT NULL;
-- An org's mappings are listed by the index of all of them (0008): few are deleted.
DROP INDEX phone_number_mapping_listing;
-- The number beside the org, so that an org's numbers are counted without reading their rows.
DROP INDEX phone_number_mapping_of_org;
CREATE INDEX phone_number_mapping_of_org ON phone_number_mapping (org_id, inbound_phone_number) WHERE is_active = 1;

-- Numbers and SIP addresses that may have a document in KV: those that were ever listed to be published. A number that nobody has called
-- yet has none, so nothing has to be published when it is added or changed. Its first call asks D1, and lists it.
CREATE TABLE route_documents (
  subject TEXT PRIMARY KEY,
  org_id  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX route_documents_of_org ON route_documents (org_id);

INSERT INTO route_documents (subject, org_id)
  SELECT inbound_phone_number, org_id FROM phone_number_mapping WHERE is_active = 1 AND inbound_phone_number IS NOT NULL;
INSERT INTO route_documents (subject, org_id)
  SELECT sip_uri, org_id FROM phone_number_mapping WHERE is_active = 1 AND sip_uri IS NOT NULL;
INSERT INTO route_documents (subject, org_id)
  SELECT subject, org_id FROM route_publications WHERE subject NOT GLOB 'knowledge:*' ON CONFLICT (subject) DO NOTHING;

-- Of an org that has thousands of documents waiting, the publisher reads the most urgent.
DROP INDEX route_publications_of_org;
CREATE INDEX route_publications_of_org ON route_publications (org_id, priority);

-- A document is its owner's, whoever had it listed: an org may have a row of another's number that is not active, and whoever lost a number
-- may be the last to be read of it.
CREATE TRIGGER route_publications_insert AFTER INSERT ON route_publications WHEN NEW.subject NOT GLOB 'knowledge:*' BEGIN
  INSERT INTO route_documents (subject, org_id) VALUES (NEW.subject,
    coalesce((SELECT org_id FROM phone_number_mapping INDEXED BY phone_number_mapping_number
        WHERE is_active = 1 AND inbound_phone_number = NEW.subject),
      (SELECT org_id FROM phone_number_mapping WHERE is_active = 1 AND sip_uri = NEW.subject), NEW.org_id))
    ON CONFLICT (subject) DO UPDATE SET org_id = excluded.org_id WHERE org_id IS NOT excluded.org_id;
END;

CREATE TRIGGER route_publications_org AFTER UPDATE OF org_id ON route_publications WHEN OLD.org_id IS NOT NEW.org_id BEGIN
  UPDATE route_documents SET org_id =
    coalesce((SELECT org_id FROM phone_number_mapping INDEXED BY phone_number_mapping_number
        WHERE is_active = 1 AND inbound_phone_number = NEW.subject),
      (SELECT org_id FROM phone_number_mapping WHERE is_active = 1 AND sip_uri = NEW.subject), NEW.org_id)
    WHERE subject = NEW.subject;
END;

-- What was published of a number that is nobody's is that it has no document.
CREATE TRIGGER route_publications_done AFTER DELETE ON route_publications
WHEN NOT EXISTS (SELECT 1 FROM phone_number_mapping WHERE is_active = 1 AND inbound_phone_number = OLD.subject)
  AND NOT EXISTS (SELECT 1 FROM phone_number_mapping WHERE is_active = 1 AND sip_uri = OLD.subject)
BEGIN
  DELETE FROM route_documents WHERE subject = OLD.subject;
END;

-- Orgs whose numbers the transaction imports, each with how many it had before, 102 standing for more. What names an org's numbers is made
-- anew once for all of them, by whoever imports (src/store/mapping_imports.rs), and not once for each. Outside a transaction it is empty.
CREATE TABLE orgs_in_import (
  org_id  TEXT PRIMARY KEY,
  numbers INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- As in 0002, but for what has no document, and for orgs whose numbers are imported.
DROP TRIGGER phone_number_mapping_insert;
CREATE TRIGGER phone_number_mapping_insert AFTER INSERT ON phone_number_mapping BEGIN
  INSERT INTO route_publications (subject, org_id)
    SELECT value, NEW.org_id FROM json_each(json_array(NEW.inbound_phone_number, NEW.sip_uri))
    WHERE EXISTS (SELECT 1 FROM route_documents WHERE subject = value)
    ON CONFLICT (subject) DO UPDATE SET generation = generation + 1, attempts = 0, priority = 0,
      due_at = unixepoch(), org_id = excluded.org_id;
  UPDATE orgs SET config_version = config_version + 1
    WHERE id = NEW.org_id AND NEW.is_active = 1 AND NEW.inbound_phone_number IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM orgs_in_import i WHERE i.org_id = orgs.id)
      AND (SELECT count(*) FROM (SELECT 1 FROM phone_number_mapping m
        WHERE m.org_id = orgs.id AND m.is_active = 1 AND m.inbound_phone_number IS NOT NULL LIMIT 102)) <= 101;
END;

DROP TRIGGER phone_number_mapping_update;
CREATE TRIGGER phone_number_mapping_update AFTER UPDATE ON phone_number_mapping
WHEN OLD.org_id IS NOT NEW.org_id OR OLD.inbound_phone_number IS NOT NEW.inbound_phone_number
  OR OLD.sip_uri IS NOT NEW.sip_uri OR OLD.vapi_phone_number_id IS NOT NEW.vapi_phone_number_id
  OR OLD.clinic_name IS NOT NEW.clinic_name OR OLD.is_active IS NOT NEW.is_active
BEGIN
  INSERT INTO route_publications (subject, org_id)
    SELECT DISTINCT value, NEW.org_id
    FROM json_each(json_array(OLD.inbound_phone_number, OLD.sip_uri, NEW.inbound_phone_number, NEW.sip_uri))
    WHERE EXISTS (SELECT 1 FROM route_documents WHERE subject = value)
    ON CONFLICT (subject) DO UPDATE SET generation = generation + 1, attempts = 0, priority = 0,
      due_at = unixepoch(), org_id = excluded.org_id;
  UPDATE orgs SET config_version = config_version + 1
    WHERE id IN (OLD.org_id, NEW.org_id) AND (OLD.org_id IS NOT NEW.org_id OR OLD.is_active IS NOT NEW.is_active
      OR OLD.inbound_phone_number IS NOT NEW.inbound_phone_number)
      AND NOT EXISTS (SELECT 1 FROM orgs_in_import i WHERE i.org_id = orgs.id)
      AND (SELECT count(*) FROM (SELECT 1 FROM phone_number_mapping m
        WHERE m.org_id = orgs.id AND m.is_active = 1 AND m.inbound_phone_number IS NOT NULL LIMIT 102)) <= 101;
END;

DROP TRIGGER phone_number_mapping_delete;
CREATE TRIGGER phone_number_mapping_delete AFTER DELETE ON phone_number_mapping BEGIN
  INSERT INTO route_publications (subject, org_id)
    SELECT value, OLD.org_id FROM json_each(json_array(OLD.inbound_phone_number, OLD.sip_uri))
    WHERE EXISTS (SELECT 1 FROM route_documents WHERE subject = value)
    ON CONFLICT (subject) DO UPDATE SET generation = generation + 1, attempts = 0, priority = 0,
      due_at = unixepoch(), org_id = excluded.org_id;
  UPDATE orgs SET config_version = config_version + 1
    WHERE id = OLD.org_id AND OLD.is_active = 1 AND OLD.inbound_phone_number IS NOT NULL
      AND (SELECT count(*) FROM (SELECT 1 FROM phone_number_mapping m
        WHERE m.org_id = orgs.id AND m.is_active = 1 AND m.inbound_phone_number IS NOT NULL LIMIT 102)) <= 101;
END;

-- Every document of an org whose version was raised.
DROP TRIGGER orgs_version;
CREATE TRIGGER orgs_version AFTER UPDATE OF config_version ON orgs
WHEN OLD.config_version IS NOT NEW.config_version
BEGIN
  INSERT INTO route_publications (subject, org_id, priority)
    SELECT subject, NEW.id, 1 FROM route_documents WHERE org_id = NEW.id
    ON CONFLICT (subject) DO UPDATE SET generation = generation + 1, attempts = 0, due_at = unixepoch();
END;

-- What came of 500 lines of an import that was sent with an Idempotency-Key, a letter for each line, written with what it says. The same
-- import that is sent again is answered by it.
CREATE TABLE import_receipts (
  org_id     TEXT NOT NULL,              -- whose admin it is, or `platform`
  key        TEXT NOT NULL,
  part       INTEGER NOT NULL,           -- of the lines, from 0
  hash       TEXT NOT NULL,              -- of all that was sent
  outcomes   TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, key, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX import_receipts_created ON import_receipts (created_at);
