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
        json.endObject()
    }

    private static let header = [
        "id", "timestamp", "type", "counterparty_id", "counterparty", "amount", "balance",
        "currency", "memo",
    ]

    /// A header, a row of the opening balance, one of each line, and one of the closing balance.
    var csv: [UInt8] {
        var csv = CSVWriter(capacity: 256 + lines.count * 128)
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
            row.text("")
        }
    }
}

/// Writes rows of RFC 4180: CRLF after each, texts quoted where they must be.
struct CSVWriter {
    private(set) var bytes: [UInt8] = []
    private var isFirst = true

    /// `capacity` is in bytes.
    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// A row, of which `write` writes the cells.
    mutating func row(_ write: (inout CSVWriter) -> Void) {
        isFirst = true
        write(&self)
        bytes.append(contentsOf: [0x0D, 0x0A])
    }

    /// A cell of text.
    ///
    /// A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV
    /// injection").
    mutating func text(_ text: String) {
        separate()
        let isFormula = Self.looksLikeFormula(text)
        let isQuoted = text.utf8.contains { byte in
            byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0D || byte == 0x0A
        }
        if isQuoted { bytes.append(UInt8(ascii: "\"")) }
        if isFormula { bytes.append(UInt8(ascii: "'")) }
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        if isQuoted { bytes.append(UInt8(ascii: "\"")) }
    }

    /// A cell of a whole number.
    mutating func number(_ value: Int64) {
        separate()
        bytes.append(contentsOf: String(value).utf8)
    }

    /// A cell of minor units as a decimal: -1250 with two digits is `-12.50`.
    mutating func decimal(_ value: Int64, digits: Int) {
        separate()
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var text = Array(String(value.magnitude).utf8)
        if text.count <= digits {
            text.insert(
                contentsOf: repeatElement(UInt8(ascii: "0"), count: digits + 1 - text.count),
                at: 0
            )
        }
        bytes.append(contentsOf: text.dropLast(digits))
        guard digits > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        bytes.append(contentsOf: text.suffix(digits))
    }

    /// A cell of a time, microseconds since 1970, as RFC 3339 text.
    mutating func time(_ microseconds: Int64) {
        separate()
        TimestampText.append(microseconds, to: &bytes)
    }

    private mutating func separate() {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
    }

    private static func looksLikeFormula(_ text: String) -> Bool {
        // Programs skip blanks, tabs, line breaks and characters without width.
        let first = text.unicodeScalars.first { scalar in
            !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
                && scalar.properties.generalCategory != .format
        }
        switch first {
        // The last four are the full-width forms, which some programs take for the others.
        case "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": return true
        default: return false
        }
    }
}
