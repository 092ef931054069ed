import Entities
import EventStore
import HTTP
import Model

extension Response {
    /// The answer to a bulk: that of a command or, if each item counts for itself, an array of
    /// `true` and `false` in the order of the items.
    package init(_ answer: BulkProgress.Answer, in epoch: EpochID?) {
        switch answer {
        case .each(let done, let position, let replayed):
            self.init(done, position, in: epoch, replayed: replayed)
        case .whole(.rejected(let reason, let detail, let position, let replayed)):
            self.init(
                .rejected(reason: reason, position: position, replayed: replayed),
                in: epoch
            )
            addIndex(in: detail)
        case .whole(.notFound(let kind, let detail)):
            self.init(.notFound(kind), in: epoch)
            addIndex(in: detail)
        case .whole(let outcome): self.init(outcome, in: epoch)
        }
    }

    /// Adds the place of the item that a refusal's detail names, if it names one.
    private mutating func addIndex(in detail: String?) {
        guard let index = detail.flatMap(BulkFailure.index(in:)) else { return }
        var headers = HeaderLines()
        headers.add("Tally-Index", Int64(index))
        fields += headers.bytes
    }

    /// The answer about the items of a bulk.
    init(_ done: [Bool], _ position: LogPosition, in epoch: EpochID?, replayed: Bool) {
        var headers = HeaderLines()
        headers.add("Tally-Position", position.rawValue)
        if let epoch { headers.add(epoch) }
        if replayed { headers.add("Idempotency-Replayed", "true") }
        self.init(.ok, fields: headers.bytes, body: Self.array(done))
        note.position = position.rawValue
        note.isReplayed = replayed
    }

    private static func array(_ done: [Bool]) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(2 + done.count * 6)
        body.append(UInt8(ascii: "["))
        for (index, isDone) in done.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body.append(contentsOf: isDone ? yes : no)
        }
        body.append(UInt8(ascii: "]"))
        return body
    }
}
