-- Conventions, for every table of this database:
--   * STRICT, so that a value of the wrong type is an error and not a surprise.
--   * Ids are UUID strings in lower case; rows made by the Worker use UUIDv7, so ordering by id is ordering by creation.
--   * Times are Unix seconds, UTC. JSON documents are checked to be JSON.
--   * Every table of a tenant carries org_id; every statement of the Worker binds it from the authenticated context.
--   * Phone numbers are stored in canonical form only ("+" and 8 to 15 digits, no leading 0), which CHECK enforces for
--     whoever writes: a number in another form could be stored but never found. Where a country has two forms, one is canonical
--     (src/domain/phone/forms.rs): +52 without 1, +54 without 9, Brazilian mobile numbers with nine digits. What spells ANONYMOUS,
--     RESTRICTED and the like on a keypad is no number.

CREATE TABLE orgs (
  id             TEXT PRIMARY KEY CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  name           TEXT NOT NULL CHECK (length(trim(name)) BETWEEN 1 AND 200),
  zone           TEXT NOT NULL CHECK (length(zone) > 0),            -- IANA name, such as America/New_York
  jurisdiction   TEXT CHECK (jurisdiction IN ('eu', 'us')),          -- where the clinic's object stays; NULL: anywhere
  country        TEXT CHECK (country GLOB '[A-Z][A-Z]'),            -- ISO 3166-1 alpha-2, for national phone numbers
  status         TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'closed')),
  config_version INTEGER NOT NULL DEFAULT 1,                        -- bumped by triggers, whoever changes what a call needs
  created_at     INTEGER NOT NULL DEFAULT (unixepoch()),
  updated_at     INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;

-- The jurisdiction is part of the address of the clinic's object: with another one, another and empty object would be asked.
CREATE TRIGGER orgs_jurisdiction_stays BEFORE UPDATE OF id, jurisdiction ON orgs
WHEN OLD.id IS NOT NEW.id OR OLD.jurisdiction IS NOT NEW.jurisdiction
BEGIN
  SELECT RAISE(ABORT, 'jurisdiction_stays');
END;

CREATE TABLE phone_number_mapping (
  id                   TEXT PRIMARY KEY CHECK (length(id) = 36),
  org_id               TEXT NOT NULL REFERENCES orgs (id),
  inbound_phone_number TEXT CHECK (
    inbound_phone_number GLOB '+[1-9]*'
    AND length(inbound_phone_number) BETWEEN 9 AND 16
    AND substr(inbound_phone_number, 2) NOT GLOB '*[^0-9]*'
    AND NOT (substr(inbound_phone_number, 1, 4) IN ('+521', '+549') AND length(inbound_phone_number) = 14)
    AND NOT (inbound_phone_number GLOB '+55??[689]*' AND length(inbound_phone_number) = 13)
    AND substr(inbound_phone_number, 2) NOT IN ('266696687', '1266696687', '12562533', '17748283', '7378742833', '17378742833',
      '86282452253', '186282452253', '18656696', '94844353', '194844353')
    -- What nobody has: area codes of North America begin with 2 to 9.
    AND NOT (inbound_phone_number GLOB '+1[01]*' AND length(inbound_phone_number) = 12)
    AND substr(inbound_phone_number, 2) NOT IN ('1234567890', '12222222222', '13333333333', '14444444444', '15555555555',
      '16666666666', '17777777777', '18888888888', '19999999999')
  ),
  sip_uri              TEXT CHECK (
    sip_uri GLOB 'sip:?*@?*' AND sip_uri NOT GLOB '*[^!-~]*' AND sip_uri NOT GLOB '*[A-Z;?]*'
    -- A user part that is a phone number is in canonical form as well. Longer patterns than 50 bytes are too complex for D1.
    AND NOT (substr(sip_uri, 1, 8) IN ('sip:+521', 'sip:+549') AND instr(sip_uri, '@') = 19
      AND substr(sip_uri, 9, 10) NOT GLOB '*[^0-9]*')
    AND NOT (sip_uri GLOB 'sip:+55??[689]*' AND instr(sip_uri, '@') = 18 AND substr(sip_uri, 8, 10) NOT GLOB '*[^0-9]*')
  ),
  vapi_phone_number_id TEXT CHECK (
    length(vapi_phone_number_id) BETWEEN 1 AND 100
    AND vapi_phone_number_id NOT GLOB '*[^!-~]*' AND vapi_phone_number_id NOT GLOB '*[A-Z]*'
  ),
  clinic_name          TEXT NOT NULL CHECK (length(trim(clinic_name)) BETWEEN 1 AND 200),
  is_active            INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
  deleted_at           INTEGER,
  created_at           INTEGER NOT NULL DEFAULT (unixepoch()),
  updated_at           INTEGER NOT NULL DEFAULT (unixepoch()),
  CHECK (inbound_phone_number IS NOT NULL OR sip_uri IS NOT NULL),
  CHECK (deleted_at IS NULL OR is_active = 0)
) STRICT;

-- One active mapping per identifier in the whole system: two clinics can never both own a number.
CREATE UNIQUE INDEX phone_number_mapping_number ON phone_number_mapping (inbound_phone_number) WHERE is_active = 1;
CREATE UNIQUE INDEX phone_number_mapping_sip ON phone_number_mapping (sip_uri) WHERE is_active = 1;
CREATE UNIQUE INDEX phone_number_mapping_vapi ON phone_number_mapping (vapi_phone_number_id) WHERE is_active = 1;
-- Within one org a number or SIP address has one row that is not deleted, so that "create" can also mean "update mine".
CREATE UNIQUE INDEX phone_number_mapping_own_number ON phone_number_mapping (org_id, inbound_phone_number) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX phone_number_mapping_own_sip ON phone_number_mapping (org_id, sip_uri) WHERE deleted_at IS NULL;
-- An org's own active numbers, for the triggers that republish them.
CREATE INDEX phone_number_mapping_of_org ON phone_number_mapping (org_id) WHERE is_active = 1;
CREATE INDEX phone_number_mapping_listing ON phone_number_mapping (org_id, id) WHERE deleted_at IS NULL;

CREATE TABLE schedules (
  org_id     TEXT PRIMARY KEY REFERENCES orgs (id),
  document   TEXT NOT NULL CHECK (json_valid(document)),
  updated_at INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;

-- Whatever a route document is made of beside the number raises the org's version; the version republishes the org's numbers.
CREATE TRIGGER orgs_changed AFTER UPDATE OF name, zone, status ON orgs
WHEN OLD.name IS NOT NEW.name OR OLD.zone IS NOT NEW.zone OR OLD.status IS NOT NEW.status
BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = NEW.id;
END;

-- By its country a clinic's callers are understood when they say a number without its country code.
CREATE TRIGGER orgs_country AFTER UPDATE OF country ON orgs WHEN OLD.country IS NOT NEW.country BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = NEW.id;
END;

CREATE TRIGGER schedules_insert AFTER INSERT ON schedules BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = NEW.org_id;
END;

CREATE TRIGGER schedules_update AFTER UPDATE ON schedules
WHEN OLD.document IS NOT NEW.document OR OLD.org_id IS NOT NEW.org_id
BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id IN (OLD.org_id, NEW.org_id);
END;

CREATE TRIGGER schedules_delete AFTER DELETE ON schedules BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = OLD.org_id;
END;
