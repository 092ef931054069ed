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
    /// `crc32_combine` of zlib.h: the checksum of two texts, the second of which has `count` bytes.
    private typealias Combine =
        @convention(c) (_ first: CUnsignedLong, _ second: CUnsignedLong, _ count: CLong)
        -> CUnsignedLong

    /// The end of a text, compressed before its beginning is known.
    struct Deflated: Sendable {
        fileprivate let bytes: ArraySlice<UInt8>
        fileprivate let check: CUnsignedLong
        /// Before it was compressed.
        fileprivate let count: Int
    }

    /// Nil if the machine has no zlib.
    static let shared = Zlib(library: "libz.so.1")

    private let compress: Compress
    private let bound: Bound
    private let checksum: Checksum
    private let combine: Combine

    init?(library: String) {
        // Never closed, because the functions are used as long as the program runs.
        guard let handle = dlopen(library, RTLD_NOW | RTLD_LOCAL),
            let compress = dlsym(handle, "compress2"),
            let bound = dlsym(handle, "compressBound"),
            let checksum = dlsym(handle, "crc32"),
            let combine = dlsym(handle, "crc32_combine")
        else { return nil }
        self.compress = unsafeBitCast(compress, to: Compress.self)
        self.bound = unsafeBitCast(bound, to: Bound.self)
        self.checksum = unsafeBitCast(checksum, to: Checksum.self)
        self.combine = unsafeBitCast(combine, to: Combine.self)
    }

    /// The bytes as a gzip file (RFC 1952), at the highest level; nil if zlib has no memory.
    func gzip(_ bytes: [UInt8]) -> [UInt8]? {
        deflate(bytes).map { gzip([], $0) }
    }

    /// Compresses the end of a text, at the highest level; nil if zlib has no memory.
    func deflate(_ bytes: [UInt8]) -> Deflated? {
        var count = bound(CUnsignedLong(bytes.count))
        var stream = [UInt8](repeating: 0, count: Int(count))
        guard compress(&stream, &count, bytes, CUnsignedLong(bytes.count), 9) == 0 else {
            return nil
        }
        // A zlib stream has two bytes of header before the deflated data and four of a checksum
        // after.
        let deflated = stream[2..<(Int(count) - 4)]
        return Deflated(bytes: deflated, check: check(of: bytes), count: bytes.count)
    }

    /// A gzip file (RFC 1952) of `beginning`, which is not compressed, and of the rest.
    func gzip(_ beginning: [UInt8], _ rest: Deflated) -> [UInt8] {
        // Deflate, no flags, no time, best compression, Unix.
        var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3]
        file.reserveCapacity(beginning.count + rest.bytes.count + 64)
        for start in stride(from: 0, to: beginning.count, by: Self.storedLimit) {
            let block = beginning[start...].prefix(Self.storedLimit)
            let count = UInt16(block.count)
            // Not the last block, stored (RFC 1951 section 3.2.4).
            file.append(0)
            for number in [count, ~count] {
                withUnsafeBytes(of: number.littleEndian) { file.append(contentsOf: $0) }
            }
            file.append(contentsOf: block)
        }
        file.append(contentsOf: rest.bytes)
        let check = combine(check(of: beginning), rest.check, rest.count)
        let count = UInt32(truncatingIfNeeded: beginning.count + rest.count)
        for number in [UInt32(truncatingIfNeeded: check), count] {
            withUnsafeBytes(of: number.littleEndian) { file.append(contentsOf: $0) }
        }
        return file
    }

    /// Bytes of a stored block at most.
    private static let storedLimit = 65_535

    private func check(of bytes: [UInt8]) -> CUnsignedLong {
        checksum(0, bytes, CUnsignedInt(bytes.count))
    }
}
