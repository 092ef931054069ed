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
        .bigint("position") { $0.position.rawValue },
        .json("suspects") { RatesRow.json($0.suspects) }
    )

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: Currency, change: RatesEvent)? {
        guard case .rates(let change) = event.event else { return nil }
        guard case .rates = event.stream else { throw event.wrongStream }
        return (.usd, change)
    }

    static func apply(
        _ change: RatesEvent,
        to row: inout RatesRow?,
        _ base: Currency,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        var changed =
            row ?? RatesRow(base: base, quotes: [], position: event.position, suspects: [])
        switch change {
        case .recorded(let recorded): changed.record(recorded)
        case .suspected(let suspected): changed.suspect(suspected)
        }
        changed.position = event.position
        row = changed
    }

    static func key(of row: RatesRow) -> Currency { row.base }

    static func read(_ columns: inout ColumnReader) throws -> RatesRow {
        RatesRow(
            base: try columns.currency(),
            quotes: try RatesRow.quotes(try columns.text()),
            position: try columns.position(skipping: 1),
            suspects: try RatesRow.quotes(try columns.text())
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
    /// Quotes that are not used, as they are too far from those in use; each currency once, in
    /// order of code.
    var suspects: [Quote]

    struct Quote: Hashable {
        let currency: Currency
        let rate: ExactDecimal
        let quotedAt: Timestamp
    }

    /// The time of the newest quote.
    var quotedAt: Timestamp? { quotes.map(\.quotedAt).max() }

    /// Takes over new quotes; those of other currencies stay.
    mutating func record(_ recorded: RatesRecorded) {
        Self.replace(&quotes, by: recorded, base)
        let named = Set(recorded.quotes.map(\.currency))
        suspects.removeAll { named.contains($0.currency) }
    }

    mutating func suspect(_ suspected: RatesRecorded) {
        Self.replace(&suspects, by: suspected, base)
    }

    /// The base costs 1, whatever an old history recorded.
    private static func replace(
        _ quotes: inout [Quote],
        by recorded: RatesRecorded,
        _ base: Currency
    ) {
        let named = Set(recorded.quotes.map(\.currency))
        quotes.removeAll { named.contains($0.currency) }
        quotes += recorded.quotes.map { quote in
            let rate = quote.currency == base ? .one : quote.rate
            return Quote(currency: quote.currency, rate: rate, quotedAt: recorded.quotedAt)
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
