-- The read models. Everything in schema `read` can be dropped and rebuilt from the log.
-- Both schemas belong to tally_projections, since a replay makes tables and puts them in place of
-- the old ones. Tables that are updated in place leave room in each page, so that an update that
-- touches no indexed column needs no new index entry. The roles are made with the log.

CREATE SCHEMA read AUTHORIZATION tally_projections;
COMMENT ON SCHEMA read IS 'Read models, made from the log';
CREATE SCHEMA read_shadow AUTHORIZATION tally_projections;
COMMENT ON SCHEMA read_shadow IS 'Read models that a replay is building';

CREATE TABLE read.checkpoints (
    name text PRIMARY KEY,
    position bigint NOT NULL DEFAULT 0,
    generation bigint NOT NULL DEFAULT 1,
    error text,
    error_position bigint,
    updated_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
COMMENT ON TABLE read.checkpoints IS 'The last event that each read model contains';
COMMENT ON COLUMN read.checkpoints.generation IS 'Counts the replays that were swapped in';
COMMENT ON COLUMN read.checkpoints.error IS 'Why the projection stopped before error_position';

INSERT INTO read.checkpoints (name)
VALUES ('balances'), ('transactions'), ('slot_availability'), ('holds'), ('order_history'),
    ('catalog'), ('users');

CREATE TABLE read.balances (
    account_id bigint NOT NULL,
    currency text NOT NULL,
    available bigint NOT NULL,
    pending bigint NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT balances_pkey PRIMARY KEY (account_id, currency)
) WITH (fillfactor = 80);
COMMENT ON TABLE read.balances IS 'Minor units that each account holds, by currency';
COMMENT ON COLUMN read.balances.position IS 'The last event that changed the row';

CREATE TABLE read.transactions (
    id bigint NOT NULL,
    type text NOT NULL,
    sender_id bigint NOT NULL,
    receiver_id bigint NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    memo text,
    order_id bigint,
    status text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT transactions_pkey PRIMARY KEY (id)
);
CREATE INDEX transactions_sender ON read.transactions (sender_id, id DESC);
CREATE INDEX transactions_receiver ON read.transactions (receiver_id, id DESC);
COMMENT ON TABLE read.transactions IS 'One row for each transfer';

CREATE TABLE read.slot_availability (
    slot_id bigint NOT NULL,
    title text NOT NULL,
    capacity bigint NOT NULL,
    held bigint NOT NULL,
    confirmed bigint NOT NULL,
    starts_at timestamptz,
    created_at timestamptz NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT slot_availability_pkey PRIMARY KEY (slot_id)
) WITH (fillfactor = 80);
COMMENT ON TABLE read.slot_availability IS 'Slots with the seats that are taken';

CREATE TABLE read.holds (
    hold_id bigint NOT NULL,
    slot_id bigint NOT NULL,
    user_id bigint NOT NULL,
    state text NOT NULL,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT holds_pkey PRIMARY KEY (hold_id)
) WITH (fillfactor = 80);
CREATE INDEX holds_user ON read.holds (user_id, hold_id DESC);
CREATE INDEX holds_deadline ON read.holds (expires_at) WHERE state = 'held';
COMMENT ON TABLE read.holds IS 'Holds of seats: held, confirmed, cancelled or expired';

CREATE TABLE read.order_history (
    order_id bigint NOT NULL,
    user_id bigint NOT NULL,
    status text NOT NULL,
    currency text NOT NULL,
    lines json NOT NULL,
    tax bigint NOT NULL,
    total bigint NOT NULL,
    transfer_id bigint,
    refund_id bigint,
    placed_at timestamptz NOT NULL,
    paid_at timestamptz,
    cancelled_at timestamptz,
    position bigint NOT NULL,
    CONSTRAINT order_history_pkey PRIMARY KEY (order_id)
) WITH (fillfactor = 80);
CREATE INDEX order_history_user ON read.order_history (user_id, order_id DESC);
COMMENT ON TABLE read.order_history IS 'Orders: placed, paid or cancelled; amounts in minor units';

CREATE TABLE read.shops (
    shop_id bigint NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    site text NOT NULL,
    created_at timestamptz NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT shops_pkey PRIMARY KEY (shop_id)
);
COMMENT ON TABLE read.shops IS 'Shops';

CREATE TABLE read.products (
    product_id bigint NOT NULL,
    shop_id bigint NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    price bigint NOT NULL,
    currency text NOT NULL,
    on_hand bigint NOT NULL,
    reserved bigint NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT products_pkey PRIMARY KEY (product_id)
) WITH (fillfactor = 80);
CREATE INDEX products_shop ON read.products (shop_id, product_id);
COMMENT ON TABLE read.products IS 'Products with price and stock; on_hand includes reserved';

CREATE TABLE read.users (
    user_id bigint NOT NULL,
    roles text NOT NULL,
    created_at timestamptz NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT users_pkey PRIMARY KEY (user_id)
) WITH (fillfactor = 80);
COMMENT ON TABLE read.users IS 'Users without personal data; roles is a JSON array as text';

CREATE TABLE read_shadow.progress (
    name text PRIMARY KEY,
    position bigint NOT NULL,
    software text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE read_shadow.progress IS
    'How far an unfinished replay has come, and the version of the software that has built it';

DO $$
DECLARE
    owned regclass;
BEGIN
    FOR owned IN
        SELECT oid FROM pg_class
        WHERE relkind = 'r' AND relnamespace IN ('read'::regnamespace, 'read_shadow'::regnamespace)
    LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO tally_projections', owned);
    END LOOP;
END
$$;

GRANT USAGE ON SCHEMA read TO tally_queries;
GRANT SELECT ON ALL TABLES IN SCHEMA read TO tally_queries;
-- Tables that a replay makes carry the grant along when they change schema.
ALTER DEFAULT PRIVILEGES FOR ROLE tally_projections IN SCHEMA read_shadow
    GRANT SELECT ON TABLES TO tally_queries;
