import Model
import Postgres

/// Lists of a user's own things: a new one is a constant beside its listing, and an operation. No
/// other file of the queries or the API names it.
extension OwnList {
    package static let holds = OwnList("/holds", .holds, isKept: true)
    package static let orders = OwnList("/orders", .orders, isKept: true)

    /// `$3` of the listing is the user.
    convenience init(_ path: String, _ listing: Listing, isKept: Bool) {
        // A list of no read model carries the newest position: every event moves that of the
        // activity.
        self.init(path, listing.model ?? .activity, isKept: isKept) {
            (user, page, connection) throws(PostgresError) in
            try listing.read(page, [.int64(user.rawValue)], connection)
        }
    }
}

extension Question {
    /// GET /holds; `reference`: those with it, or nil for all.
    package static func holds(
        _ user: UserID,
        reference: String? = nil,
        _ page: Page
    ) -> Question {
        reference.map { .referencedHolds(user, $0, page) } ?? .own(.holds, user, page)
    }

    /// GET /orders.
    package static func orders(_ user: UserID, _ page: Page) -> Question {
        .own(.orders, user, page)
    }
}
