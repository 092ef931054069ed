import Glibc

/// zlib's compression, if this machine has it.
///
/// The library is loaded at run time, so that its header is not needed for a build.
struct Zlib: Sendable {
    /// `compress2` of zlib.h: a zlib stream (RFC 1950) of `source` into `target`; 0 if it fits.
    private typealias Compress =
        @convention(c) (
            _ target: UnsafeMutablePointer<UInt8>?,
            _ targetCount: UnsafeMutablePointer<CUnsignedLong>,
            _ source: UnsafePointer<UInt8>?, _ sourceCount: CUnsignedLong, _ level: CInt
        ) -> CInt
    /// `compressBound` of zlib.h: bytes that a stream has at most.
    private typealias Bound = @convention(c) (_ sourceCount: CUnsignedLong) -> CUnsignedLong
    /// `crc32` of zlib.h; the first call gets 0.
    private typealias Checksum =
        @convention(c) (
            _ begun: CUnsignedLong, _ source: UnsafePointer<UInt8>?, _ sourceCount: CUnsignedInt
        ) -> CUnsignedLong

    /// Nil if the machine has no zlib.
    static let shared = Zlib(library: "libz.so.1")

    private let compress: Compress
    private let bound: Bound
    private let checksum: Checksum

    init?(library: String) {
        // Never closed, because the functions are used as long as the program runs.
        guard let handle = dlopen(library, RTLD_NOW | RTLD_LOCAL),
            let compress = dlsym(handle, "compress2"),
            let bound = dlsym(handle, "compressBound"),
            let checksum = dlsym(handle, "crc32")
        else { return nil }
        self.compress = unsafeBitCast(compress, to: Compress.self)
        self.bound = unsafeBitCast(bound, to: Bound.self)
        self.checksum = unsafeBitCast(checksum, to: Checksum.self)
    }

    /// The bytes as a gzip file (RFC 1952), at the highest level; nil if zlib has no memory.
    func gzip(_ bytes: [UInt8]) -> [UInt8]? {
        var count = bound(CUnsignedLong(bytes.count))
        var stream = [UInt8](repeating: 0, count: Int(count))
        guard compress(&stream, &count, bytes, CUnsignedLong(bytes.count), 9) == 0 else {
            return nil
        }
        let check = UInt32(truncatingIfNeeded: checksum(0, bytes, CUnsignedInt(bytes.count)))
        // A zlib stream has two bytes of header before the deflated data and four of a checksum after.
        let deflated = stream[2..<(Int(count) - 4)]
        // Deflate, no flags, no time, best compression, Unix.
        var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3]
        file.append(contentsOf: deflated)
        for number in [check, UInt32(truncatingIfNeeded: bytes.count)] {
            withUnsafeBytes(of: number.littleEndian) { file.append(contentsOf: $0) }
        }
        return file
    }
}
