-- What became of commands that came over HTTP, for an administrator: every refused and failed one, and the
-- newest done ones of each second. Not the truth, which is the log, and kept for a while only.

CREATE TABLE jobs.commands (
    id bigint GENERATED ALWAYS AS IDENTITY,
    command uuid NOT NULL,
    route text NOT NULL,
    subject bigint NOT NULL,
    actor bigint NOT NULL,
    outcome text NOT NULL,
    reason text,
    position bigint,
    received_at timestamptz NOT NULL,
    idempotency_key text,
    request text,
    is_kept boolean GENERATED ALWAYS AS (request IS NOT NULL) STORED,
    attempts integer NOT NULL DEFAULT 0,
    retried_at timestamptz,
    retry_outcome text,
    retry_reason text,
    retry_position bigint,
    CONSTRAINT commands_pkey PRIMARY KEY (id),
    CONSTRAINT commands_outcome CHECK (outcome IN ('done', 'refused', 'failed'))
);
COMMENT ON TABLE jobs.commands IS 'Commands that an administrator may look at and try again';
COMMENT ON COLUMN jobs.commands.subject IS 'The id in the path; 0 for a path without one';
COMMENT ON COLUMN jobs.commands.request IS
    'The body, for another try; NULL once it may not be kept, as when a person is erased';
COMMENT ON COLUMN jobs.commands.is_kept IS 'Whether there is a body for another try';
COMMENT ON COLUMN jobs.commands.attempts IS 'Tries by hand that were refused';
CREATE INDEX commands_outcome_id ON jobs.commands (outcome, id DESC);
CREATE INDEX commands_received_at ON jobs.commands (received_at);

-- A node may still have to write down what was sent before a person was erased.
CREATE TABLE jobs.erasures (
    erased_at timestamptz NOT NULL
);
COMMENT ON TABLE jobs.erasures IS 'When persons were erased: no older body is kept';

GRANT SELECT, INSERT, UPDATE, DELETE ON jobs.commands TO tally_commands;
GRANT SELECT, INSERT, DELETE ON jobs.erasures TO tally_commands;
-- Not the body, nor the key.
GRANT SELECT (id, command, route, subject, actor, outcome, reason, position, received_at, is_kept,
    attempts, retried_at, retry_outcome, retry_reason, retry_position) ON jobs.commands
    TO tally_queries;
