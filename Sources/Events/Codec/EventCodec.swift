import Glibc
import Model
import Text

/// Payloads as they are stored in the log.
///
/// The file of a family has the names of its events and the JSON of their payloads: `write`, and an
/// `init` that reads the same members in the same order. When a payload's shape changes, its
/// `EventType.schema` goes up, a case for each older schema brings it to today's shape, and a
/// golden file of the new one is added.
package enum EventCodec {
    /// Appends the payload, one JSON object, in the current schema of its type.
    package static func encode(_ event: Event, into writer: inout JSONWriter) {
        writer.beginObject()
        switch event {
        case .user(let event): event.write(&writer)
        case .claim(let event): event.write(&writer)
        case .account(let event): event.write(&writer)
        case .slot(let event): event.write(&writer)
        case .hold(let event): event.write(&writer)
        case .shop(let event): event.write(&writer)
        case .product(let event): event.write(&writer)
        case .order(let event): event.write(&writer)
        case .session(let event): event.write(&writer)
        case .transfer(let event): event.write(&writer)
        case .rates(let event): event.write(&writer)
        case .basket(let event): event.write(&writer)
        case .service(let event): event.write(&writer)
        case .invitation(let event): event.write(&writer)
        }
        writer.endObject()
    }

    /// The event in `data`, brought to today's shape.
    ///
    /// Throws for an unknown type or schema, for a member that is missing, unknown, repeated or out
    /// of order, and for a value of the wrong kind: no part of history is skipped or guessed.
    package static func decode(
        type name: UnsafeRawBufferPointer,
        schema: Int16,
        data: UnsafeRawBufferPointer
    ) throws(EventCodecError) -> Event {
        guard let type = EventType(name: name)
        else { throw .unknownType(String(decoding: name, as: UTF8.self)) }
        // Later schemas only add members that may be missing, so that one way reads all.
        guard schema > 0, schema <= type.schema
        else { throw .unknownSchema(type: type.rawValue, schema: schema) }
        do {
            return try JSONReader.read(data) { (reader) throws(JSONError) in
                try reader.members { (members) throws(JSONError) in try decode(type, &members) }
            }
        } catch {
            throw .malformed(type: type.rawValue, "\(error)")
        }
    }

    private static func decode(
        _ type: EventType,
        _ members: inout JSONMembers
    ) throws(JSONError) -> Event {
        switch type {
        case .account(let name): .account(try AccountEvent(name, &members))
        case .slot(let name): .slot(try SlotEvent(name, &members))
        case .hold(let name): .hold(try HoldEvent(name, &members))
        case .order(let name): .order(try OrderEvent(name, &members))
        case .product(let name): .product(try ProductEvent(name, &members))
        case .shop(let name): .shop(try ShopEvent(name, &members))
        case .user(let name): .user(try UserEvent(name, &members))
        case .claim(let name): .claim(try ClaimEvent(name, &members))
        case .transfer(let name): .transfer(try TransferEvent(name, &members))
        case .rates(let name): .rates(try RatesEvent(name, &members))
        case .session(let name): .session(try SessionEvent(name, &members))
        case .basket(let name): .basket(try BasketEvent(name, &members))
        case .service(let name): .service(try ServiceEvent(name, &members))
        case .invitation(let name): .invitation(try InvitationEvent(name, &members))
        }
    }
}

/// Why an event of the log can't be read.
///
/// Reading stops at that event: an event is never skipped.
package enum EventCodecError: Error, Hashable {
    /// Probably written by a later version of the software.
    case unknownType(String)
    case unknownSchema(type: String, schema: Int16)
    case malformed(type: String, String)
    case unknownStream(String)
    /// A column has bytes that are not a value of its type.
    case malformedRow(String)
}

extension EventCodecError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownType(let name): "unknown event type \(name)"
        case .unknownSchema(let type, let schema): "unknown schema \(schema) of event type \(type)"
        case .malformed(let type, let message): "malformed payload of \(type): \(message)"
        case .unknownStream(let name): "unknown stream \(name)"
        case .malformedRow(let message): "malformed row: \(message)"
        }
    }
}

/// Members of payloads that are values of the model.
///
/// A member that may be missing is left out, so null is never a value.
extension JSONMembers {
    mutating func id<Entity>(_ name: StaticString) throws(JSONError) -> EntityID<Entity> {
        EntityID(try int64(name))
    }

    mutating func optionalID<Entity>(_ name: StaticString) throws(JSONError) -> EntityID<Entity>? {
        try optionalInt64(name).map { EntityID($0) }
    }

    mutating func time(_ name: StaticString) throws(JSONError) -> Timestamp {
        Timestamp(microseconds: try int64(name))
    }

