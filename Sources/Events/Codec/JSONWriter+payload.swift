import Model
import Text

/// Members of payloads that are values of the model.
extension JSONWriter {
    /// `amount` and `currency`, within the object that is being written.
    mutating func members(of money: Money) {
        member("amount", money.minorUnits)
        member("currency", currency: money.currency)
    }

    /// An object of `amount` and `currency`.
    mutating func member(_ name: StaticString, money: Money) {
        object(name) { $0.members(of: money) }
    }

    mutating func member(_ name: StaticString, currency: Currency) {
        key(name)
        currency.withBytes { plain($0) }
    }

    mutating func member(_ name: StaticString, claim: ClaimHash) {
        key(name)
        claim.withHexadecimal { plain($0) }
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
