import Model
import Text

extension EventCodec {
    static func encode(_ event: SessionEvent, into writer: inout JSONWriter) {
        switch event {
        case .started(let started):
            writer.object { writer in
                writer.member("user", started.user.rawValue)
                writer.member("expires_at_us", started.expiresAt.microseconds)
            }
        case .refreshed(let refreshed):
            writer.object { writer in
                writer.member("user", refreshed.user.rawValue)
                writer.member("generation", refreshed.generation)
                writer.member("expires_at_us", refreshed.expiresAt.microseconds)
            }
        case .ended(let ended):
            writer.object { writer in
                writer.member("user", ended.user.rawValue)
                writer.member("reason", ended.reason.rawValue)
            }
        }
    }

    static func sessionStarted(from reader: inout JSONReader) throws(JSONError) -> SessionStarted {
        var user: Int64?
        var expiresAt: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "user": user = try reader.int64()
            case "expires_at_us": expiresAt = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return SessionStarted(
            user: UserID(try reader.required(user, "user")),
            expiresAt: Timestamp(microseconds: try reader.required(expiresAt, "expires_at_us"))
        )
    }

    static func sessionRefreshed(
        from reader: inout JSONReader
    ) throws(JSONError) -> SessionRefreshed {
        var user: Int64?
        var generation: Int64?
        var expiresAt: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "user": user = try reader.int64()
            case "generation": generation = try reader.int64()
            case "expires_at_us": expiresAt = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return SessionRefreshed(
            user: UserID(try reader.required(user, "user")),
            generation: try reader.required(generation, "generation"),
            expiresAt: Timestamp(microseconds: try reader.required(expiresAt, "expires_at_us"))
        )
    }

    static func sessionEnded(from reader: inout JSONReader) throws(JSONError) -> SessionEnded {
        var user: Int64?
        var reason: SessionEndReason?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "user": user = try reader.int64()
            case "reason":
                reason = try reader.word {
                    SessionEndReason(rawValue: String(decoding: $0, as: UTF8.self))
                }
            default: throw reader.unknown(key)
            }
        }
        return SessionEnded(
            user: UserID(try reader.required(user, "user")),
            reason: try reader.required(reason, "reason")
        )
    }
}
