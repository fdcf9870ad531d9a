-- Who has proven that a number, a SIP name or a platform's id of a number is theirs. A proof belongs to the value and the org: what an account
-- at a vendor has, or what the operator has approved. An org can have proof of what another one has mapped, which is how it gets it.
CREATE TABLE claim_proofs (
  org_id        TEXT NOT NULL REFERENCES orgs (id),
  kind          TEXT NOT NULL CHECK (kind IN ('number', 'sip_uri', 'vapi_id')),
  value         TEXT NOT NULL,
  how           TEXT NOT NULL,           -- the vendor whose account has it, or `operator`
  proven_by     TEXT,                    -- the `sub` of the operator who approved it
  reason        TEXT,                    -- theirs
  proven_at     INTEGER NOT NULL,
  missing_since INTEGER,                 -- since when the vendor's account is known to have it no longer
  PRIMARY KEY (kind, value, org_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX claim_proofs_of_org ON claim_proofs (org_id, how);

-- Whether all that leads to the mapping is proven; kept by the triggers below, whoever writes. Of a mapping that rests it may be out of date.
ALTER TABLE phone_number_mapping ADD COLUMN is_proven INTEGER NOT NULL DEFAULT 0 CHECK (is_proven IN (0, 1));
CREATE INDEX phone_number_mapping_unproven ON phone_number_mapping (org_id) WHERE is_active = 1 AND is_proven = 0;

-- How many active mappings without proof the org may have; NULL: as UNPROVEN_NUMBERS says for all.
ALTER TABLE orgs ADD COLUMN unproven_limit INTEGER CHECK (unproven_limit >= 0);

-- Who had it before, used or not.
CREATE INDEX phone_number_mapping_was_number ON phone_number_mapping (inbound_phone_number) WHERE is_active = 0;
CREATE INDEX phone_number_mapping_was_sip ON phone_number_mapping (sip_uri) WHERE is_active = 0;
CREATE INDEX phone_number_mapping_was_vapi ON phone_number_mapping (vapi_phone_number_id) WHERE is_active = 0;

-- What an org takes over with proof is proven no more to be whose it was. Who never had it keeps their proof: by that they are heard when
-- they want it. Who takes without proof voids nobody's, and what was disputed of it before is disputed again.
CREATE TRIGGER phone_number_mapping_proof_insert AFTER INSERT ON phone_number_mapping BEGIN
  DELETE FROM claim_proofs WHERE kind = 'number' AND value = NEW.inbound_phone_number AND org_id <> NEW.org_id AND NEW.is_active = 1
    AND org_id IN (SELECT m.org_id FROM phone_number_mapping m WHERE m.is_active = 0 AND m.inbound_phone_number = NEW.inbound_phone_number)
    AND EXISTS (SELECT 1 FROM claim_proofs q WHERE q.kind = 'number' AND q.value = NEW.inbound_phone_number AND q.org_id = NEW.org_id);
  DELETE FROM claim_proofs WHERE kind = 'sip_uri' AND value = NEW.sip_uri AND org_id <> NEW.org_id AND NEW.is_active = 1
    AND org_id IN (SELECT m.org_id FROM phone_number_mapping m WHERE m.is_active = 0 AND m.sip_uri = NEW.sip_uri)
    AND EXISTS (SELECT 1 FROM claim_proofs q WHERE q.kind = 'sip_uri' AND q.value = NEW.sip_uri AND q.org_id = NEW.org_id);
  DELETE FROM claim_proofs WHERE kind = 'vapi_id' AND value = NEW.vapi_phone_number_id AND org_id <> NEW.org_id AND NEW.is_active = 1
    AND org_id IN (SELECT m.org_id FROM phone_number_mapping m WHERE m.is_active = 0 AND m.vapi_phone_number_id = NEW.vapi_phone_number_id)
    AND EXISTS (SELECT 1 FROM claim_proofs q WHERE q.kind = 'vapi_id' AND q.value = NEW.vapi_phone_number_id AND q.org_id = NEW.org_id);
  UPDATE claim_disputes SET status = 'open' WHERE status = 'ended' AND holder_id = NEW.org_id AND kind = 'number' AND value = NEW.inbound_phone_number
    AND NEW.is_active = 1;
  UPDATE claim_disputes SET status = 'open' WHERE status = 'ended' AND holder_id = NEW.org_id AND kind = 'sip_uri' AND value = NEW.sip_uri
    AND NEW.is_active = 1;
  UPDATE claim_disputes SET status = 'open' WHERE status = 'ended' AND holder_id = NEW.org_id AND kind = 'vapi_id' AND value = NEW.vapi_phone_number_id
    AND NEW.is_active = 1;
  UPDATE phone_number_mapping SET is_proven = 1 WHERE id = NEW.id
    AND (inbound_phone_number IS NULL OR EXISTS (SELECT 1 FROM claim_proofs p
      WHERE p.kind = 'number' AND p.value = inbound_phone_number AND p.org_id = NEW.org_id))
    AND (sip_uri IS NULL OR EXISTS (SELECT 1 FROM claim_proofs p
      WHERE p.kind = 'sip_uri' AND p.value = sip_uri AND p.org_id = NEW.org_id))
    AND (vapi_phone_number_id IS NULL OR EXISTS (SELECT 1 FROM claim_proofs p
      WHERE p.kind = 'vapi_id' AND p.value = vapi_phone_number_id AND p.org_id = NEW.org_id));
END;

CREATE TRIGGER phone_number_mapping_proof_update
AFTER UPDATE OF org_id, inbound_phone_number, sip_uri, vapi_phone_number_id, is_active ON phone_number_mapping
WHEN OLD.org_id IS NOT NEW.org_id OR OLD.inbound_phone_number IS NOT NEW.inbound_phone_number OR OLD.sip_uri IS NOT NEW.sip_uri
  OR OLD.vapi_phone_number_id IS NOT NEW.vapi_phone_number_id OR OLD.is_active IS NOT NEW.is_active
BEGIN
  DELETE FROM claim_proofs WHERE kind = 'number' AND value = NEW.inbound_phone_number AND org_id <> NEW.org_id AND NEW.is_active = 1
    AND (OLD.is_active = 0 OR OLD.org_id IS NOT NEW.org_id OR OLD.inbound_phone_number IS NOT NEW.inbound_phone_number)
    AND org_id IN (SELECT m.org_id FROM phone_number_mapping m WHERE m.is_active = 0 AND m.inbound_phone_number = NEW.inbound_phone_number)
    AND EXISTS (SELECT 1 FROM claim_proofs q WHERE q.kind = 'number' AND q.value = NEW.inbound_phone_number AND q.org_id = NEW.org_id);
  DELETE FROM claim_proofs WHERE kind = 'sip_uri' AND value = NEW.sip_uri AND org_id <> NEW.org_id AND NEW.is_active = 1
    AND (OLD.is_active = 0 OR OLD.org_id IS NOT NEW.org_id OR OLD.sip_uri IS NOT NEW.sip_uri)
    AND org_id IN (SELECT m.org_id FROM phone_number_mapping m WHERE m.is_active = 0 AND m.sip_uri = NEW.sip_uri)
    AND EXISTS (SELECT 1 FROM claim_proofs q WHERE q.kind = 'sip_uri' AND q.value = NEW.sip_uri AND q.org_id = NEW.org_id);
  DELETE FROM claim_proofs WHERE kind = 'vapi_id' AND value = NEW.vapi_phone_number_id AND org_id <> NEW.org_id AND NEW.is_active = 1
    AND (OLD.is_active = 0 OR OLD.org_id IS NOT NEW.org_id OR OLD.vapi_phone_number_id IS NOT NEW.vapi_phone_number_id)
    AND org_id IN (SELECT m.org_id FROM phone_number_mapping m WHERE m.is_active = 0 AND m.vapi_phone_number_id = NEW.vapi_phone_number_id)
    AND EXISTS (SELECT 1 FROM claim_proofs q WHERE q.kind = 'vapi_id' AND q.value = NEW.vapi_phone_number_id AND q.org_id = NEW.org_id);
  UPDATE claim_disputes SET status = 'open' WHERE status = 'ended' AND holder_id = NEW.org_id AND kind = 'number' AND value = NEW.inbound_phone_number
    AND NEW.is_active = 1 AND OLD.is_active = 0;
  UPDATE claim_disputes SET status = 'open' WHERE status = 'ended' AND holder_id = NEW.org_id AND kind = 'sip_uri' AND value = NEW.sip_uri
    AND NEW.is_active = 1 AND OLD.is_active = 0;
  UPDATE claim_disputes SET status = 'open' WHERE status = 'ended' AND holder_id = NEW.org_id AND kind = 'vapi_id' AND value = NEW.vapi_phone_number_id
    AND NEW.is_active = 1 AND OLD.is_active = 0;
  UPDATE phone_number_mapping SET is_proven =
    (inbound_phone_number IS NULL OR EXISTS (SELECT 1 FROM claim_proofs p
      WHERE p.kind = 'number' AND p.value = inbound_phone_number AND p.org_id = NEW.org_id))
    AND (sip_uri IS NULL OR EXISTS (SELECT 1 FROM claim_proofs p
      WHERE p.kind = 'sip_uri' AND p.value = sip_uri AND p.org_id = NEW.org_id))
    AND (vapi_phone_number_id IS NULL OR EXISTS (SELECT 1 FROM claim_proofs p
      WHERE p.kind = 'vapi_id' AND p.value = vapi_phone_number_id AND p.org_id = NEW.org_id))
  WHERE id = NEW.id;
END;

-- A new proof completes a mapping if the others that it needs are there.
CREATE TRIGGER claim_proofs_insert AFTER INSERT ON claim_proofs BEGIN
  UPDATE phone_number_mapping SET is_proven = 1
  WHERE id IN (SELECT id FROM phone_number_mapping m WHERE NEW.kind = 'number' AND m.is_active = 1 AND m.inbound_phone_number = NEW.value
      UNION ALL SELECT id FROM phone_number_mapping m WHERE NEW.kind = 'sip_uri' AND m.is_active = 1 AND m.sip_uri = NEW.value
      UNION ALL SELECT id FROM phone_number_mapping m
        WHERE NEW.kind = 'vapi_id' AND m.is_active = 1 AND m.vapi_phone_number_id = NEW.value)
    AND org_id = NEW.org_id
    AND (inbound_phone_number IS NULL OR EXISTS (SELECT 1 FROM claim_proofs p
      WHERE p.kind = 'number' AND p.value = inbound_phone_number AND p.org_id = NEW.org_id))
    AND (sip_uri IS NULL OR EXISTS (SELECT 1 FROM claim_proofs p
      WHERE p.kind = 'sip_uri' AND p.value = sip_uri AND p.org_id = NEW.org_id))
    AND (vapi_phone_number_id IS NULL OR EXISTS (SELECT 1 FROM claim_proofs p
      WHERE p.kind = 'vapi_id' AND p.value = vapi_phone_number_id AND p.org_id = NEW.org_id));
END;

CREATE TRIGGER claim_proofs_delete AFTER DELETE ON claim_proofs BEGIN
  UPDATE phone_number_mapping SET is_proven = 0
  WHERE id IN (SELECT id FROM phone_number_mapping m WHERE OLD.kind = 'number' AND m.is_active = 1 AND m.inbound_phone_number = OLD.value
      UNION ALL SELECT id FROM phone_number_mapping m WHERE OLD.kind = 'sip_uri' AND m.is_active = 1 AND m.sip_uri = OLD.value
      UNION ALL SELECT id FROM phone_number_mapping m
        WHERE OLD.kind = 'vapi_id' AND m.is_active = 1 AND m.vapi_phone_number_id = OLD.value)
    AND org_id = OLD.org_id;
END;

-- Orgs whose admin changes mappings in the transaction, with how many without proof there were before. The row's deletion at the end refuses
-- all of it if there are more now, and more than the org may have. So no two requests can pass the limit together. Outside a transaction it
-- is empty.
CREATE TABLE unproven_in_change (
  org_id   TEXT PRIMARY KEY,
  unproven INTEGER NOT NULL,
  allowed  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER unproven_in_change_end BEFORE DELETE ON unproven_in_change
WHEN (SELECT count(*) FROM phone_number_mapping WHERE org_id = OLD.org_id AND is_active = 1 AND is_proven = 0)
  > max(OLD.unproven, OLD.allowed)
BEGIN
  SELECT RAISE(ABORT, 'too_many_unproven');
END;

-- Two orgs want the same, for the operator to decide. One row for each value and pair of orgs, however often it is seen.
CREATE TABLE claim_disputes (
  id            TEXT PRIMARY KEY CHECK (length(id) = 36),
  org_id        TEXT NOT NULL REFERENCES orgs (id),      -- who wants it
  holder_id     TEXT NOT NULL REFERENCES orgs (id),      -- who has mapped it
  kind          TEXT NOT NULL CHECK (kind IN ('number', 'sip_uri', 'vapi_id')),
  value         TEXT NOT NULL,
  source        TEXT NOT NULL CHECK (source IN ('request', 'call')),
  wanted        TEXT NOT NULL CHECK (json_valid(wanted)),-- the mapping as it was asked for: number, sip_uri, clinic_name
  seen          INTEGER NOT NULL DEFAULT 1,
  first_seen_at INTEGER NOT NULL,
  last_seen_at  INTEGER NOT NULL,
  status        TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'kept', 'moved', 'dismissed', 'ended')),
  resolved_at   INTEGER,
  resolved_by   TEXT,                                     -- the `sub` of the operator
  reason        TEXT
) STRICT;

CREATE UNIQUE INDEX claim_disputes_claim ON claim_disputes (kind, value, holder_id, org_id);
CREATE INDEX claim_disputes_open ON claim_disputes (id) WHERE status = 'open';
CREATE INDEX claim_disputes_of_org ON claim_disputes (org_id, status);
CREATE INDEX claim_disputes_of_holder ON claim_disputes (holder_id, status);

-- Whoever decides what was decided meanwhile changes nothing else in the same transaction either.
CREATE TRIGGER claim_disputes_decided BEFORE UPDATE OF resolved_at ON claim_disputes
WHEN OLD.status <> 'open' AND NEW.resolved_at IS NOT NULL AND NEW.status IN ('kept', 'moved', 'dismissed')
BEGIN
  SELECT RAISE(ABORT, 'dispute_decided');
END;

-- What its holder gives up by themselves is disputed no more.
CREATE TRIGGER phone_number_mapping_released AFTER UPDATE OF org_id, inbound_phone_number, sip_uri, vapi_phone_number_id, is_active
ON phone_number_mapping
WHEN OLD.is_active = 1 AND (NEW.is_active = 0 OR OLD.org_id IS NOT NEW.org_id OR OLD.inbound_phone_number IS NOT NEW.inbound_phone_number
  OR OLD.sip_uri IS NOT NEW.sip_uri OR OLD.vapi_phone_number_id IS NOT NEW.vapi_phone_number_id)
BEGIN
  UPDATE claim_disputes SET status = 'ended'
  WHERE status = 'open' AND holder_id = OLD.org_id AND kind = 'number' AND value = OLD.inbound_phone_number
    AND (NEW.is_active = 0 OR NEW.org_id IS NOT OLD.org_id OR NEW.inbound_phone_number IS NOT OLD.inbound_phone_number);
  UPDATE claim_disputes SET status = 'ended'
  WHERE status = 'open' AND holder_id = OLD.org_id AND kind = 'sip_uri' AND value = OLD.sip_uri
    AND (NEW.is_active = 0 OR NEW.org_id IS NOT OLD.org_id OR NEW.sip_uri IS NOT OLD.sip_uri);
  UPDATE claim_disputes SET status = 'ended'
  WHERE status = 'open' AND holder_id = OLD.org_id AND kind = 'vapi_id' AND value = OLD.vapi_phone_number_id
    AND (NEW.is_active = 0 OR NEW.org_id IS NOT OLD.org_id OR NEW.vapi_phone_number_id IS NOT OLD.vapi_phone_number_id);
END;

CREATE TRIGGER phone_number_mapping_gone AFTER DELETE ON phone_number_mapping WHEN OLD.is_active = 1 BEGIN
  UPDATE claim_disputes SET status = 'ended'
  WHERE status = 'open' AND holder_id = OLD.org_id AND kind = 'number' AND value = OLD.inbound_phone_number;
  UPDATE claim_disputes SET status = 'ended'
  WHERE status = 'open' AND holder_id = OLD.org_id AND kind = 'sip_uri' AND value = OLD.sip_uri;
  UPDATE claim_disputes SET status = 'ended'
  WHERE status = 'open' AND holder_id = OLD.org_id AND kind = 'vapi_id' AND value = OLD.vapi_phone_number_id;
END;
