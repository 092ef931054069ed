import Model
import Postgres
import Text

/// An array of balances, one per currency.
struct BalancesView {
    private let entries: [BalanceRow]

    init(_ entries: [BalanceRow]) {
        self.entries = entries
    }

    func answer(at position: LogPosition, validUntil: Int64? = nil) -> Answer {
        var json = JSONWriter(capacity: 2 + entries.count * 112)
        json.beginArray()
        for entry in entries { BalanceView(entry).write(to: &json) }
        json.endArray()
        return Answer(body: json.bytes, position: position, validUntil: validUntil)
    }
}
