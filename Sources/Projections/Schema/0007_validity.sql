-- Holds and orders count only while they are valid. The rows that were counted before don't show which
-- of them are over, so the totals are made again from the start of the log.

TRUNCATE read.counters, read.transfer_totals;
UPDATE read.checkpoints SET position = 0, error = NULL, error_position = NULL WHERE name = 'totals';
-- Those of an interrupted replay were counted in the old way.
DROP TABLE IF EXISTS read_shadow.counters, read_shadow.transfer_totals;
COMMENT ON TABLE read.counters IS 'How many users were made, and how many holds and orders are valid';
