import Events
import Model
import Text

/// `read.baskets`: the lines of each user's basket, empty baskets that were used included.
enum BasketProjector: Projector {
    static let table = Table<BasketRow>(
        "baskets",
        .bigint("user_id") { $0.user.rawValue },
        .json("lines") { BasketRow.json($0.lines) },
        .bigint("position") { $0.position.rawValue }
    )

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: UserID, change: BasketEvent)? {
        guard case .basket(let change) = event.event else { return nil }
        guard case .basket(let user) = event.stream else { throw event.wrongStream }
        return (user, change)
    }

    static func apply(
        _ change: BasketEvent,
        to row: inout BasketRow?,
        _ user: UserID,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        switch change {
        case .changed(let changed):
            var basket = row ?? BasketRow(user: user, lines: [], position: event.position)
            basket.change(changed.lines)
            basket.position = event.position
            row = basket
        case .ordered:
            try self.change(&row, user, event) { $0.lines = [] }
        }
    }

    static func key(of row: BasketRow) -> UserID { row.user }

    static func read(_ columns: inout ColumnReader) throws -> BasketRow {
        BasketRow(
            user: try columns.id(),
            lines: try BasketRow.lines(try columns.text()),
            position: try columns.position()
        )
    }

    static func announce(_ row: BasketRow, in batch: inout ProjectionBatch) {
        batch.basketUsers.insert(row.user)
    }
}

/// A user's basket.
struct BasketRow: Hashable, PositionedRow {
    let user: UserID
    /// Each product once, in order of first mention; quantities are above zero.
    var lines: [BasketLine]
    var position: LogPosition

    /// Sets the given lines; a quantity of zero removes a line.
    mutating func change(_ changed: [BasketLine]) {
        for line in changed {
            if let index = lines.firstIndex(where: { $0.product == line.product }) {
                if line.quantity > 0 { lines[index] = line } else { lines.remove(at: index) }
            } else if line.quantity > 0 {
                lines.append(line)
            }
        }
    }
}

/// Lines as the JSON text in `read.baskets`; the same lines always give the same bytes.
extension BasketRow {
    /// `[{"product_id","quantity"}]`, keys in this order.
    static func json(_ lines: [BasketLine]) -> String {
        var writer = JSONWriter(capacity: 40 * lines.count + 2)
        writer.beginArray()
        for line in lines {
            writer.object { writer in
                writer.member("product_id", line.product.rawValue)
                writer.member("quantity", line.quantity)
            }
        }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    static func lines(_ json: String) throws(JSONError) -> [BasketLine] {
        try JSONReader.read(Array(json.utf8)) { (reader) throws(JSONError) in
            try reader.objects { (members) throws(JSONError) in
                BasketLine(
                    product: ProductID(try members.int64("product_id")),
                    quantity: try members.int64("quantity")
                )
            }
        }
    }
}
