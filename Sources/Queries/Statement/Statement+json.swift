import Model
import Postgres
import Text

extension Statement {
    /// `{currency, from, to, opening_balance, lines, closing_balance, position}`.
    var json: [UInt8] {
        var json = JSONWriter(capacity: 256 + lines.count * 200)
        json.beginObject()
        json.member("currency", period.currency.code)
        json.member("from", timestamp: period.from)
        json.member("to", timestamp: to)
        json.member("opening_balance", openingBalance)
        json.array("lines") { json in
            for line in lines { write(line, to: &json) }
        }
        json.member("closing_balance", closingBalance)
        json.member("position", position.rawValue)
        json.endObject()
        return json.bytes
    }

    private func write(_ line: StatementLine, to json: inout JSONWriter) {
        json.beginObject()
        json.member("id", line.id)
        json.member("timestamp", timestamp: line.timestamp)
        json.member("type", line.type)
        json.member("counterparty_id", line.counterparty.account)
        json.member("counterparty", line.counterparty.name)
        json.member("amount", line.amount)
        json.member("balance", line.balance)
        json.member("memo", line.memo)
        json.endObject()
    }
}
