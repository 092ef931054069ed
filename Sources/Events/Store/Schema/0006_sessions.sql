-- People see where they are signed in, and change their names and addresses.

-- Where each sign-in came from, roughly. A row goes with its session's end, or long after its last
-- use; nothing is decided by it.
CREATE TABLE people.sessions (
    session_id   bigint      NOT NULL,
    user_id      bigint      NOT NULL,
    address_kind text        NOT NULL,
    -- Program and system, as far as the client said; nothing that identifies a device.
    client       text,
    last_used_at timestamptz NOT NULL,
    CONSTRAINT sessions_session_id PRIMARY KEY (session_id)
);
-- For the erasure of a person.
CREATE INDEX sessions_user_id ON people.sessions (user_id);
-- For the deletion of old rows.
CREATE INDEX sessions_last_used_at ON people.sessions (last_used_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON people.sessions TO tally_commands;
GRANT SELECT ON people.sessions TO tally_queries;

-- A person's address and name may change; the user name stays.
GRANT UPDATE (email, name) ON people.people TO tally_commands;
