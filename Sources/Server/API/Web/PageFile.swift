import HTTP
import Pages

/// A file of the pages.
struct PageFile: Sendable {
    /// The path within `Sources/Pages`.
    let name: String
    let content: [UInt8]

    /// The files that were built into the program.
    static let embedded = UnsafeBufferPointer(
        start: embedded_files(),
        count: Int(embedded_file_count)
    ).map { file in
        PageFile(name: String(cString: file.name), content: Array(String(cString: file.text).utf8))
    }

    /// Whether a person opens the file; all others are loaded by such a file.
    var isPage: Bool { name.hasSuffix(".html") }

    /// The type by the name's ending; nil for an ending that pages don't use.
    var type: ContentType? {
        switch name.split(separator: ".").last {
        case "html": .html
        case "css": .css
        case "js": .javascript
        case "svg": .svg
        default: nil
        }
    }
}
