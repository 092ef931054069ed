-- What a refusal is about, where its word does not say it: the text of Tally-Detail, so that a retry
-- gets the same answer.

ALTER TABLE log.receipts ADD COLUMN detail text;
