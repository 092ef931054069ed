import Events
import Model
import Text

/// `read.rates`: all rates in one row, since one event quotes several currencies and may change one
/// row only.
enum RateProjector: Projector {
    static let table = Table<RatesRow>(
        "rates",
        .text("base") { $0.base.code },
        .json("quotes") { RatesRow.json($0.quotes) },
        .timestamptz("quoted_at") { $0.quotedAt },
        .bigint("position") { $0.position.rawValue }
    )

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: Currency, change: RatesRecorded)? {
        guard case .rates(.recorded(let recorded)) = event.event else { return nil }
        guard case .rates = event.stream else { throw event.wrongStream }
        return (.usd, recorded)
    }

    static func apply(
        _ recorded: RatesRecorded,
        to row: inout RatesRow?,
        _ base: Currency,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        var changed = row ?? RatesRow(base: base, quotes: [], position: event.position)
        changed.record(recorded)
        changed.position = event.position
        row = changed
    }

    static func key(of row: RatesRow) -> Currency { row.base }

    static func read(_ columns: inout ColumnReader) throws -> RatesRow {
        RatesRow(
            base: try columns.currency(),
            quotes: try RatesRow.quotes(try columns.text()),
            position: try columns.position(skipping: 1)
        )
    }

    static func announce(_ row: RatesRow, in batch: inout ProjectionBatch) {
        batch.ratesChanged = true
    }
}

/// The price of one unit of the base currency in others, as last quoted.
struct RatesRow: Hashable {
    let base: Currency
    /// Each currency once, in order of code.
    var quotes: [Quote]
    /// The last event that changed this row.
    var position: LogPosition

    struct Quote: Hashable {
        let currency: Currency
        let rate: ExactDecimal
        let quotedAt: Timestamp
    }

    /// The time of the newest quote.
    var quotedAt: Timestamp? { quotes.map(\.quotedAt).max() }

    /// Takes over new quotes; those of other currencies stay.
    mutating func record(_ recorded: RatesRecorded) {
        let named = Set(recorded.quotes.map(\.currency))
        quotes.removeAll { named.contains($0.currency) }
        quotes += recorded.quotes.map {
            Quote(currency: $0.currency, rate: $0.rate, quotedAt: recorded.quotedAt)
        }
        quotes.sort { $0.currency < $1.currency }
    }
}

/// Quotes as the JSON text in `read.rates`; the same quotes always give the same bytes.
extension RatesRow {
    /// `[{"currency","rate","quoted_at_us"}]`, keys in this order.
    static func json(_ quotes: [Quote]) -> String {
        var writer = JSONWriter(capacity: 80 * quotes.count + 2)
        writer.beginArray()
        for quote in quotes {
            writer.object { writer in
                writer.member("currency", quote.currency.code)
                writer.member("rate", quote.rate.text)
                writer.member("quoted_at_us", quote.quotedAt.microseconds)
            }
        }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    static func quotes(_ json: String) throws(JSONError) -> [Quote] {
        try JSONReader.read(Array(json.utf8)) { (reader) throws(JSONError) in
            try reader.objects { (members) throws(JSONError) in
                Quote(
                    currency: try members.word("currency", Currency.init(bytes:)),
                    rate: try members.word("rate") {
                        ExactDecimal(String(decoding: $0, as: UTF8.self))
                    },
                    quotedAt: Timestamp(microseconds: try members.int64("quoted_at_us"))
                )
            }
        }
    }
}
