-- Who may still be an administrator is asked whenever one goes: without an index the writer would
-- read the whole log for it. Grants are rare, so the index stays tiny and appends don't notice it.
CREATE INDEX events_role_granted ON log.events (stream) WHERE type = 'user.role_granted';
