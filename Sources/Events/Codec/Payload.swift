import Glibc
import Model
import Text

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

/// Finds the case of an enum by the bytes of its raw value.
///
/// It makes no String of them, because replay looks up several words for each event.
struct WordTable<Word: RawRepresentable<String> & CaseIterable & Sendable>: Sendable {
    /// The index is the number of bytes.
    private let byLength: [[Word]]

    init() {
        let longest = Word.allCases.map(\.rawValue.utf8.count).max() ?? 0
        var table = [[Word]](repeating: [], count: longest + 1)
        for word in Word.allCases { table[word.rawValue.utf8.count].append(word) }
        byLength = table
    }

    /// Nil if no case has this raw value.
    subscript(bytes: UnsafeRawBufferPointer) -> Word? {
        guard bytes.count < byLength.count, let start = bytes.baseAddress else { return nil }
        for word in byLength[bytes.count] {
            var text = word.rawValue
            let isEqual = text.withUTF8 { text in
                text.baseAddress.map { memcmp($0, start, bytes.count) == 0 } ?? true
            }
            if isEqual { return word }
        }
        return nil
    }
}
