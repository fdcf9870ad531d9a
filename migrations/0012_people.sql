-- Who works with an org through the console: people, by the e-mail address that they sign in with.
CREATE TABLE members (
  id           TEXT PRIMARY KEY CHECK (length(id) = 36),
  org_id       TEXT NOT NULL REFERENCES orgs (id),
  email        TEXT NOT NULL CHECK (                           -- in lower case, so that one person is found by one text
    length(email) BETWEEN 6 AND 254 AND email = lower(email) AND email GLOB '?*@?*.?*' AND email NOT GLOB '*[ ,;<>"()]*'
  ),
  role         TEXT NOT NULL CHECK (role IN ('viewer', 'admin')),
  invited_by   TEXT,                                           -- what whoever invited them was called
  provider     TEXT,                                           -- who vouched for the address when it first signed in,
  subject      TEXT,                                           -- and for whom: an address that is given to another person is no member
  signed_in_at INTEGER,
  disabled_at  INTEGER,
  created_at   INTEGER NOT NULL DEFAULT (unixepoch()),
  updated_at   INTEGER NOT NULL DEFAULT (unixepoch()),
  CHECK ((provider IS NULL) = (subject IS NULL))
) STRICT;

-- Whoever signs in is looked for by the address in all orgs.
CREATE UNIQUE INDEX members_email ON members (email, org_id);
CREATE INDEX members_listing ON members (org_id, id);

-- Whoever may change things of an org cannot lock themselves out of it: one admin is left, unless the org itself is being deleted.
CREATE TRIGGER members_last_admin_update BEFORE UPDATE ON members
WHEN OLD.role = 'admin' AND OLD.disabled_at IS NULL
  AND (NEW.role <> 'admin' OR NEW.disabled_at IS NOT NULL OR NEW.org_id <> OLD.org_id)
  AND NOT EXISTS (
    SELECT 1 FROM members WHERE org_id = OLD.org_id AND role = 'admin' AND disabled_at IS NULL AND id <> OLD.id
  )
BEGIN
  SELECT RAISE(ABORT, 'last_admin');
END;

CREATE TRIGGER members_last_admin_delete BEFORE DELETE ON members
WHEN OLD.role = 'admin' AND OLD.disabled_at IS NULL
  AND NOT EXISTS (
    SELECT 1 FROM members WHERE org_id = OLD.org_id AND role = 'admin' AND disabled_at IS NULL AND id <> OLD.id
  )
  AND NOT EXISTS (SELECT 1 FROM org_deletions WHERE org_id = OLD.org_id)
BEGIN
  SELECT RAISE(ABORT, 'last_admin');
END;

-- Who is signed in. A browser shows a random text, of which the hash alone is here.
CREATE TABLE sessions (
  id_hash      TEXT PRIMARY KEY CHECK (length(id_hash) = 43),  -- SHA-256, base64url
  subject      TEXT NOT NULL,                                  -- the `sub` by which the provider knows them
  name         TEXT,
  email        TEXT,                                           -- as the provider has verified it
  provider     TEXT NOT NULL,                                  -- who vouched for them
  org_id       TEXT REFERENCES orgs (id),                      -- NULL: an operator who has chosen no org
  member_id    TEXT,                                           -- a member's role is the one that they have now
  role         TEXT CHECK (role IN ('viewer', 'admin', 'platform')),
  created_at   INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  CHECK ((member_id IS NULL) <> (role IS NULL)),
  CHECK (org_id IS NOT NULL OR role = 'platform')
) STRICT;

CREATE INDEX sessions_of_org ON sessions (org_id);
CREATE INDEX sessions_of_member ON sessions (member_id);
CREATE INDEX sessions_of_person ON sessions (provider, subject);
CREATE INDEX sessions_ending ON sessions (expires_at);

-- Whoever is let back in signs in again.
CREATE TRIGGER members_signed_out AFTER UPDATE OF disabled_at ON members WHEN NEW.disabled_at IS NOT NULL BEGIN
  DELETE FROM sessions WHERE member_id = NEW.id;
END;

CREATE TRIGGER members_deleted AFTER DELETE ON members BEGIN
  DELETE FROM sessions WHERE member_id = OLD.id;
END;

-- Who is on the way to Google's consent page and back. A row is used once, and by the browser that it was made for.
CREATE TABLE oauth_states (
  state_hash   TEXT PRIMARY KEY CHECK (length(state_hash) = 43),   -- SHA-256, base64url, of what comes back in the address
  browser_hash TEXT NOT NULL CHECK (length(browser_hash) = 43),    -- likewise of what the browser shows in a cookie
  purpose      TEXT NOT NULL CHECK (purpose IN ('sign_in', 'calendar')),
  org_id       TEXT REFERENCES orgs (id),                          -- whose calendar is connected
  session_hash TEXT,                                               -- by whom
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  used_at      INTEGER,
  CHECK ((purpose = 'calendar') = (org_id IS NOT NULL AND session_hash IS NOT NULL))
) STRICT;

CREATE INDEX oauth_states_ending ON oauth_states (expires_at);
CREATE INDEX oauth_states_of_org ON oauth_states (org_id) WHERE org_id IS NOT NULL;
