import Postgres
import Text

/// An array of balances, one per currency.
struct BalancesView {
    private let entries: [BalanceEntry]

    init(_ entries: [BalanceEntry]) {
        self.entries = entries
    }

    func answer(at position: ReadPosition, validUntil: Int64? = nil) -> Answer {
        var json = JSONWriter(capacity: 2 + entries.count * 112)
        json.beginArray()
        for entry in entries { BalanceView(entry).write(to: &json) }
        json.endArray()
        return Answer(body: json.bytes, position: position, validUntil: validUntil)
    }
}
