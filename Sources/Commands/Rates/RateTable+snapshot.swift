import EventStore
import Events
import Model

extension RateTable {
    /// When the latest were quoted, then code, digits, scale and time of each quote, in order of code.
    ///
    /// Nil while there are none.
    var snapshot: [UInt8]? {
        guard let latest else { return nil }
        var snapshot = Snapshot()
        snapshot.append(latest.microseconds)
        for (currency, quote) in quotes.sorted(by: { $0.key < $1.key }) {
            snapshot.append(currency.code)
            snapshot.append(quote.rate.digits)
            snapshot.append(Int64(quote.rate.scale))
            snapshot.append(quote.quotedAt.microseconds)
        }
        return snapshot.closed()
    }

    init?(snapshot: StoredSnapshot) {
        guard var reader = SnapshotReader(snapshot), let latest = reader.number() else {
            return nil
        }
        var quotes: [Currency: Quote] = [:]
        while !reader.atEnd() {
            guard let code = reader.text(), let currency = Currency(code),
                let digits = reader.number(), let scale = reader.number(),
                let rate = ExactDecimal(digits: digits, scale: Int(scale)),
                let quotedAt = reader.number()
            else { return nil }
            quotes[currency] = Quote(rate: rate, quotedAt: Timestamp(microseconds: quotedAt))
        }
        self.init(quotes: quotes, latest: Timestamp(microseconds: latest))
    }
}
