import Model
import Text

/// An event of an invitation: one registration that an administrator has allowed in advance.
///
/// It is issued first; then either a user redeems it, once, or an administrator withdraws it.
package enum InvitationEvent: Hashable, Sendable {
    case issued(InvitationIssued)
    /// This user has registered with it.
    case redeemed(UserID)
    case withdrawn

    /// The name of each event in the log: never changed, and never used again for another.
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case issued = "invitation.issued"
        case redeemed = "invitation.redeemed"
        case withdrawn = "invitation.withdrawn"
    }

    var name: Name {
        switch self {
        case .issued: .issued
        case .redeemed: .redeemed
        case .withdrawn: .withdrawn
        }
    }

    init(_ name: Name, _ members: inout JSONMembers) throws(JSONError) {
        self =
            switch name {
            case .issued: .issued(try InvitationIssued(&members))
            case .redeemed: .redeemed(try members.id("user"))
            case .withdrawn: .withdrawn
            }
    }

    func write(_ writer: inout JSONWriter) {
        switch self {
        case .issued(let issued): issued.write(&writer)
        case .redeemed(let user): writer.member("user", user)
        case .withdrawn: break
        }
    }
}

package struct InvitationIssued: Hashable, Sendable {
    /// A keyed hash of the secret part of its code, which is stored nowhere.
    package let code: ClaimHash
    /// It can't be redeemed from this time on.
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
