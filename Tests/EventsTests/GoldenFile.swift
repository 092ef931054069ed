import Events
import Foundation
import Testing

/// Payloads as they are stored in existing logs.
///
/// Never edited: a new schema gets a new file.
enum GoldenFile {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Golden")

    static func payload(_ type: EventType, schema: Int16) throws -> [UInt8] {
        let file = directory.appending(path: "\(type.rawValue).v\(schema).json")
        var bytes = [UInt8](try Data(contentsOf: file))
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return bytes
    }

    /// Names without `.json`, such as `hold.placed.v1`.
    static func names() throws -> Set<String> {
        let files = try FileManager.default.contentsOfDirectory(
            atPath: directory.path(percentEncoded: false)
        )
        return Set(files.map { String($0.dropLast(".json".count)) })
    }
}
