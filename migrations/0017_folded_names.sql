-- The name as it is compared: without case, accents, punctuation and titles. The program folds it. Names of plain letters are folded here;
-- any other name of an older row stays NULL and is compared in small letters, as before.
ALTER TABLE appointments ADD COLUMN folded_name TEXT;
UPDATE appointments SET folded_name = lower(patient_name)
WHERE patient_name NOT GLOB '*[^A-Za-z ]*' AND patient_name = trim(patient_name) AND instr(patient_name, '  ') = 0
  AND substr(lower(patient_name), 1, instr(patient_name || ' ', ' ') - 1)
    NOT IN ('mr', 'mrs', 'ms', 'miss', 'mx', 'dr', 'doctor', 'prof', 'professor', 'sir');
