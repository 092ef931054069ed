import Model
import Text

extension EventCodec {
    static func encode(_ event: HoldEvent, into writer: inout JSONWriter) {
        switch event {
        case .placed(let placed):
            writer.object { writer in
                writer.member("slot", placed.slot.rawValue)
                writer.member("user", placed.user.rawValue)
                writer.member("expires_at_us", placed.expiresAt.microseconds)
            }
        case .confirmed(let reference), .cancelled(let reference), .expired(let reference):
            writer.object { writer in
                writer.member("slot", reference.slot.rawValue)
                writer.member("user", reference.user.rawValue)
            }
        }
    }

    static func holdPlaced(from reader: inout JSONReader) throws(JSONError) -> HoldPlaced {
        var slot: Int64?
        var user: Int64?
        var expiresAt: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "slot": slot = try reader.int64()
            case "user": user = try reader.int64()
            case "expires_at_us": expiresAt = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return HoldPlaced(
            slot: SlotID(try reader.required(slot, "slot")),
            user: UserID(try reader.required(user, "user")),
            expiresAt: Timestamp(microseconds: try reader.required(expiresAt, "expires_at_us"))
        )
    }

    static func holdReference(
        from reader: inout JSONReader
    ) throws(JSONError) -> HoldReference {
        var slot: Int64?
        var user: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "slot": slot = try reader.int64()
            case "user": user = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return HoldReference(
            slot: SlotID(try reader.required(slot, "slot")),
            user: UserID(try reader.required(user, "user"))
        )
    }
}
