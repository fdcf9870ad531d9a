-- What each clinic's object last told of itself: one row per org. The object writes the row; it is late by design, and never decides
-- anything about a booking. By `next_due` the cron finds objects whose alarm was lost.
CREATE TABLE clinic_summaries (
  org_id            TEXT PRIMARY KEY REFERENCES orgs (id),
  next_due          INTEGER,                             -- by when the object wakes up next; NULL if it has nothing to do
  last_alarm_at     INTEGER,                             -- when its alarm last rang, as far as it was told
  last_error        TEXT,                                -- why that alarm failed
  counted_on        TEXT NOT NULL CHECK (date(counted_on) IS counted_on), -- the clinic's local day and, with it, month of what follows
  calls_today       INTEGER NOT NULL,
  booked_today      INTEGER NOT NULL,                    -- appointments, whether they still stand or not
  texts_today       INTEGER NOT NULL,                    -- those that left or may leave
  cost_micros_today INTEGER NOT NULL,                    -- of the calls, in millionths of a US dollar
  calls_month       INTEGER NOT NULL,
  booked_month      INTEGER NOT NULL,
  texts_month       INTEGER NOT NULL,
  cost_micros_month INTEGER NOT NULL,
  troubles          TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(troubles)), -- what of what happened there needs a person
  updated_at        INTEGER NOT NULL,
  poked_at          INTEGER                              -- when the cron last poked the object for being overdue
) STRICT, WITHOUT ROWID;
CREATE INDEX clinic_summaries_due ON clinic_summaries (next_due) WHERE next_due IS NOT NULL;
