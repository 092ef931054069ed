import Postgres

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
        }
    }

    static func encode(_ event: ClaimEvent, into writer: inout JSONWriter) {
        switch event {
        case .usernameClaimed(let user), .emailClaimed(let user):
            writer.object { $0.member("user", user.rawValue) }
        }
    }

    static func userRegistered(
        from reader: inout PayloadReader
    ) throws(EventCodecError) -> UserRegistered {
        var username: ClaimHash?
        var email: ClaimHash?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key == "username" {
                try reader.read(&username, ClaimHash.init(hexadecimal:))
            } else if key == "email" {
                try reader.read(&email, ClaimHash.init(hexadecimal:))
            } else {
                throw reader.unknown(key)
            }
        }
        return UserRegistered(
            username: try reader.required(username, "username"),
            email: try reader.required(email, "email")
        )
    }

    static func roleGranted(
        from reader: inout PayloadReader
    ) throws(EventCodecError) -> RoleGranted {
        var role: Role?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            guard key == "role" else {
                throw reader.unknown(key)
            }
            try reader.read(&role) { Role(rawValue: String(decoding: $0, as: UTF8.self)) }
        }
        return RoleGranted(role: try reader.required(role, "role"))
    }

    static func claimant(from reader: inout PayloadReader) throws(EventCodecError) -> UserID {
        var user: Int64?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            guard key == "user" else {
                throw reader.unknown(key)
            }
            try reader.read(&user)
        }
        return UserID(try reader.required(user, "user"))
    }
}
