-- Rows that are believed without a look into the log carry a seal: a code under the installation's
-- secret 'seals' over all that is believed of them. A row that was changed by other means is not
-- believed. Receipts and people that are there already are sealed by the program, which then sets
-- their columns NOT NULL.
ALTER TABLE log.receipts ADD COLUMN seal bytea;
ALTER TABLE people.people ADD COLUMN seal bytea;

-- Snapshots are made again as streams grow; nothing is lost with these, which nobody can vouch for.
DELETE FROM log.snapshots;
ALTER TABLE log.snapshots ADD COLUMN seal bytea NOT NULL;

-- A snapshot is replaced but stays its stream's; a new password needs a new seal.
REVOKE UPDATE ON log.snapshots FROM tally_commands;
GRANT UPDATE (version, schema, state, seal) ON log.snapshots TO tally_commands;
GRANT UPDATE (seal) ON people.people TO tally_commands;
