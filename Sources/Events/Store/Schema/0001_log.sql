-- The log, what is written in one transaction with it, and who may do what. Never changed once
-- merged: a later need is a later file.

-- Roles belong to the whole server, not to this database, so another database's migration may make
-- them at the same moment: a duplicate is success. Nobody logs in as one of them: connections log in
-- as the database's user and step down with SET ROLE.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['tally_commands', 'tally_projections', 'tally_queries'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            IF NOT EXISTS (
                SELECT FROM pg_roles
                WHERE rolname = current_user AND (rolsuper OR rolcreaterole)
            ) THEN
                RAISE insufficient_privilege USING MESSAGE = format(
                    'role %s is missing and user %I may not create it: run '
                    '"CREATE ROLE %s NOLOGIN; GRANT %s TO %I" for each of tally_commands, '
                    'tally_projections, tally_queries, or "ALTER ROLE %I CREATEROLE", '
                    'as a superuser, then migrate again',
                    wanted, current_user, wanted, wanted, current_user, current_user);
            END IF;
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
        -- Membership is what allows SET ROLE. Two grants at once collide in the catalogue
        -- (unique_violation, or "tuple concurrently updated", an internal_error), and the other
        -- one's result serves this user as well.
        IF NOT pg_has_role(current_user, wanted, 'MEMBER') THEN
            BEGIN
                EXECUTE format('GRANT %I TO %I', wanted, current_user);
            EXCEPTION WHEN unique_violation OR internal_error THEN
                NULL;
            END;
        END IF;
    END LOOP;
END
$$;

CREATE SCHEMA log;
-- People are apart, so that who may look a name up need not be let into the log's schema.
CREATE SCHEMA people;

-- The one truth. Rows are only ever added, by COPY, each batch in one transaction under the append
-- lock: positions are dense and in commit order.
CREATE TABLE log.events (
    position    bigint      NOT NULL,
    -- "C": names are ASCII, and comparing bytes is several times cheaper in the index, which each
    -- append fills, than any language's rules.
    stream      text        COLLATE "C" NOT NULL,
    version     integer     NOT NULL,
    type        text        NOT NULL,
    schema      smallint    NOT NULL,
    -- json, not jsonb: returned byte for byte as written, which the hash chain needs, and cheaper.
    data        json        NOT NULL,
    command     uuid        NOT NULL,
    causation   uuid,
    correlation uuid,
    actor       bigint      NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT events_position PRIMARY KEY (position),
    -- The backstop of the append lock: two writers can't both add a stream's next event.
    CONSTRAINT events_stream_version UNIQUE (stream, version),
    CONSTRAINT events_counted_from_one CHECK (position > 0 AND version > 0)
);

-- One row per append, so one per commit: the hash chain. hash is SHA-256 of previous_hash followed
-- by the batch's rows of log.events in binary COPY format (PostgreSQL manual, COPY, "Binary
-- Format"), all columns in the order above, without header and trailer. The first previous_hash is
-- 32 zero bytes.
CREATE TABLE log.batches (
    last_position  bigint      NOT NULL,
    first_position bigint      NOT NULL,
    previous_hash  bytea       NOT NULL,
    hash           bytea       NOT NULL,
    recorded_at    timestamptz NOT NULL,
    CONSTRAINT batches_last_position PRIMARY KEY (last_position),
    CONSTRAINT batches_first_position UNIQUE (first_position),
    CONSTRAINT batches_in_order CHECK (first_position > 0 AND first_position <= last_position),
    CONSTRAINT batches_hashes CHECK (length(previous_hash) = 32 AND length(hash) = 32)
);

-- What was answered to the first request under a key. refusal is NULL for a command that was done.
CREATE TABLE log.receipts (
    actor       bigint      NOT NULL,
    key         text        NOT NULL,
    fingerprint bytea       NOT NULL,
    refusal     text,
    position    bigint      NOT NULL,
    location    text,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT receipts_actor_key PRIMARY KEY (actor, key)
);
-- For the deletion of those past their retention.
CREATE INDEX receipts_recorded_at ON log.receipts (recorded_at);

-- States after many events, to load long streams quickly. Nothing is lost with them.
CREATE TABLE log.snapshots (
    stream  text     COLLATE "C" NOT NULL,
    version integer  NOT NULL,
    schema  smallint NOT NULL,
    state   json     NOT NULL,
    CONSTRAINT snapshots_stream PRIMARY KEY (stream)
);

-- Keys of this installation, made once when the log is set up: 'claims' names claim streams,
-- 'tokens' signs tokens.
CREATE TABLE log.secrets (
    name  text  NOT NULL,
    value bytea NOT NULL,
    CONSTRAINT secrets_name PRIMARY KEY (name),
    CONSTRAINT secrets_length CHECK (length(value) = 32)
);

-- Personal data, which is nowhere else, so that it can be erased. Uniqueness is not decided here
-- but by the claim streams; the indexes only serve look-ups.
CREATE TABLE people.people (
    user_id       bigint      NOT NULL,
    username      text        NOT NULL,
    email         text        NOT NULL,
    name          text,
    password_hash text        NOT NULL,
    created_at    timestamptz NOT NULL,
    CONSTRAINT people_user_id PRIMARY KEY (user_id)
);
CREATE INDEX people_username ON people.people (lower(username));
CREATE INDEX people_email ON people.people (lower(email));

-- Append-only by PostgreSQL itself, for the owner and superusers too. Per statement, since only
-- such triggers see TRUNCATE, and so that a change of no row is refused as well.
CREATE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of %.% is refused: the log is append-only',
        TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON log.events
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON log.batches
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
-- ALWAYS: a session with session_replication_role = replica does not get past it either.
ALTER TABLE log.events ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE log.batches ENABLE ALWAYS TRIGGER refuse_change;

-- The write side: adds to the log, never changes it; receipts end after their retention; a
-- snapshot is replaced by a later one.
GRANT USAGE ON SCHEMA log, people TO tally_commands;
GRANT SELECT, INSERT ON log.events, log.batches TO tally_commands;
GRANT SELECT, INSERT, DELETE ON log.receipts TO tally_commands;
GRANT SELECT, INSERT, UPDATE ON log.snapshots TO tally_commands;
GRANT SELECT ON log.secrets TO tally_commands;
GRANT SELECT, INSERT ON people.people TO tally_commands;

-- Projections read the log and write read models (granted where those are made).
GRANT USAGE ON SCHEMA log TO tally_projections;
GRANT SELECT ON log.events, log.batches TO tally_projections;

-- Queries never see the log, and no password hash.
GRANT USAGE ON SCHEMA people TO tally_queries;
GRANT SELECT (user_id, username, email, name, created_at) ON people.people TO tally_queries;
