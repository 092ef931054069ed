import Model
import Text

package struct RoleRevoked: Hashable, Sendable {
    package let role: Role
    /// As in `PasswordChanged`.
    package let endedBefore: SessionID

    package init(role: Role, endedBefore: SessionID) {
        self.role = role
        self.endedBefore = endedBefore
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        role = try members.word("role", of: Role.words)
        endedBefore = try members.id("sessions_ended_before")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("role", role.rawValue)
        writer.member("sessions_ended_before", endedBefore)
    }
}

package struct PasswordResetIssued: Hashable, Sendable {
    /// A keyed hash of the secret part of the code, which is stored nowhere.
    package let code: ClaimHash
    /// The code is invalid from this time on.
    package let expiresAt: Timestamp

    package init(code: ClaimHash, expiresAt: Timestamp) {
        self.code = code
        self.expiresAt = expiresAt
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        code = try members.claim("code")
        expiresAt = try members.time("expires_at_us")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("code", code)
        writer.member("expires_at_us", expiresAt)
    }
}

package struct SessionsEnded: Hashable, Sendable {
    /// As in `PasswordChanged`.
    package let endedBefore: SessionID
    /// The session that stays open.
    package let kept: SessionID?

    package init(endedBefore: SessionID, kept: SessionID?) {
        self.endedBefore = endedBefore
        self.kept = kept
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        endedBefore = try members.id("sessions_ended_before")
        kept = try members.optionalID("kept")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("sessions_ended_before", endedBefore)
        writer.optional("kept", kept)
    }
}

package struct DetailsChanged: Hashable, Sendable {
    /// The claim on the new e-mail address; nil if it stays the same.
    package let email: ClaimHash?

    package init(email: ClaimHash?) {
        self.email = email
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        email = try members.optionalClaim("email")
    }

    func write(_ writer: inout JSONWriter) {
        if let email { writer.member("email", email) }
    }
}
