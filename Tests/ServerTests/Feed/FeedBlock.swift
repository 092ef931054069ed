/// One block of a stream of server-sent events, as a browser reads it.
struct FeedBlock: Equatable {
    var id: Int64?
    /// The epoch after the position.
    var epoch: String?
    /// Nil for a block that makes no event.
    var event: String?
    var data = ""

    /// The complete blocks of a stream.
    static func all(in text: String) -> [FeedBlock] {
        var parts = text.split(separator: "\n\n", omittingEmptySubsequences: false)
        // The text after the last empty line is incomplete.
        parts.removeLast()
        return parts.map { FeedBlock(String($0)) }
    }

    init(_ text: String) {
        for line in text.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = String(line[line.index(after: colon)...].drop { $0 == " " })
            switch line[..<colon] {
            case "id":
                let parts = value.split(separator: "-")
                id = parts.first.flatMap { Int64($0) }
                epoch = parts.count == 2 ? String(parts[1]) : nil
            case "event": event = value
            case "data": data += value
            default: break
            }
        }
    }

    init(id: Int64?, in epoch: String? = "00000000", event: String?, data: String) {
        self.id = id
        self.epoch = epoch
        self.event = event
        self.data = data
    }
}
