-- Passwords change, people are erased, and failed sign-ins are remembered.

-- Names the password that the hash is of: a command decided on a password that was checked says
-- which one that was.
ALTER TABLE people.people ADD COLUMN password_changes bigint NOT NULL DEFAULT 0;

GRANT UPDATE (password_hash, password_changes), DELETE ON people.people TO tally_commands;

-- Failed sign-ins since the last good one, by account name and by address. subject is a keyed hash,
-- so that a name is not here to be erased; a row that has not grown for long is deleted.
CREATE TABLE people.sign_in_attempts (
    subject        bytea       NOT NULL,
    failures       integer     NOT NULL,
    last_failed_at timestamptz NOT NULL,
    blocked_until  timestamptz NOT NULL,
    CONSTRAINT sign_in_attempts_subject PRIMARY KEY (subject),
    CONSTRAINT sign_in_attempts_failures CHECK (failures > 0)
);
-- For the deletion of old rows.
CREATE INDEX sign_in_attempts_last_failed_at ON people.sign_in_attempts (last_failed_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON people.sign_in_attempts TO tally_commands;
