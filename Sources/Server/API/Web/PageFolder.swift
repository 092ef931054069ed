import Crypto
import Events
import HTTP
import Text

/// Everything that pages are made of, ready to be sent.
///
/// One hash over all files stands in the path of each but the pages themselves, so that they may be
/// kept for ever: another version of any of them has other paths.
package struct PageFolder: Sendable {
    /// Of the program's own files.
    package static let embedded = PageFolder(PageFile.embedded, Zlib.shared)

    /// 16 hexadecimal digits.
    let hash: String
    private let pages: [WebPage: ServedFile]
    /// By what stands in the path behind `/assets/`.
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

    /// `path` is what stands behind `/assets/`: the hash and a file's name.
    package func asset(_ path: String?, to request: borrowing Request) throws(Problem) -> Response {
        guard let file = path.flatMap({ assets[$0] }) else { throw Self.notThere }
        return file.answer(to: request)
    }

    private static let notThere = Problem(
        .notFound,
        "There is no such file in this version. Load the page again."
    )

    /// In HTML `{assets}` stands for where the other files are.
    private static func naming(_ hash: String, in file: PageFile) -> [UInt8] {
        let text = String(decoding: file.content, as: UTF8.self)
        return Array(text.replacing("{assets}", with: "/assets/\(hash)").utf8)
    }

    private static func hash(of files: [PageFile]) -> String {
        var bytes: [UInt8] = []
        for file in files {
            // A zero byte is in no name and no text, so no two folders give the same bytes.
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
