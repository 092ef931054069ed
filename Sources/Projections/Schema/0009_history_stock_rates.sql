-- Transfers in the order of what they show, with the exchange that they are a part of; units sold;
-- quotes that are not used yet. The three read models begin at the start of the log again, since only
-- it has these values.

TRUNCATE read.transactions, read.pending_transfers, read.reversals, read.shops, read.products, read.rates;
UPDATE read.checkpoints SET position = 0, error = NULL, error_position = NULL
WHERE name IN ('transactions', 'catalog', 'rates');
-- Those of an interrupted replay have the old columns.
DROP TABLE IF EXISTS read_shadow.transactions, read_shadow.pending_transfers, read_shadow.reversals,
    read_shadow.shops, read_shadow.products, read_shadow.rates;
DELETE FROM read_shadow.progress WHERE name IN ('transactions', 'catalog', 'rates');

ALTER TABLE read.transactions
    ADD COLUMN position bigint NOT NULL,
    ADD COLUMN exchange_id bigint,
    ADD COLUMN rate text;
COMMENT ON COLUMN read.transactions.position IS
    'Of the debit: when the money moved. The id of a transfer that was pending is older';
COMMENT ON COLUMN read.transactions.exchange_id IS
    'The sale, of both movements of an exchange';
DROP INDEX read.transactions_sender, read.transactions_receiver;
CREATE INDEX transactions_sender ON read.transactions (sender_id, position DESC);
CREATE INDEX transactions_receiver ON read.transactions (receiver_id, position DESC);
-- For one counterparty.
CREATE INDEX transactions_parties ON read.transactions (sender_id, receiver_id, position DESC);

-- A posted one is listed with the transfers.
DROP INDEX read.pending_transfers_sender, read.pending_transfers_receiver;
CREATE INDEX pending_transfers_sender ON read.pending_transfers (sender_id, transfer_id DESC)
    WHERE state <> 'posted';
CREATE INDEX pending_transfers_receiver ON read.pending_transfers (receiver_id, transfer_id DESC)
    WHERE state <> 'posted';

-- For what a transfer takes back.
CREATE INDEX reversals_reversal ON read.reversals (reversal_id);

ALTER TABLE read.products ADD COLUMN sold bigint NOT NULL;
COMMENT ON COLUMN read.products.sold IS 'Units of paid orders, without those that came back';

ALTER TABLE read.rates ADD COLUMN suspects json NOT NULL;
COMMENT ON COLUMN read.rates.suspects IS
    'As quotes: too far from these to be used until a later quote confirms them or somebody accepts them';
