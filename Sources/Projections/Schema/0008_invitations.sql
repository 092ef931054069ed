-- Invitations to register. A read model of its own, so that it begins at the start of the log.

INSERT INTO read.checkpoints (name) VALUES ('invitations');

CREATE TABLE read.invitations (
    invitation_id bigint NOT NULL,
    state text NOT NULL,
    issued_by bigint NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    user_id bigint,
    position bigint NOT NULL,
    CONSTRAINT invitations_pkey PRIMARY KEY (invitation_id)
) WITH (fillfactor = 50);
COMMENT ON TABLE read.invitations IS 'Registrations that administrators have allowed in advance';
COMMENT ON COLUMN read.invitations.user_id IS 'Who registered with it';
ALTER TABLE read.invitations OWNER TO tally_projections;
GRANT SELECT ON read.invitations TO tally_queries;

-- A user's sessions are listed.
CREATE INDEX sessions_user ON read.sessions (user_id, session_id DESC);
