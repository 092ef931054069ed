-- Read models of pending and reversed transfers, activity, rates, services, baskets and sessions;
-- orders for services; users who are deleted. All can be rebuilt from the log.

INSERT INTO read.checkpoints (name)
VALUES ('activity'), ('rates'), ('services'), ('baskets'), ('sessions');

CREATE TABLE read.pending_transfers (
    transfer_id bigint NOT NULL,
    sender_id bigint NOT NULL,
    receiver_id bigint NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    memo text,
    state text NOT NULL,
    posted_amount bigint,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_position bigint,
    CONSTRAINT pending_transfers_pkey PRIMARY KEY (transfer_id)
) WITH (fillfactor = 80);
CREATE INDEX pending_transfers_sender ON read.pending_transfers (sender_id, transfer_id DESC);
CREATE INDEX pending_transfers_receiver ON read.pending_transfers (receiver_id, transfer_id DESC);
CREATE INDEX pending_transfers_deadline ON read.pending_transfers (expires_at)
    WHERE state = 'pending';
COMMENT ON TABLE read.pending_transfers IS
    'Two-phase transfers: pending, posted, voided or expired; a posted one is in transactions too';
COMMENT ON COLUMN read.pending_transfers.ended_position IS
    'The event that ended it; reserved from transfer_id up to here';

CREATE TABLE read.reversals (
    transfer_id bigint NOT NULL,
    reversal_id bigint NOT NULL,
    sender_id bigint NOT NULL,
    receiver_id bigint NOT NULL,
    reversed_at timestamptz NOT NULL,
    CONSTRAINT reversals_pkey PRIMARY KEY (transfer_id)
);
COMMENT ON TABLE read.reversals IS 'Transfers that were taken back, with the transfer that did so';
COMMENT ON COLUMN read.reversals.sender_id IS 'Who had sent what was taken back';

CREATE TABLE read.transaction_hours (
    hour timestamptz NOT NULL,
    count bigint NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT transaction_hours_pkey PRIMARY KEY (hour)
) WITH (fillfactor = 50);
COMMENT ON TABLE read.transaction_hours IS 'How many transfers were recorded in each hour, UTC';

CREATE TABLE read.rates (
    base text NOT NULL,
    quotes json NOT NULL,
    quoted_at timestamptz NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT rates_pkey PRIMARY KEY (base)
) WITH (fillfactor = 50);
COMMENT ON TABLE read.rates IS 'What one unit of the base costs in each currency, as last quoted';
COMMENT ON COLUMN read.rates.quotes IS
    '[{"currency", "rate", "quoted_at_us"}] in order of code; a rate is an exact decimal as text';
COMMENT ON COLUMN read.rates.quoted_at IS 'Of the newest quote';

CREATE TABLE read.services (
    service_id text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    state text NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT services_pkey PRIMARY KEY (service_id)
);
COMMENT ON TABLE read.services IS 'The outside catalogue of services: listed or delisted';

CREATE TABLE read.baskets (
    user_id bigint NOT NULL,
    lines json NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT baskets_pkey PRIMARY KEY (user_id)
) WITH (fillfactor = 80);
COMMENT ON TABLE read.baskets IS 'Baskets: [{"product_id", "quantity"}] in order of first mention';

CREATE TABLE read.sessions (
    session_id bigint NOT NULL,
    user_id bigint NOT NULL,
    started_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    position bigint NOT NULL,
    CONSTRAINT sessions_pkey PRIMARY KEY (session_id)
) WITH (fillfactor = 80);
CREATE INDEX sessions_ended ON read.sessions (ended_at) WHERE ended_at IS NOT NULL;
COMMENT ON TABLE read.sessions IS 'Sign-ins; ended_at if signed out or stolen';

-- An order for services has lines of another kind and no money of its own.
ALTER TABLE read.order_history
    ALTER COLUMN currency DROP NOT NULL,
    ADD COLUMN services json,
    ADD COLUMN registration text,
    ADD COLUMN registered_at timestamptz,
    ADD COLUMN started_at timestamptz,
    ADD COLUMN done_at timestamptz,
    ADD COLUMN cancellation_sent_at timestamptz;
COMMENT ON TABLE read.order_history IS
    'Orders of products (placed, paid, cancelled) and of services (draft, in_processing, done, cancelled, discarded); amounts in minor units';
COMMENT ON COLUMN read.order_history.registration IS 'The UUID of the order at the outside service';
CREATE INDEX order_history_outside ON read.order_history (order_id)
    WHERE registration IS NOT NULL AND (
        status = 'in_processing' OR status = 'cancelled' AND cancellation_sent_at IS NULL);

ALTER TABLE read.users
    ADD COLUMN state text NOT NULL DEFAULT 'active',
    ADD COLUMN sessions_ended_at timestamptz,
    ADD COLUMN sessions_ended_before bigint,
    ADD COLUMN session_kept bigint;
COMMENT ON COLUMN read.users.state IS 'active, deleted or erased';
COMMENT ON COLUMN read.users.sessions_ended_before IS
    'Sessions with a smaller id are over, but for session_kept: the password was changed, or the user deleted';

DO $$
DECLARE
    owned text;
BEGIN
    FOREACH owned IN ARRAY ARRAY['pending_transfers', 'reversals', 'transaction_hours', 'rates',
        'services', 'baskets', 'sessions'] LOOP
        EXECUTE format('ALTER TABLE read.%I OWNER TO tally_projections', owned);
        EXECUTE format('GRANT SELECT ON read.%I TO tally_queries', owned);
    END LOOP;
END
$$;
