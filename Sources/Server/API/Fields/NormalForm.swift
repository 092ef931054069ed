import Foundation

/// The one comparable form of names: what differs only in letter case is the same name.
package enum NormalForm {
    /// User names are ASCII, so that only letter case is to be evened out.
    package static func username(_ text: String) -> String { text.lowercased() }

    /// An accent may be written as one code point or as two; both are the same address.
    package static func email(_ text: String) -> String {
        text.precomposedStringWithCanonicalMapping.lowercased()
    }
}
