-- What clients store with their transfers, holds and orders. No event before has such values, so the
-- rows that there are stay as they are. The indexes hold only the rows that have a reference.

-- Those of an interrupted replay have the old columns.
DROP TABLE IF EXISTS read_shadow.transactions, read_shadow.pending_transfers, read_shadow.reversals,
    read_shadow.holds, read_shadow.order_history;
DELETE FROM read_shadow.progress WHERE name IN ('transactions', 'holds', 'order_history');

ALTER TABLE read.transactions ADD COLUMN reference text, ADD COLUMN metadata json;
ALTER TABLE read.pending_transfers ADD COLUMN reference text, ADD COLUMN metadata json;
ALTER TABLE read.holds ADD COLUMN reference text, ADD COLUMN metadata json;
ALTER TABLE read.order_history ADD COLUMN reference text, ADD COLUMN metadata json;
COMMENT ON COLUMN read.transactions.metadata IS 'One object of strings, as in the event';

CREATE INDEX transactions_sender_reference
    ON read.transactions (sender_id, reference, position DESC) WHERE reference IS NOT NULL;
CREATE INDEX transactions_receiver_reference
    ON read.transactions (receiver_id, reference, position DESC) WHERE reference IS NOT NULL;
-- A posted one is found among the transfers.
CREATE INDEX pending_transfers_sender_reference
    ON read.pending_transfers (sender_id, reference, transfer_id DESC)
    WHERE reference IS NOT NULL AND state <> 'posted';
CREATE INDEX pending_transfers_receiver_reference
    ON read.pending_transfers (receiver_id, reference, transfer_id DESC)
    WHERE reference IS NOT NULL AND state <> 'posted';
CREATE INDEX holds_user_reference
    ON read.holds (user_id, reference, hold_id DESC) WHERE reference IS NOT NULL;
