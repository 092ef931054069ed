import Crypto
import Events
import HTTP
import Pages
import Text

/// All files of the pages, ready to be sent.
///
/// The path of each file but the pages contains one hash over all files, so that clients may keep
/// the files for ever: another version of any of them has other paths.
package struct PageFolder: Sendable {
    /// The files that were built into the program.
    package static let embedded = PageFolder(PageFile.embedded, Zlib.shared)

    /// 16 hexadecimal digits.
    let hash: String
    private let pages: [WebPage: ServedFile]
    /// The files by the part of their path after `/assets/`.
    private let assets: [String: ServedFile]

    /// Without `zlib` nothing is compressed.
    init(_ files: [PageFile], _ zlib: Zlib?) {
        let hash = Self.hash(of: files)
        self.hash = hash
        pages = Dictionary(
            uniqueKeysWithValues: WebPage.allCases.compactMap { page in
                files.first { $0.name == page.fileName }.map { file in
                    (page, ServedFile(Self.naming(hash, in: file), .html, Self.pageHeaders, zlib))
                }
            }
        )
        assets = Dictionary(
            uniqueKeysWithValues: files.compactMap { file in
                guard let type = file.type, !file.isPage else { return nil }
                let served = ServedFile(file.content, type, Self.assetHeaders, zlib)
                return ("\(hash)/\(file.name)", served)
            }
        )
    }

    package func answer(_ page: WebPage, to request: borrowing Request) throws(Problem) -> Response
    {
        guard let file = pages[page] else { throw Self.notThere }
        return file.answer(to: request)
    }

    /// `path` is the part after `/assets/`: the hash and a file's name.
    package func asset(_ path: String?, to request: borrowing Request) throws(Problem) -> Response {
        guard let file = path.flatMap({ assets[$0] }) else { throw Self.notThere }
        return file.answer(to: request)
    }

    private static let notThere = Problem(
        .notFound,
        "There is no such file in this version. Load the page again."
    )

    /// Replaces `{assets}` in HTML by the path of the other files.
    private static func naming(_ hash: String, in file: PageFile) -> [UInt8] {
        let text = String(decoding: file.content, as: UTF8.self)
        return Array(text.replacing("{assets}", with: "/assets/\(hash)").utf8)
    }

    private static func hash(of files: [PageFile]) -> String {
        var bytes: [UInt8] = []
        for file in files {
            // No name and no text has a zero byte, so two different folders give different bytes.
            bytes.append(contentsOf: Array(file.name.utf8) + [0] + file.content + [0])
        }
        return hexadecimal(Array(SHA256.hash(bytes).prefix(8)))
    }

    private static var pageHeaders: HeaderLines {
        var headers = HeaderLines()
        headers.add("Content-Security-Policy", WebPage.contentSecurityPolicy)
        headers.add("Referrer-Policy", "no-referrer")
        headers.add("Cross-Origin-Opener-Policy", "same-origin")
        headers.add("Cache-Control", "no-cache")
        return headers
    }

    private static var assetHeaders: HeaderLines {
        var headers = HeaderLines()
        headers.add("Cache-Control", "public, max-age=31536000, immutable")
        return headers
    }
}

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

extension APIDocument {
    /// The answer; its bytes are made once.
    package func answer(to request: borrowing Request) -> Response {
        switch self {
        case .openAPI: Self.openAPIFile.answer(to: request)
        case .postman: Self.postmanFile.answer(to: request)
        }
    }

    private static let openAPIFile = file(OpenAPIDocument.json.bytes)
    private static let postmanFile = file(PostmanCollection.json.bytes)

    private static func file(_ body: [UInt8]) -> ServedFile {
        var headers = HeaderLines()
        headers.add("Cache-Control", "no-cache")
        headers.add("Access-Control-Allow-Origin", "*")
        return ServedFile(body, .json, headers, Zlib.shared)
    }
}
