-- Up to where the log was found sound, so that a later check goes on from there. It can be emptied: the
-- next check is then one of the whole log. The seal shows that this software wrote the row.

CREATE TABLE jobs.verified (
    is_only     boolean     NOT NULL DEFAULT true,
    position    bigint      NOT NULL,
    hash        bytea       NOT NULL,
    recorded_at timestamptz NOT NULL,
    epoch       text        NOT NULL,
    whole_at    timestamptz NOT NULL,
    rules       bytea       NOT NULL,
    seal        bytea       NOT NULL,
    CONSTRAINT verified_pkey PRIMARY KEY (is_only),
    CONSTRAINT verified_one_row CHECK (is_only)
);
COMMENT ON TABLE jobs.verified IS 'Up to where the log was found sound: one row';
COMMENT ON COLUMN jobs.verified.hash IS 'Of the last batch, which has this position and time';
COMMENT ON COLUMN jobs.verified.whole_at IS 'When the log was last checked from its start';
COMMENT ON COLUMN jobs.verified.rules IS
    'What the rules need of the events so far: sums, counts, unique names';

GRANT SELECT, INSERT, UPDATE, DELETE ON jobs.verified TO tally_commands;
