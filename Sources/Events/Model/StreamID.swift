import Model
import Text

/// The stream that an event belongs to: one entity's history.
///
/// `name` is its text form.
package enum StreamID: Hashable, Sendable {
    case user(UserID)
    case session(SessionID)
    /// Claimed once, by the user with this name.
    case username(ClaimHash)
    case email(ClaimHash)
    case account(AccountID)
    /// The state of a transfer besides its two postings: pending first, or reversed later. Most
    /// transfers have no event here.
    case transfer(TransferID)
    /// All recorded exchange rates.
    case rates
    case slot(SlotID)
    case hold(HoldID)
    case shop(ShopID)
    case product(ProductID)
    /// A user has one basket, so it has the user's id.
    case basket(UserID)
    case order(OrderID)
    /// The catalogue of services.
    case services
    case invitation(InvitationID)
}

extension StreamID: CustomStringConvertible {
    package var description: String { name }
}

/// The kind of a stream; its raw value comes before the hyphen in the stream's name.
package enum StreamKind: String, Sendable, CaseIterable {
    case user
    case session
    case username
    case email
    case account
    case transfer
    case rates
    case slot
    case hold
    case shop
    case product
    case basket
    case order
    case catalogue
    case invitation

    static let words = WordTable<StreamKind>()

    /// The start of the names of its streams.
    package var prefix: String { rawValue + "-" }
}

extension StreamID {
    /// Bytes that the longest name can have: `product-` and a 64-bit number are fewer than
    /// `username-` and 32 hexadecimal digits.
    package static let maximumNameLength = 41

    /// The text form, as in column `stream`: `account-42`, `account-house`, `username-` and 32
    /// lower-case hexadecimal digits.
    package var name: String {
        withNameBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Nil unless `name` is exactly the `name` of a stream.
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
        case .user(let id): writer.append(.user, id.rawValue)
        case .session(let id): writer.append(.session, id.rawValue)
        case .username(let hash): writer.append(.username, hash.value)
        case .email(let hash): writer.append(.email, hash.value)
        case .account(.house): writer.append(.account, "house")
        case .account(.sales): writer.append(.account, "sales")
        case .account(.liquidity): writer.append(.account, "liquidity")
        case .account(let id): writer.append(.account, id.rawValue)
        case .transfer(let id): writer.append(.transfer, id.rawValue)
        case .rates: writer.append(.rates, "usd")
        case .slot(let id): writer.append(.slot, id.rawValue)
        case .hold(let id): writer.append(.hold, id.rawValue)
        case .shop(let id): writer.append(.shop, id.rawValue)
        case .product(let id): writer.append(.product, id.rawValue)
        case .basket(let id): writer.append(.basket, id.rawValue)
        case .order(let id): writer.append(.order, id.rawValue)
        case .services: writer.append(.catalogue, "services")
        case .invitation(let id): writer.append(.invitation, id.rawValue)
        }
    }

    /// Nil unless the bytes are exactly a name: no leading zero, sign or upper-case digit, so that
    /// a stream has one name only.
    package init?(nameBytes bytes: UnsafeRawBufferPointer) {
        guard let dash = bytes.firstIndex(of: UInt8(ascii: "-")),
            let kind = StreamKind.words[UnsafeRawBufferPointer(rebasing: bytes[..<dash])]
        else { return nil }
        let rest = UnsafeRawBufferPointer(rebasing: bytes[(dash + 1)...])
        let number = Int64(name: rest)
        let stream: StreamID? =
            switch kind {
            case .user: number.map { .user(UserID($0)) }
            case .session: number.map { .session(SessionID($0)) }
            case .username: ClaimHash(hexadecimal: rest).map { .username($0) }
            case .email: ClaimHash(hexadecimal: rest).map { .email($0) }
            case .account: (number.map { AccountID($0) } ?? .system(rest)).map { .account($0) }
            case .transfer: number.map { .transfer(TransferID($0)) }
            case .rates: rest == "usd" ? .rates : nil
            case .slot: number.map { .slot(SlotID($0)) }
            case .hold: number.map { .hold(HoldID($0)) }
            case .shop: number.map { .shop(ShopID($0)) }
            case .product: number.map { .product(ProductID($0)) }
            case .basket: number.map { .basket(UserID($0)) }
            case .order: number.map { .order(OrderID($0)) }
            case .catalogue: rest == "services" ? .services : nil
            case .invitation: number.map { .invitation(InvitationID($0)) }
            }
        guard let stream else { return nil }
        self = stream
    }
}

extension EntityID where Entity == AccountTag {
    fileprivate static func system(_ name: UnsafeRawBufferPointer) -> AccountID? {
        if name == "house" { return .house }
        if name == "sales" { return .sales }
        return name == "liquidity" ? .liquidity : nil
    }
}
