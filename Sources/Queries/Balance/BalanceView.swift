import Model
import Postgres
import Text

/// `{"currency":"RUB","available":100000,"pending":0,"position":17}`: position is that of the last
/// event that changed the balance, 0 if none has.
struct BalanceView {
    private static let typicalByteCount = 112

    private let entry: BalanceRow

    init(_ entry: BalanceRow) {
        self.entry = entry
    }

    func answer(at position: LogPosition, validUntil: Int64? = nil) -> Answer {
        var json = JSONWriter(capacity: BalanceView.typicalByteCount)
        write(to: &json)
        return Answer(
            body: json.bytes,
            position: position,
            etag: etag,
            validUntil: validUntil
        )
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.unchecked("\"currency\":\"")
        entry.currency.withBytes { json.bytes.append(contentsOf: $0) }
        json.unchecked("\",\"available\":")
        json.value(entry.available)
        json.member("pending", entry.pending)
        json.member("position", entry.position.rawValue)
        json.endObject()
    }

    /// From the values that make up the body: equal bodies have equal ones.
    private var etag: ETag {
        var hash = mix(UInt64(entry.currency.packed))
        hash = mix(hash ^ UInt64(bitPattern: entry.available))
        hash = mix(hash ^ UInt64(bitPattern: entry.pending))
        return ETag(value: mix(hash ^ UInt64(bitPattern: entry.position.rawValue)))
    }
}
