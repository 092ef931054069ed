import API
import Crypto
import Events
import HTTP
import Operations
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
                guard let file = files.first(where: { $0.name == page.fileName }),
                    let type = file.type
                else { return nil }
                let content = file.isPage ? Self.completed(file, hash, files) : file.content
                return (page, ServedFile(content, type, Self.pageHeaders, zlib))
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

    /// The page that a browser gets for an unknown path; nil for a client that asks for no HTML.
    package func missing(for request: borrowing Request) -> Response? {
        guard request.method == .get || request.method == .head, request.acceptsHTML else {
            return nil
        }
        return pages[.missing]?.answer(to: request, status: .notFound)
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

    /// The HTML of a page with what all pages share in place of three words: `{frame}` is what is
    /// painted before any module is there, `{modules}` names all modules, so that a browser fetches
    /// them at once, and `{assets}` is the path of the other files.
    private static func completed(
        _ page: PageFile,
        _ hash: String,
        _ files: [PageFile]
    ) -> [UInt8] {
        let frame = files.first { $0.name == "kit/frame.html" }?.content ?? []
        let preloads = modules(of: page, files).map { name in
            "<link rel=\"modulepreload\" href=\"{assets}/\(name)\">"
        }
        let text = String(decoding: page.content, as: UTF8.self)
            .replacing("{frame}\n", with: String(decoding: frame, as: UTF8.self))
            .replacing("{modules}", with: preloads.joined(separator: "\n"))
            .replacing("{assets}", with: "/assets/\(hash)")
        return Array(text.utf8)
    }

    /// All modules that the page's own one loads, the nearest first.
    private static func modules(of page: PageFile, _ files: [PageFile]) -> [String] {
        let imports = Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.imports) })
        let own = page.name.replacing(".html", with: ".js")
        var names = [own]
        var next = 0
        while next < names.count {
            for name in imports[names[next]] ?? [] where !names.contains(name) {
                names.append(name)
            }
            next += 1
        }
        return Array(names.dropFirst())
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
        headers.add("Permissions-Policy", WebPage.permissionsPolicy)
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

    /// The modules that a module imports when it is loaded, as paths within `Sources/Pages`.
    var imports: [String] {
        guard name.hasSuffix(".js") else { return [] }
        let folder = name.split(separator: "/").dropLast()
        return String(decoding: content, as: UTF8.self).split(separator: "\n").compactMap { line in
            // The last line of a statement: `} from "./format.js";`. Texts are not read so.
            guard line.hasSuffix("\";"), let start = line.firstRange(of: " from \"") else {
                return nil
            }
            var path = folder
            for part in line[start.upperBound...].dropLast(2).split(separator: "/") {
                switch part {
                case ".": continue
                case "..": path = path.dropLast()
                default: path.append(part)
                }
            }
            return path.joined(separator: "/")
        }
    }

    /// The type by the name's ending; nil for an ending that pages don't use.
    var type: ContentType? {
        switch name.split(separator: ".").last {
        case "html": .html
        case "css": .css
        case "js": .javascript
        case "svg": .svg
        case "txt": .text
        default: nil
        }
    }
}
