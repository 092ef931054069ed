-- What queries may learn of the log, which they can't read: where commands and batches end, and what
-- a wallet was opened in. No payload, no stream, no actor. The log alone knows this for its whole
-- history, so that nothing has to be kept beside the read models or filled in by a replay.
--
-- Each runs under the rights of its owner, tally_projections, which reads the log and can't change it.

-- The last position up to `given` at which a command ends: `given` itself, or what stands before the
-- command that goes on after it.
CREATE FUNCTION read.whole_until(given bigint) RETURNS bigint
LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN (SELECT next.command FROM log.events AS next WHERE next.position = given + 1)
            = (SELECT here.command FROM log.events AS here WHERE here.position = given)
        THEN coalesce((
            SELECT before.position
            FROM log.events AS before
            WHERE before.position < given AND before.command <>
                (SELECT here.command FROM log.events AS here WHERE here.position = given)
            ORDER BY before.position DESC
            LIMIT 1
        ), 0)
        ELSE given
    END
$$;

-- The last position that was recorded at `moment` or before, 0 if none was. The time of batches never
-- goes back, so that it is found by halves: a look at the newest batch for the present, and some twenty
-- looks for a moment long ago.
CREATE FUNCTION read.recorded_until(moment timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    -- What is up to `low` was recorded until then, and what is after `high` was not.
    low bigint := 0;
    high bigint;
    batch record;
BEGIN
    SELECT last_position, recorded_at INTO batch
    FROM log.batches ORDER BY last_position DESC LIMIT 1;
    IF NOT found THEN RETURN 0; END IF;
    IF batch.recorded_at <= moment THEN RETURN batch.last_position; END IF;
    high := batch.last_position;
    WHILE low < high LOOP
        SELECT first_position, last_position, recorded_at INTO batch
        FROM log.batches
        WHERE last_position > low + (high - low) / 2
        ORDER BY last_position
        LIMIT 1;
        IF batch.recorded_at <= moment THEN
            low := batch.last_position;
        ELSE
            high := batch.first_position - 1;
        END IF;
    END LOOP;
    RETURN low;
END
$$;

-- Where the log ends, and when that was recorded; no row while it is empty.
CREATE FUNCTION read.log_end(OUT "position" bigint, OUT recorded_at timestamptz)
RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT last_position, recorded_at FROM log.batches ORDER BY last_position DESC LIMIT 1
$$;

-- When an account was opened, and in which currency it shows nothing until money comes; no row if it
-- was not opened.
CREATE FUNCTION read.account_opened(account bigint, OUT "position" bigint, OUT currency text)
RETURNS SETOF record
LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT opened.position, opened.data ->> 'currency'
    FROM log.events AS opened
    WHERE opened.stream = 'account-' || account AND opened.version = 1
        AND opened.type = 'account.opened'
$$;

DO $$
DECLARE
    owned regprocedure;
BEGIN
    FOREACH owned IN ARRAY ARRAY['read.whole_until(bigint)', 'read.recorded_until(timestamptz)',
        'read.log_end()', 'read.account_opened(bigint)']::regprocedure[] LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO tally_projections', owned);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', owned);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO tally_queries', owned);
    END LOOP;
END
$$;
