import Foundation
import TestSupport
import Testing

/// Reads gzip files (RFC 1952), with their checksums, by zlib's `gzread`.
struct Gunzip {
    private typealias Open =
        @convention(c) (_ path: UnsafePointer<CChar>, _ mode: UnsafePointer<CChar>)
        -> OpaquePointer?
    private typealias Read =
        @convention(c) (_ file: OpaquePointer, _ target: UnsafeMutablePointer<UInt8>?, CUnsignedInt)
        -> CInt
    private typealias Close = @convention(c) (_ file: OpaquePointer) -> CInt

    private let open: Open
    private let read: Read
    private let close: Close

    init() throws {
        let handle = try #require(dlopen("libz.so.1", RTLD_NOW))
        open = unsafeBitCast(try #require(dlsym(handle, "gzopen")), to: Open.self)
        read = unsafeBitCast(try #require(dlsym(handle, "gzread")), to: Read.self)
        close = unsafeBitCast(try #require(dlsym(handle, "gzclose")), to: Close.self)
    }

    func bytes(of compressed: [UInt8]) throws -> [UInt8] {
        // Anything else it would pass on as it is.
        #expect(compressed.starts(with: [0x1F, 0x8B]))
        let directory = TestDirectory.make("gunzip")
        defer { TestDirectory.remove(directory) }
        let path = directory + "/file.gz"
        try Data(compressed).write(to: URL(fileURLWithPath: path))
        let file = try #require(open(path, "rb"))
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(file, &chunk, CUnsignedInt(chunk.count))
            guard count > 0 else {
                #expect(count == 0)
                break
            }
            bytes.append(contentsOf: chunk[..<Int(count)])
        }
        // Not 0 if the file ends in the middle or its checksum is wrong.
        #expect(close(file) == 0)
        return bytes
    }
}
