import HTTP
import Pages

/// A file that pages are made of.
struct PageFile: Sendable {
    let name: String
    let content: [UInt8]

    /// Those that were built into the program.
    static let embedded = UnsafeBufferPointer(
        start: embedded_files(),
        count: Int(embedded_file_count)
    ).map { file in
        PageFile(name: String(cString: file.name), content: Array(String(cString: file.text).utf8))
    }

    /// Whether it is what a person opens, and not what is loaded by that.
    var isPage: Bool { name.hasSuffix(".html") }

    /// By the name's ending; nil for one that no page may have.
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
