import Model
import Text

/// An event of a transfer besides its postings.
///
/// The accounts' streams get the matching reservation, release and postings in the same append.
package enum TransferEvent: Hashable, Sendable {
    /// The first event of a pending transfer.
    case reserved(TransferReserved)
    /// The whole amount or a part of it was moved; the rest is available again.
    case posted(TransferPosted)
    case voided(TransferParties)
    case expired(TransferParties)
    /// The receiver gave the money back, or an administrator did.
    case reversed(TransferReversed)

    /// The name of each event in the log: never changed, and never used again for another.
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case reserved = "transfer.reserved"
        case posted = "transfer.posted"
        case voided = "transfer.voided"
        case expired = "transfer.expired"
        case reversed = "transfer.reversed"
    }

    var name: Name {
        switch self {
        case .reserved: .reserved
        case .posted: .posted
        case .voided: .voided
        case .expired: .expired
        case .reversed: .reversed
        }
    }

    init(_ name: Name, _ members: inout JSONMembers) throws(JSONError) {
        self =
            switch name {
            case .reserved: .reserved(try TransferReserved(&members))
            case .posted: .posted(try TransferPosted(&members))
            case .voided: .voided(try TransferParties(&members))
            case .expired: .expired(try TransferParties(&members))
            case .reversed: .reversed(try TransferReversed(&members))
            }
    }

    func write(_ writer: inout JSONWriter) {
        switch self {
        case .reserved(let reserved): reserved.write(&writer)
        case .posted(let posted): posted.write(&writer)
        case .voided(let parties), .expired(let parties): parties.write(&writer)
        case .reversed(let reversed): reversed.write(&writer)
        }
    }
}

package struct TransferReserved: Hashable, Sendable {
    package let parties: TransferParties
    package let amount: Money
    package let expiresAt: Timestamp
    package let memo: String?
    /// What the sender stored with the transfer.
    package let annotation: Annotation?

    package init(
        parties: TransferParties,
        amount: Money,
        expiresAt: Timestamp,
        memo: String?,
        annotation: Annotation? = nil
    ) {
        self.parties = parties
        self.amount = amount
        self.expiresAt = expiresAt
        self.memo = memo
        self.annotation = annotation
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        parties = try TransferParties(&members)
        amount = try members.money()
        expiresAt = try members.time("expires_at_us")
        memo = try members.optionalString("memo")
        annotation = try Annotation(ifPresentIn: &members)
    }

    func write(_ writer: inout JSONWriter) {
        parties.write(&writer)
        writer.money(amount)
        writer.member("expires_at_us", expiresAt)
        writer.optional("memo", memo)
        annotation?.write(&writer)
    }
}

package struct TransferPosted: Hashable, Sendable {
    package let parties: TransferParties
    /// The moved amount: above zero, at most the reserved amount.
    package let amount: Money

    package init(parties: TransferParties, amount: Money) {
        self.parties = parties
        self.amount = amount
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        parties = try TransferParties(&members)
        amount = try members.money()
    }

    func write(_ writer: inout JSONWriter) {
        parties.write(&writer)
        writer.money(amount)
    }
}

package struct TransferReversed: Hashable, Sendable {
    /// The parties of the transfer that was reversed.
    package let parties: TransferParties
    /// The transfer back.
    package let reversal: TransferID

    package init(parties: TransferParties, reversal: TransferID) {
        self.parties = parties
        self.reversal = reversal
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        parties = try TransferParties(&members)
        reversal = try members.id("reversal")
    }

    func write(_ writer: inout JSONWriter) {
        parties.write(&writer)
        writer.member("reversal", reversal)
    }
}

/// The two accounts of a transfer.
package struct TransferParties: Hashable, Sendable {
    package let sender: AccountID
    package let receiver: AccountID

    package init(sender: AccountID, receiver: AccountID) {
        self.sender = sender
        self.receiver = receiver
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        sender = try members.id("sender")
        receiver = try members.id("receiver")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("sender", sender)
        writer.member("receiver", receiver)
    }
}
