-- How many texts a number has had on a day from all clinics together. Who that is stands nowhere: a keyed hash is counted. Rows go a day
-- after their own.
CREATE TABLE text_recipients (
  day       TEXT NOT NULL CHECK (date(day) IS day),       -- UTC
  recipient TEXT NOT NULL CHECK (length(recipient) = 22), -- of the number, under a key of the vault's
  texts     INTEGER NOT NULL CHECK (texts > 0),
  PRIMARY KEY (day, recipient)
) STRICT, WITHOUT ROWID;
