import Model
import Text

extension EventCodec {
    static func encode(_ event: TransferEvent, into writer: inout JSONWriter) {
        switch event {
        case .reserved(let reserved):
            writer.object { writer in
                writer.members(of: reserved.parties)
                writer.members(of: reserved.amount)
                writer.member("expires_at_us", reserved.expiresAt.microseconds)
                if let memo = reserved.memo { writer.member("memo", memo) }
            }
        case .posted(let posted):
            writer.object { writer in
                writer.members(of: posted.parties)
                writer.members(of: posted.amount)
            }
        case .voided(let parties), .expired(let parties):
            writer.object { $0.members(of: parties) }
        case .reversed(let reversed):
            writer.object { writer in
                writer.members(of: reversed.parties)
                writer.member("reversal", reversed.reversal.rawValue)
            }
        }
    }

    static func transferReserved(
        from reader: inout JSONReader
    ) throws(JSONError) -> TransferReserved {
        var sender: Int64?
        var receiver: Int64?
        var amount: Int64?
        var currency: Currency?
        var expiresAt: Int64?
        var memo: String?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "sender": sender = try reader.int64()
            case "receiver": receiver = try reader.int64()
            case "amount": amount = try reader.int64()
            case "currency": currency = try reader.word(Currency.init(bytes:))
            case "expires_at_us": expiresAt = try reader.int64()
            case "memo": memo = try reader.string()
            default: throw reader.unknown(key)
            }
        }
        return TransferReserved(
            parties: try parties(sender, receiver, reader),
            amount: Money(
                try reader.required(amount, "amount"),
                try reader.required(currency, "currency")
            ),
            expiresAt: Timestamp(microseconds: try reader.required(expiresAt, "expires_at_us")),
            memo: memo
        )
    }

    static func transferPosted(from reader: inout JSONReader) throws(JSONError) -> TransferPosted {
        var sender: Int64?
        var receiver: Int64?
        var amount: Int64?
        var currency: Currency?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "sender": sender = try reader.int64()
            case "receiver": receiver = try reader.int64()
            case "amount": amount = try reader.int64()
            case "currency": currency = try reader.word(Currency.init(bytes:))
            default: throw reader.unknown(key)
            }
        }
        return TransferPosted(
            parties: try parties(sender, receiver, reader),
            amount: Money(
                try reader.required(amount, "amount"),
                try reader.required(currency, "currency")
            )
        )
    }

    static func transferParties(
        from reader: inout JSONReader
    ) throws(JSONError) -> TransferParties {
        var sender: Int64?
        var receiver: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "sender": sender = try reader.int64()
            case "receiver": receiver = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return try parties(sender, receiver, reader)
    }

    static func transferReversed(
        from reader: inout JSONReader
    ) throws(JSONError) -> TransferReversed {
        var sender: Int64?
        var receiver: Int64?
        var reversal: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "sender": sender = try reader.int64()
            case "receiver": receiver = try reader.int64()
            case "reversal": reversal = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return TransferReversed(
            parties: try parties(sender, receiver, reader),
            reversal: TransferID(try reader.required(reversal, "reversal"))
        )
    }

    private static func parties(
        _ sender: Int64?,
        _ receiver: Int64?,
        _ reader: borrowing JSONReader
    ) throws(JSONError) -> TransferParties {
        TransferParties(
            sender: AccountID(try reader.required(sender, "sender")),
            receiver: AccountID(try reader.required(receiver, "receiver"))
        )
    }
}

extension JSONWriter {
    /// `sender` and `receiver`, within the object that is being written.
    fileprivate mutating func members(of parties: TransferParties) {
        member("sender", parties.sender.rawValue)
        member("receiver", parties.receiver.rawValue)
    }
}
