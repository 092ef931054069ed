import Model
import Text

extension EventCodec {
    static func encode(_ event: SlotEvent, into writer: inout JSONWriter) {
        switch event {
        case .created(let details), .changed(let details):
            encode(details, into: &writer)
        case .seatHeld(let held):
            writer.object { writer in
                writer.member("hold", held.hold.rawValue)
                writer.member("expires_at_us", held.expiresAt.microseconds)
            }
        case .seatConfirmed(let hold):
            writer.object { $0.member("hold", hold.rawValue) }
        case .seatReleased(let released):
            writer.object { writer in
                writer.member("hold", released.hold.rawValue)
                writer.member("was_confirmed", released.wasConfirmed)
            }
        }
    }

    private static func encode(_ details: SlotDetails, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("title", details.title)
            writer.member("capacity", details.capacity)
            if let startsAt = details.startsAt {
                writer.member("starts_at_us", startsAt.microseconds)
            }
        }
    }

    static func slotDetails(
        from reader: inout JSONReader
    ) throws(JSONError) -> SlotDetails {
        var title: String?
        var capacity: Int64?
        var startsAt: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "title": title = try reader.string()
            case "capacity": capacity = try reader.int64()
            case "starts_at_us": startsAt = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return SlotDetails(
            title: try reader.required(title, "title"),
            capacity: try reader.required(capacity, "capacity"),
            startsAt: startsAt.map { Timestamp(microseconds: $0) }
        )
    }

    static func seatHeld(from reader: inout JSONReader) throws(JSONError) -> SeatHeld {
        var hold: Int64?
        var expiresAt: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "hold": hold = try reader.int64()
            case "expires_at_us": expiresAt = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return SeatHeld(
            hold: HoldID(try reader.required(hold, "hold")),
            expiresAt: Timestamp(microseconds: try reader.required(expiresAt, "expires_at_us"))
        )
    }

    static func seatConfirmed(from reader: inout JSONReader) throws(JSONError) -> HoldID {
        var hold: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "hold": hold = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return HoldID(try reader.required(hold, "hold"))
    }

    static func seatReleased(
        from reader: inout JSONReader
    ) throws(JSONError) -> SeatReleased {
        var hold: Int64?
        var wasConfirmed: Bool?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "hold": hold = try reader.int64()
            case "was_confirmed": wasConfirmed = try reader.bool()
            default: throw reader.unknown(key)
            }
        }
        return SeatReleased(
            hold: HoldID(try reader.required(hold, "hold")),
            wasConfirmed: try reader.required(wasConfirmed, "was_confirmed")
        )
    }
}
