-- Jobs that only run when they are asked for, and runs that say how far they are and what they found.

ALTER TABLE jobs.jobs
    ALTER COLUMN interval_seconds DROP NOT NULL,
    ALTER COLUMN next_run_at DROP NOT NULL;
COMMENT ON COLUMN jobs.jobs.interval_seconds IS 'Null for a job that only runs when it is asked for';

ALTER TABLE jobs.runs
    ADD COLUMN progress json,
    ADD COLUMN result json;
COMMENT ON COLUMN jobs.runs.progress IS
    '{"done", "total", "unit", "rate", "note"}, as last told by the run';
COMMENT ON COLUMN jobs.runs.result IS 'What the run has found';
