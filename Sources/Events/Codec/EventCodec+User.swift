import Model
import Text

extension EventCodec {
    static func encode(_ event: UserEvent, into writer: inout JSONWriter) {
        switch event {
        case .registered(let registered):
            writer.object { writer in
                writer.member("username", claim: registered.username)
                writer.member("email", claim: registered.email)
            }
        case .roleGranted(let granted):
            writer.object { $0.member("role", granted.role.rawValue) }
        case .passwordChanged(let changed):
            writer.object { writer in
                writer.member("sessions_ended_before", changed.endedBefore.rawValue)
                if let kept = changed.kept { writer.member("kept", kept.rawValue) }
            }
        case .deleted(let deleted):
            writer.object {
                $0.member("sessions_ended_before", deleted.endedBefore.rawValue)
            }
        case .restored, .erased:
            writer.object { _ in }
        }
    }

    static func encode(_ event: ClaimEvent, into writer: inout JSONWriter) {
        switch event {
        case .usernameClaimed(let user), .emailClaimed(let user):
            writer.object { $0.member("user", user.rawValue) }
        }
    }

    static func userRegistered(
        from reader: inout JSONReader
    ) throws(JSONError) -> UserRegistered {
        var username: ClaimHash?
        var email: ClaimHash?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "username": username = try reader.word(ClaimHash.init(hexadecimal:))
            case "email": email = try reader.word(ClaimHash.init(hexadecimal:))
            default: throw reader.unknown(key)
            }
        }
        return UserRegistered(
            username: try reader.required(username, "username"),
            email: try reader.required(email, "email")
        )
    }

    static func roleGranted(
        from reader: inout JSONReader
    ) throws(JSONError) -> RoleGranted {
        var role: Role?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "role":
                role = try reader.word { Role(rawValue: String(decoding: $0, as: UTF8.self)) }
            default: throw reader.unknown(key)
            }
        }
        return RoleGranted(role: try reader.required(role, "role"))
    }

    static func passwordChanged(
        from reader: inout JSONReader
    ) throws(JSONError) -> PasswordChanged {
        var endedBefore: Int64?
        var kept: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "sessions_ended_before": endedBefore = try reader.int64()
            case "kept": kept = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return PasswordChanged(
            endedBefore: SessionID(try reader.required(endedBefore, "sessions_ended_before")),
            kept: kept.map { SessionID($0) }
        )
    }

    static func userDeleted(from reader: inout JSONReader) throws(JSONError) -> UserDeleted {
        var endedBefore: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "sessions_ended_before": endedBefore = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return UserDeleted(
            endedBefore: SessionID(try reader.required(endedBefore, "sessions_ended_before"))
        )
    }

    static func claimant(from reader: inout JSONReader) throws(JSONError) -> UserID {
        var user: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "user": user = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return UserID(try reader.required(user, "user"))
    }
}
