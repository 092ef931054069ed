-- What there has been in all. A read model of its own, so that it begins at the start of the log
-- whatever the log holds already, and the others stay where they are.

INSERT INTO read.checkpoints (name) VALUES ('totals');

CREATE TABLE read.transfer_totals (
    type text NOT NULL,
    currency text NOT NULL,
    count bigint NOT NULL,
    amount text NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT transfer_totals_pkey PRIMARY KEY (type, currency)
) WITH (fillfactor = 50);
COMMENT ON TABLE read.transfer_totals IS 'Transfers by type and currency, from their debit legs';
COMMENT ON COLUMN read.transfer_totals.amount IS
    'Minor units as decimal digits: the sum of many amounts may exceed a bigint';

CREATE TABLE read.counters (
    name text NOT NULL,
    count bigint NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT counters_pkey PRIMARY KEY (name)
) WITH (fillfactor = 50);
COMMENT ON TABLE read.counters IS 'How many users, holds and orders were made';

DO $$
DECLARE
    owned text;
BEGIN
    FOREACH owned IN ARRAY ARRAY['transfer_totals', 'counters'] LOOP
        EXECUTE format('ALTER TABLE read.%I OWNER TO tally_projections', owned);
        EXECUTE format('GRANT SELECT ON read.%I TO tally_queries', owned);
    END LOOP;
END
$$;
