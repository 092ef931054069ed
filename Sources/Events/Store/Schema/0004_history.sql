-- Which histories the log has had. Positions are given again after a restored backup, or a failover to
-- a standby that lacked the last of the log: an epoch says from which position on they are others than
-- before.

-- A schema of its own, so that queries, which never see the log, can say which history they read.
CREATE SCHEMA history;

CREATE TABLE history.epochs (
    number            integer     NOT NULL,
    -- Random, in lower-case hexadecimal digits: two logs that once were one never begin the same epoch.
    id                text        COLLATE "C" NOT NULL,
    -- The first position that belongs to it.
    begins_at         bigint      NOT NULL,
    -- The hash of the last batch before it; 32 zero bytes where there is none.
    previous_hash     bytea       NOT NULL,
    -- The server and the table that the log was on when the epoch began.
    system_identifier bigint      NOT NULL,
    timeline          integer     NOT NULL,
    database_oid      bigint      NOT NULL,
    events_oid        bigint      NOT NULL,
    reason            text        NOT NULL,
    began_at          timestamptz NOT NULL,
    CONSTRAINT epochs_number PRIMARY KEY (number),
    CONSTRAINT epochs_id UNIQUE (id),
    CONSTRAINT epochs_id_form CHECK (id ~ '^[0-9a-f]{8}$'),
    CONSTRAINT epochs_counted_from_one CHECK (number > 0 AND begins_at > 0),
    CONSTRAINT epochs_hash CHECK (length(previous_hash) = 32)
);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON history.epochs
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE history.epochs ENABLE ALWAYS TRIGGER refuse_change;

GRANT USAGE ON SCHEMA history TO tally_commands, tally_projections, tally_queries;
GRANT SELECT ON history.epochs TO tally_commands, tally_projections, tally_queries;
GRANT INSERT ON history.epochs TO tally_commands;

-- All that stands in the log belongs to the first epoch.
INSERT INTO history.epochs (
    number, id, begins_at, previous_hash, system_identifier, timeline, database_oid, events_oid,
    reason, began_at
)
SELECT 1, left(gen_random_uuid()::text, 8), 1, decode(repeat('00', 32), 'hex'),
    (SELECT system_identifier FROM pg_control_system()),
    ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer,
    (SELECT oid FROM pg_database WHERE datname = current_database()),
    'log.events'::regclass::oid, 'first', now();
