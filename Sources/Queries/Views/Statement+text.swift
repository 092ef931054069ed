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
        json.member("counterparty_id", line.counterparty)
        json.member("counterparty", line.counterpartyName)
        json.member("amount", line.amount)
        json.member("balance", line.balance)
        json.member("memo", line.memo)
        json.member("order_id", line.links.order)
        json.member("reverses", line.links.reverses)
        json.member("reversed_by", line.links.reversedBy)
        json.member("exchange_id", line.links.exchange)
        json.member("rate", line.links.rate)
        json.member("reference", line.reference)
        json.endObject()
    }

    private static let header = [
        "id", "timestamp", "type", "counterparty_id", "counterparty", "amount", "balance",
        "currency", "memo", "order_id", "reverses", "reversed_by", "exchange_id", "rate",
        "reference",
    ]

    /// A header, a row of the opening balance, one of each line, and one of the closing balance.
    func csv(_ form: CSVForm) -> [UInt8] {
        var csv = CSVWriter(form, capacity: 256 + lines.count * 128)
        csv.row { row in
            for name in Self.header { row.text(name) }
        }
        write("opening_balance", at: period.from, openingBalance, to: &csv)
        for line in lines { write(line, to: &csv) }
        write("closing_balance", at: to, closingBalance, to: &csv)
        return csv.bytes
    }

    /// `statement-RUB-20260101T000000Z-20260201T000000Z.csv`.
    var fileName: String {
        "statement-\(period.currency.code)-\(Self.compact(period.from))-\(Self.compact(to)).csv"
    }

    /// A time as ISO 8601 writes it without separators, which are not allowed in every file system.
    private static func compact(_ time: Int64) -> String {
        var text: [UInt8] = []
        TimestampText.append(time, to: &text)
        let separators = Array("-:".utf8)
        return String(decoding: text.filter { !separators.contains($0) }, as: UTF8.self)
    }

    private func write(_ line: StatementLine, to csv: inout CSVWriter) {
        csv.row { row in
            row.number(line.id)
            row.time(line.timestamp)
            row.text(line.type)
            row.number(line.counterparty)
            row.text(line.counterpartyName ?? "")
            row.decimal(line.amount, digits: period.digits)
            row.decimal(line.balance, digits: period.digits)
            row.text(period.currency.code)
            row.text(line.memo ?? "")
            let links = line.links
            for id in [links.order, links.reverses, links.reversedBy, links.exchange] {
                row.number(id)
            }
            row.text(links.rate ?? "")
            row.text(line.reference ?? "")
        }
    }

    private func write(_ type: String, at time: Int64, _ balance: Int64, to csv: inout CSVWriter) {
        csv.row { row in
            row.text("")
            row.time(time)
            row.text(type)
            row.text("")
            row.text("")
            row.text("")
            row.decimal(balance, digits: period.digits)
            row.text(period.currency.code)
            for _ in 0..<7 { row.text("") }
        }
    }
}
