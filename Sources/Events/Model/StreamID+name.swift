import Model
import Text

extension StreamID {
    /// Bytes that the longest name can have: `product-` and a 64-bit number are fewer than
    /// `username-` and 32 hexadecimal digits.
    package static let maximumNameLength = 41

    /// The text form, as in column `stream`: `account-42`, `account-house`, `username-` and 32
    /// lower-case hexadecimal digits.
    package var name: String {
        withNameBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Nil unless `name` is exactly what `StreamID.name` gives.
    package init?(name: String) {
        var name = name
        guard let stream = name.withUTF8({ StreamID(nameBytes: UnsafeRawBufferPointer($0)) }) else {
            return nil
        }
        self = stream
    }

    /// Calls `body` with the name's bytes on the stack: no String is made.
    package func withNameBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try withUnsafeTemporaryAllocation(
            byteCount: StreamID.maximumNameLength,
            alignment: 1
        ) { buffer in
            var writer = NameWriter(buffer)
            write(into: &writer)
            return try body(UnsafeRawBufferPointer(rebasing: buffer[..<writer.count]))
        }
    }

    private func write(into writer: inout NameWriter) {
        switch self {
        case .user(let id): writer.append("user-", id.rawValue)
        case .session(let id): writer.append("session-", id.rawValue)
        case .username(let hash): writer.append("username-", hash.value)
        case .email(let hash): writer.append("email-", hash.value)
        case .account(.house): writer.append("account-house")
        case .account(.sales): writer.append("account-sales")
        case .account(.liquidity): writer.append("account-liquidity")
        case .account(let id): writer.append("account-", id.rawValue)
        case .transfer(let id): writer.append("transfer-", id.rawValue)
        case .rates: writer.append("rates-usd")
        case .slot(let id): writer.append("slot-", id.rawValue)
        case .hold(let id): writer.append("hold-", id.rawValue)
        case .shop(let id): writer.append("shop-", id.rawValue)
        case .product(let id): writer.append("product-", id.rawValue)
        case .basket(let id): writer.append("basket-", id.rawValue)
        case .order(let id): writer.append("order-", id.rawValue)
        case .services: writer.append("catalogue-services")
        }
    }

    /// Nil unless the bytes are exactly a name: no leading zero, sign or upper-case digit, so that
    /// a stream has one name only.
    package init?(nameBytes bytes: UnsafeRawBufferPointer) {
        guard let dash = bytes.firstIndex(of: UInt8(ascii: "-")) else { return nil }
        let kind = UnsafeRawBufferPointer(rebasing: bytes[..<dash])
        let rest = UnsafeRawBufferPointer(rebasing: bytes[(dash + 1)...])
        if kind == "account" {
            guard let id = AccountID(name: rest) else { return nil }
            self = .account(id)
        } else if kind == "username" {
            guard let hash = ClaimHash(hexadecimal: rest) else { return nil }
            self = .username(hash)
        } else if kind == "email" {
            guard let hash = ClaimHash(hexadecimal: rest) else { return nil }
            self = .email(hash)
        } else if kind == "rates" {
            guard rest == "usd" else { return nil }
            self = .rates
        } else if kind == "catalogue" {
            guard rest == "services" else { return nil }
            self = .services
        } else {
            guard let number = NameParser.number(rest) else { return nil }
            if kind == "hold" {
                self = .hold(HoldID(number))
            } else if kind == "slot" {
                self = .slot(SlotID(number))
            } else if kind == "order" {
                self = .order(OrderID(number))
            } else if kind == "product" {
                self = .product(ProductID(number))
            } else if kind == "user" {
                self = .user(UserID(number))
            } else if kind == "session" {
                self = .session(SessionID(number))
            } else if kind == "transfer" {
                self = .transfer(TransferID(number))
            } else if kind == "basket" {
                self = .basket(UserID(number))
            } else if kind == "shop" {
                self = .shop(ShopID(number))
            } else {
                return nil
            }
        }
    }
}

extension EntityID where Entity == AccountTag {
    fileprivate init?(name: UnsafeRawBufferPointer) {
        if let number = NameParser.number(name) {
            self = AccountID(number)
        } else if name == "house" {
            self = .house
        } else if name == "sales" {
            self = .sales
        } else if name == "liquidity" {
            self = .liquidity
        } else {
            return nil
        }
    }
}
