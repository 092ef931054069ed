-- What the service does by itself, and how that went. Nothing here is truth: it can be emptied, and
-- the jobs go on. The roles are made with the log.

CREATE SCHEMA jobs;
COMMENT ON SCHEMA jobs IS 'What the service does by itself, and how that went';

-- A run holds its job's row locked from begin to end, so that no two run at once on any nodes and
-- the end of a node ends its hold. So nothing else may write to the row meanwhile.
CREATE TABLE jobs.jobs (
    name             text        NOT NULL,
    interval_seconds bigint      NOT NULL,
    next_run_at      timestamptz NOT NULL DEFAULT now(),
    last_started_at  timestamptz,
    last_finished_at timestamptz,
    last_outcome     text,
    last_error       text,
    attempts         bigint      NOT NULL DEFAULT 0,
    CONSTRAINT jobs_pkey PRIMARY KEY (name)
) WITH (fillfactor = 50);
COMMENT ON COLUMN jobs.jobs.attempts IS 'Failures in a row';

-- Beside the jobs, since a row of a job that runs can't be written to.
CREATE TABLE jobs.requests (
    job          text        NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT requests_pkey PRIMARY KEY (job)
);
COMMENT ON TABLE jobs.requests IS 'Jobs that an administrator wants run now';

CREATE TABLE jobs.runs (
    id          bigint      GENERATED ALWAYS AS IDENTITY,
    job         text        NOT NULL,
    node        text        NOT NULL,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz,
    outcome     text,
    error       text,
    detail      text,
    CONSTRAINT runs_pkey PRIMARY KEY (id),
    CONSTRAINT runs_outcome CHECK (outcome IN ('ok', 'failed', 'resting', 'abandoned')),
    CONSTRAINT runs_end CHECK ((finished_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX runs_job ON jobs.runs (job, id DESC);
COMMENT ON TABLE jobs.runs IS 'Runs that had something to do, the newest hundred of each job';

CREATE TABLE jobs.deliveries (
    order_id    bigint      NOT NULL,
    kind        text        NOT NULL,
    attempts    bigint      NOT NULL,
    next_try_at timestamptz NOT NULL,
    last_error  text        NOT NULL,
    CONSTRAINT deliveries_pkey PRIMARY KEY (order_id, kind),
    CONSTRAINT deliveries_kind CHECK (kind IN ('register', 'cancel', 'poll'))
);
COMMENT ON TABLE jobs.deliveries IS
    'Orders whose registration, cancellation or polling outside has failed, and when to try again';

GRANT USAGE ON SCHEMA jobs TO tally_commands, tally_queries;
GRANT SELECT, INSERT, UPDATE, DELETE ON jobs.jobs, jobs.requests, jobs.runs, jobs.deliveries
    TO tally_commands;
GRANT SELECT ON jobs.jobs, jobs.requests, jobs.runs, jobs.deliveries TO tally_queries;
