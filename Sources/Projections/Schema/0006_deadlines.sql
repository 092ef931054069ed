-- What runs out at a deadline. The sweeper goes by (deadline, id), so that it passes over what it has
-- seen however many share a deadline; queries reckon by the deadline from the moment on that it comes.

DROP INDEX read.pending_transfers_deadline;
CREATE INDEX pending_transfers_deadline ON read.pending_transfers (expires_at, transfer_id)
    WHERE state = 'pending';
CREATE INDEX pending_transfers_sender_deadline ON read.pending_transfers (sender_id, expires_at)
    WHERE state = 'pending';
CREATE INDEX pending_transfers_receiver_deadline ON read.pending_transfers (receiver_id, expires_at)
    WHERE state = 'pending';

DROP INDEX read.holds_deadline;
CREATE INDEX holds_deadline ON read.holds (expires_at, hold_id) WHERE state = 'held';
CREATE INDEX holds_user_deadline ON read.holds (user_id, expires_at) WHERE state = 'held';
CREATE INDEX holds_slot_deadline ON read.holds (slot_id, expires_at) WHERE state = 'held';