    mutating func optionalTime(_ name: StaticString) throws(JSONError) -> Timestamp? {
        try optionalInt64(name).map { Timestamp(microseconds: $0) }
    }

    mutating func currency(_ name: StaticString = "currency") throws(JSONError) -> Currency {
        try word(name, Currency.init(bytes:))
    }

    /// `amount` and `currency`, among the other members.
    mutating func money() throws(JSONError) -> Money {
        Money(try int64("amount"), try currency())
    }

    /// An object of `amount` and `currency`.
    mutating func money(_ name: StaticString) throws(JSONError) -> Money {
        try object(name) { (members) throws(JSONError) in try members.money() }
    }

    mutating func claim(_ name: StaticString) throws(JSONError) -> ClaimHash {
        try word(name, ClaimHash.init(hexadecimal:))
    }

    /// Nil before another member, and at the end.
    mutating func optionalClaim(_ name: StaticString) throws(JSONError) -> ClaimHash? {
        guard let text = try optionalString(name) else { return nil }
        guard let claim = Array(text.utf8).withUnsafeBytes(ClaimHash.init(hexadecimal:))
        else { throw reader.failure("unknown word") }
        return claim
    }

    /// A string of the form that `UUID128.text` has.
    mutating func uuid(_ name: StaticString) throws(JSONError) -> UUID128 {
        try word(name) { UUID128(text: String(decoding: $0, as: UTF8.self)) }
    }

    mutating func word<Word>(
        _ name: StaticString,
        of words: WordTable<Word>
    ) throws(JSONError) -> Word {
        try word(name) { words[$0] }
    }
}

extension JSONWriter {
    mutating func member<Entity>(_ name: StaticString, _ id: EntityID<Entity>) {
        member(name, id.rawValue)
    }

    /// Writes no member for nil.
    mutating func optional<Entity>(_ name: StaticString, _ id: EntityID<Entity>?) {
        if let id { member(name, id.rawValue) }
    }

    mutating func member(_ name: StaticString, _ time: Timestamp) {
        member(name, time.microseconds)
    }

    /// Writes no member for nil.
    mutating func optional(_ name: StaticString, _ time: Timestamp?) {
        if let time { member(name, time.microseconds) }
    }

    /// Writes no member for nil.
    mutating func optional(_ name: StaticString, _ text: String?) {
        if let text { member(name, text) }
    }

    mutating func member(_ name: StaticString, _ currency: Currency) {
        key(name)
        currency.withBytes { plain($0) }
    }

    /// `amount` and `currency`, within the object that is being written.
    mutating func money(_ money: Money) {
        member("amount", money.minorUnits)
        member("currency", money.currency)
    }

    /// An object of `amount` and `currency`.
    mutating func member(_ name: StaticString, _ money: Money) {
        object(name) { $0.money(money) }
    }

    mutating func member(_ name: StaticString, _ claim: ClaimHash) {
        key(name)
        claim.withHexadecimal { plain($0) }
    }

    mutating func member(_ name: StaticString, _ uuid: UUID128) {
        member(name, uuid.text)
    }

    /// A string that needs no escapes.
    private mutating func plain(_ text: UnsafeRawBufferPointer) {
        withUnsafeTemporaryAllocation(byteCount: text.count + 2, alignment: 1) { quoted in
            quoted[0] = UInt8(ascii: "\"")
            UnsafeMutableRawBufferPointer(rebasing: quoted[1...]).copyMemory(from: text)
            quoted[text.count + 1] = UInt8(ascii: "\"")
            raw(UnsafeRawBufferPointer(quoted))
        }
    }
}

/// Finds the value of a word by the word's bytes.
///
/// It makes no String of them, because replay looks up several words for each event.
struct WordTable<Word: Sendable>: Sendable {
    /// The index is the number of bytes.
    private let byLength: [[(text: String, word: Word)]]

    init(_ words: [Word], _ text: (Word) -> String) {
        let all = words.map { (text: text($0), word: $0) }
        let longest = all.map(\.text.utf8.count).max() ?? 0
        byLength = (0...longest).map { length in all.filter { $0.text.utf8.count == length } }
    }

    /// Nil if there is no such word.
    subscript(bytes: UnsafeRawBufferPointer) -> Word? {
        guard bytes.count < byLength.count, let start = bytes.baseAddress else { return nil }
        for entry in byLength[bytes.count] {
            var text = entry.text
            let isEqual = text.withUTF8 { text in
                text.baseAddress.map { memcmp($0, start, bytes.count) == 0 } ?? true
            }
            if isEqual { return entry.word }
        }
        return nil
    }
}

extension WordTable where Word: RawRepresentable<String> & CaseIterable {
    /// All cases of an enum.
    init() { self.init(Array(Word.allCases), \.rawValue) }
}
