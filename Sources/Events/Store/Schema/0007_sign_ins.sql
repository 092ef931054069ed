-- The user whose account a row counts for, if there is one, so that an administrator can lift a
-- lock-out and an erasure leaves nothing.
ALTER TABLE people.sign_in_attempts ADD COLUMN user_id bigint;
CREATE INDEX sign_in_attempts_user_id ON people.sign_in_attempts (user_id)
    WHERE user_id IS NOT NULL;

-- An address counts the accounts that failed from it, each once, so that one of them can be taken
-- off again when it has signed in. Both are keyed hashes.
CREATE TABLE people.address_failures (
    address   bytea       NOT NULL,
    account   bytea       NOT NULL,
    failed_at timestamptz NOT NULL,
    CONSTRAINT address_failures_address_account PRIMARY KEY (address, account)
);
-- For the deletion of old rows, and of an account's.
CREATE INDEX address_failures_failed_at ON people.address_failures (failed_at);
CREATE INDEX address_failures_account ON people.address_failures (account);

-- The addresses from which a user has signed in: strangers' wrong passwords don't delay a sign-in
-- from one of them. client is a keyed hash of user and address.
CREATE TABLE people.known_clients (
    user_id bigint      NOT NULL,
    client  bytea       NOT NULL,
    seen_at timestamptz NOT NULL,
    CONSTRAINT known_clients_user_client PRIMARY KEY (user_id, client)
);
-- For the deletion of old rows.
CREATE INDEX known_clients_seen_at ON people.known_clients (seen_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON people.address_failures, people.known_clients
    TO tally_commands;
