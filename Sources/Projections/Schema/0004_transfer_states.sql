-- Transfers asked for by status. One that is posted leaves the first two for good, so that they stay
-- as small as what is pending or came to nothing; what became of it is in `transactions`.

CREATE INDEX pending_transfers_sender_state
    ON read.pending_transfers (sender_id, state, transfer_id DESC)
    WHERE state <> 'posted';
CREATE INDEX pending_transfers_receiver_state
    ON read.pending_transfers (receiver_id, state, transfer_id DESC)
    WHERE state <> 'posted';

CREATE INDEX reversals_sender ON read.reversals (sender_id, transfer_id DESC);
CREATE INDEX reversals_receiver ON read.reversals (receiver_id, transfer_id DESC);
