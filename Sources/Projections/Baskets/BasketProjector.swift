import Events
import Model
import Postgres

/// `read.baskets`: what each user has in the basket, empty ones that were used included.
package enum BasketProjector: Projector {
    package static let projection = ReadModel.baskets

    package static let table = TableShape(
        "baskets",
        columns: [
            .init("user_id", .bigint), .init("lines", .json), .init("position", .bigint),
        ]
    )

    package static func key(of event: RecordedEvent) -> UserID? {
        switch event.event {
        case .basket:
            guard case .basket(let user) = event.stream else { return UserID(0) }
            return user
        case .user, .claim, .account, .slot, .hold, .shop, .product, .order, .session, .transfer,
            .rates, .service:
            return nil
        }
    }

    package static func apply(
        _ event: RecordedEvent,
        to row: inout BasketRow?
    ) throws(ProjectionFault) {
        guard case .basket(let change) = event.event else { return }
        guard case .basket(let user) = event.stream else {
            throw ProjectionFault(event.position, .wrongStream)
        }
        switch change {
        case .changed(let changed):
            var basket = row ?? BasketRow(user: user, lines: [], position: event.position)
            basket.change(changed.lines)
            basket.position = event.position
            row = basket
        case .ordered:
            var basket = try existing(row, user.rawValue, at: event.position)
            basket.lines = []
            basket.position = event.position
            row = basket
        }
    }

    package static func key(of row: BasketRow) -> UserID { row.user }

    package static func write(_ key: UserID, to sink: inout some RowSink & ~Copyable) {
        sink.int64(key.rawValue)
    }

    package static func write(_ row: BasketRow, to sink: inout some RowSink & ~Copyable) {
        sink.int64(row.user.rawValue)
        sink.json(BasketRow.json(row.lines))
        sink.int64(row.position.rawValue)
    }

    package static func read(_ row: ResultRow) throws -> BasketRow {
        BasketRow(
            user: UserID(try row.int64(0)),
            lines: try BasketRow.lines(try row.string(1)),
            position: LogPosition(try row.int64(2))
        )
    }

    package static func announce(_ row: BasketRow, in batch: inout ProjectionBatch) {
        batch.basketUsers.insert(row.user)
    }
}
