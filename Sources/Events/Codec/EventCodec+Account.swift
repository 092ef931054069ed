import Model
import Text

extension EventCodec {
    static func encode(_ event: AccountEvent, into writer: inout JSONWriter) {
        switch event {
        case .opened(let opened):
            writer.object { writer in
                writer.member("owner", opened.owner.rawValue)
                writer.member("currency", currency: opened.currency)
            }
        case .debited(let posting), .credited(let posting):
            encode(posting, into: &writer)
        case .reserved(let reservation), .released(let reservation):
            writer.object { writer in
                writer.member("transfer", reservation.transfer.rawValue)
                writer.members(of: reservation.amount)
                writer.member("expires_at_us", reservation.expiresAt.microseconds)
            }
        case .closed, .reopened:
            writer.object { _ in }
        }
    }

    private static func encode(_ posting: Posting, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("transfer", posting.transfer.rawValue)
            writer.member("kind", constant: posting.kind.word)
            writer.member("counterparty", posting.counterparty.rawValue)
            writer.members(of: posting.amount)
            if let memo = posting.memo { writer.member("memo", memo) }
            if let order = posting.order { writer.member("order", order.rawValue) }
        }
    }

    static func accountOpened(
        from reader: inout JSONReader
    ) throws(JSONError) -> AccountOpened {
        var owner: Int64?
        var currency: Currency?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "owner": owner = try reader.int64()
            case "currency": currency = try reader.word(Currency.init(bytes:))
            default: throw reader.unknown(key)
            }
        }
        return AccountOpened(
            owner: UserID(try reader.required(owner, "owner")),
            currency: try reader.required(currency, "currency")
        )
    }

    static func reservation(from reader: inout JSONReader) throws(JSONError) -> Reservation {
        var transfer: Int64?
        var amount: Int64?
        var currency: Currency?
        var expiresAt: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "transfer": transfer = try reader.int64()
            case "amount": amount = try reader.int64()
            case "currency": currency = try reader.word(Currency.init(bytes:))
            case "expires_at_us": expiresAt = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return Reservation(
            transfer: TransferID(try reader.required(transfer, "transfer")),
            amount: Money(
                try reader.required(amount, "amount"),
                try reader.required(currency, "currency")
            ),
            expiresAt: Timestamp(microseconds: try reader.required(expiresAt, "expires_at_us"))
        )
    }

    static func posting(from reader: inout JSONReader) throws(JSONError) -> Posting {
        var transfer: Int64?
        var kind: TransferKind?
        var counterparty: Int64?
        var amount: Int64?
        var currency: Currency?
        var memo: String?
        var order: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "transfer": transfer = try reader.int64()
            case "kind": kind = try reader.word(TransferKind.init(word:))
            case "counterparty": counterparty = try reader.int64()
            case "amount": amount = try reader.int64()
            case "currency": currency = try reader.word(Currency.init(bytes:))
            case "memo": memo = try reader.string()
            case "order": order = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return Posting(
            transfer: TransferID(try reader.required(transfer, "transfer")),
            kind: try reader.required(kind, "kind"),
            counterparty: AccountID(try reader.required(counterparty, "counterparty")),
            amount: Money(
                try reader.required(amount, "amount"),
                try reader.required(currency, "currency")
            ),
            memo: memo,
            order: order.map { OrderID($0) }
        )
    }
}

extension TransferKind {
    /// The raw value without making a String.
    fileprivate var word: StaticString {
        switch self {
        case .transfer: "transfer"
        case .openingGrant: "opening_grant"
        case .payment: "payment"
        case .refund: "refund"
        case .reversal: "reversal"
        case .exchange: "exchange"
        case .stock: "stock"
        case .adjustmentRefund: "adjustment_refund"
        }
    }

    fileprivate init?(word: UnsafeRawBufferPointer) {
        for kind in TransferKind.allCases where word == kind.word {
            self = kind
            return
        }
        return nil
    }
}
