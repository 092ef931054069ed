/// A place in the log: dense, from 1, in commit order.
///
/// `LogPosition.start` is before the first event.
package struct LogPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: Int64

    package init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// The position of an empty log: every event comes after it.
    package static let start = LogPosition(0)

    package static func < (left: LogPosition, right: LogPosition) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The position `count` events further on.
    package func advanced(by count: Int) -> LogPosition {
        LogPosition(rawValue + Int64(count))
    }

    package var description: String { "\(rawValue)" }
}

/// The number of an event within its stream, from 1.
///
/// `StreamVersion.none` is a stream without events.
package struct StreamVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: Int32

    package init(_ rawValue: Int32) {
        self.rawValue = rawValue
    }

    package static let none = StreamVersion(0)

    package var next: StreamVersion { StreamVersion(rawValue + 1) }

    package static func < (left: StreamVersion, right: StreamVersion) -> Bool {
        left.rawValue < right.rawValue
    }

    package var description: String { "\(rawValue)" }
}

/// The id of a thing: the position of the event that created it, so unique across all kinds and
/// never reused.
///
/// The type parameter keeps a hold's id from being passed for a slot's.
package struct EntityID<Entity>: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: Int64

    package init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    package init(createdAt position: LogPosition) {
        self.rawValue = position.rawValue
    }

    package static func < (left: EntityID, right: EntityID) -> Bool {
        left.rawValue < right.rawValue
    }

    package var description: String { "\(rawValue)" }
}

package typealias UserID = EntityID<UserTag>
/// A sign-in with everything that was refreshed from it.
package typealias SessionID = EntityID<SessionTag>
package typealias AccountID = EntityID<AccountTag>
package typealias SlotID = EntityID<SlotTag>
package typealias HoldID = EntityID<HoldTag>
package typealias ShopID = EntityID<ShopTag>
package typealias ProductID = EntityID<ProductTag>
package typealias OrderID = EntityID<OrderTag>
package typealias InvitationID = EntityID<InvitationTag>
/// A movement of money: the position of its debit posting, or of its reservation if it was pending
/// first.
package typealias TransferID = EntityID<TransferTag>

package enum UserTag {}
package enum SessionTag {}
package enum AccountTag {}
package enum SlotTag {}
package enum HoldTag {}
package enum ShopTag {}
package enum ProductTag {}
package enum OrderTag {}
package enum InvitationTag {}
package enum TransferTag {}

/// A service of the outside catalogue, as the catalogue names it.
package struct ServiceID: Hashable, Sendable {
    package let value: UUID128

    package init(_ value: UUID128) {
        self.value = value
    }
}

extension EntityID where Entity == AccountTag {
    /// Pays opening grants and takes back what they are reversed by; may go below zero.
    package static let house = AccountID(-1)
    /// Receives what orders are paid with and pays refunds; may go below zero.
    package static let sales = AccountID(-2)
    /// Buys and sells currencies; may go below zero.
    package static let liquidity = AccountID(-3)

    /// A user's wallet has the user's id.
    package init(of user: UserID) {
        self.rawValue = user.rawValue
    }

    /// System accounts are part of the software, not created by an event, and have no limit.
    package var isSystem: Bool { rawValue < 0 }
}

/// Who asked for a command: a user, the service itself, or somebody not signed in.
package struct Actor: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: Int64

    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    package init(_ user: UserID) {
        self.rawValue = user.rawValue
    }

    /// Somebody who registers.
    package static let anonymous = Actor(rawValue: 0)
    /// The service's own jobs, such as the expiry of holds, and the command line.
    package static let system = Actor(rawValue: -1)

    /// The user, unless the actor is anonymous or the system.
    package var user: UserID? { rawValue > 0 ? UserID(rawValue) : nil }

    package var description: String { "\(rawValue)" }
}

/// HMAC-SHA256 of a normalised user name or e-mail address under the installation's key, cut to 128
/// bits: names a claim without putting personal data into the log.
package struct ClaimHash: Hashable, Sendable {
    package let value: UUID128

    package init(_ value: UUID128) {
        self.value = value
    }
}
