import HTTP
import TestSupport
import Testing

@testable import API
@testable import Documents

@Suite(.patient) struct PageServingTests {
    private let client: HTTPClient

    init() throws {
        client = try RunningNode.shared.get().client()
    }

    private static let paths = ["/", "/app", "/admin", "/docs"]
    private static let gzip = ["Accept-Encoding": "gzip, deflate, br"]

    private static var assets: String { "/assets/\(PageFolder.embedded.hash)" }

    private static let documents = ["/openapi.json", "/postman.json"]

    /// 31.
    @Test(arguments: documents)
    func `the documents name the right address, however many others were made up`(
        path: String
    ) throws {
        func document(
            at host: String,
            _ headers: [String: String] = [:]
        ) throws -> HTTPClient.Answer {
            let lines = headers.map { "\($0): \($1)\r\n" }.joined()
            try client.write(Array("GET \(path) HTTP/1.1\r\nHost: \(host)\r\n\(lines)\r\n".utf8))
            return try client.readAnswer()
        }
        for number in 0..<12 {
            let host = "made-up-\(number).example.org"
            #expect(try document(at: host).body.contains("http://\(host)\""))
        }
        let plain = try document(at: "tally.example.org:8443")
        #expect(plain.body.contains("http://tally.example.org:8443\""))
        let packed = try document(at: "tally.example.org:8443", Self.gzip)
        #expect(packed.headers["content-encoding"] == "gzip")
        #expect(try Gunzip().bytes(of: packed.bytes) == plain.bytes)
        let again = ["If-None-Match": try #require(plain.headers["etag"])]
        #expect(try document(at: "tally.example.org:8443", again).status == 304)
        #expect(try document(at: "tally.example.org", again).status == 200)
        // Any client may say so: there is no trusted proxy.
        let claimed = try document(at: "tally.example.org", ["X-Forwarded-Proto": "https"])
        #expect(claimed.body.contains("http://tally.example.org\""))
        #expect(!claimed.body.contains("https://tally.example.org\""))
    }

    /// A file that is long enough to be worth compressing.
    private static var asset: PageFile {
        PageFile.embedded.filter { !$0.isPage }
            .max { $0.content.count < $1.content.count } ?? PageFile.embedded[0]
    }

    private static var assetPath: String { "\(assets)/\(asset.name)" }

    @Test(arguments: paths)
    func `a page loads only from its service, can't be framed and is revalidated`(
        path: String
    ) throws {
        let answer = try client.send("GET", path)
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
        #expect(
            answer.headers["content-security-policy"]
                == "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                + "img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; "
                + "frame-ancestors 'none'"
        )
        #expect(answer.headers["x-content-type-options"] == "nosniff")
        #expect(answer.headers["referrer-policy"] == "no-referrer")
        #expect(answer.headers["cross-origin-opener-policy"] == "same-origin")
        #expect(answer.headers["cache-control"] == "no-cache")
        #expect(answer.headers["vary"] == "Accept-Encoding")
        #expect(answer.headers["content-encoding"] == nil)
    }

    @Test(arguments: paths)
    func `the files that a page names are cached for a year`(path: String) throws {
        let page = try client.send("GET", path).body
        #expect(!page.contains("{assets}"))
        let names = page.matches(of: /"(\/assets\/[^"]+)"/).map { String($0.output.1) }
        #expect(!names.isEmpty)
        for name in names {
            #expect(name.hasPrefix(Self.assets + "/"))
            let file = try client.send("GET", name)
            #expect(file.status == 200, "\(name)")
            #expect(file.headers["cache-control"] == "public, max-age=31536000, immutable")
            #expect(file.headers["x-content-type-options"] == "nosniff")
            #expect(file.headers["vary"] == "Accept-Encoding")
        }
    }

    @Test(arguments: PageFile.embedded.filter { !$0.isPage })
    func `a file is served unchanged`(file: PageFile) throws {
        let answer = try client.send("GET", "\(Self.assets)/\(file.name)")
        #expect(answer.bytes == file.content)
        #expect(answer.headers["content-type"] == file.type?.value.description)
    }

    @Test(
        arguments: [
            "/assets/0123456789abcdef/\(asset.name)", "\(assets)/nothing.js",
            "\(assets)/home/home.html",
            "/assets/\(asset.name)", "\(assets)/", "/assets/", "\(assets)/../\(asset.name)",
            "\(assetPath)/", "/page.js", "/docs.css",
        ])
    func `another version or file gets a 404 problem`(path: String) throws {
        let answer = try client.send("GET", path)
        #expect(answer.status == 404)
        #expect(answer.headers["content-type"] == "application/problem+json")
        #expect(answer.headers["cache-control"] == "no-store")
        #expect(answer.body.hasPrefix("{\"type\":\"/problems/not-found\""))
    }

    @Test(arguments: paths + documents + [assetPath])
    func `a client that accepts gzip gets the same content compressed`(path: String) throws {
        let plain = try client.send("GET", path)
        let compressed = try client.send("GET", path, headers: Self.gzip)
        #expect(compressed.headers["content-encoding"] == "gzip")
        #expect(compressed.headers["vary"] == "Accept-Encoding")
        #expect(compressed.headers["etag"] != plain.headers["etag"])
        #expect(compressed.bytes.count < plain.bytes.count)
        #expect(try Gunzip().bytes(of: compressed.bytes) == plain.bytes)
        let refused = try client.send("GET", path, headers: ["Accept-Encoding": "gzip;q=0"])
        #expect(refused.headers["content-encoding"] == nil)
        #expect(refused.bytes == plain.bytes)
    }

    @Test(arguments: paths + documents + [assetPath])
    func `a known tag gets 304 without a body`(path: String) throws {
        for headers in [[:], Self.gzip] {
            let tag = try #require(try client.send("GET", path, headers: headers).headers["etag"])
            #expect(tag.hasPrefix("\""))
            var again = headers
            again["If-None-Match"] = "\"other\", \(tag)"
            let known = try client.send("GET", path, headers: again)
            #expect(known.status == 304)
            #expect(known.bytes.isEmpty)
            #expect(known.headers["etag"] == tag)
            #expect(known.headers["vary"] == "Accept-Encoding")
            #expect(known.headers["cache-control"] != nil)
            again["If-None-Match"] = "\"other\""
            #expect(try client.send("GET", path, headers: again).status == 200)
        }
    }

    @Test(arguments: paths + documents + [assetPath])
    func `HEAD returns the headers of GET`(path: String) throws {
        for headers in [[:], Self.gzip] {
            let got = try client.send("GET", path, headers: headers)
            let told = try client.send("HEAD", path, headers: headers)
            #expect(told.status == 200)
            #expect(told.bytes.isEmpty)
            let (expected, actual) = (got.headers, told.headers)
            #expect(expected.filter { $0.key != "date" } == actual.filter { $0.key != "date" })
        }
    }

    private static let browser = ["Accept": "text/html,application/xhtml+xml,*/*;q=0.8"]

    @Test(arguments: ["/nothing", "/page.js", "/app/", "/app/no"])
    func `28: a browser gets a page for an unknown path, and others a problem`(
        path: String
    ) throws {
        let page = try client.send("GET", path, headers: Self.browser)
        #expect(page.status == 404)
        #expect(page.headers["content-type"] == "text/html; charset=utf-8")
        #expect(page.headers["content-security-policy"] != nil)
        #expect(page.body.contains("/missing/missing.js"))
        let tag = page.headers["etag"].map { ["If-None-Match": $0] } ?? [:]
        let again = try client.send(
            "GET",
            path,
            headers: Self.browser.merging(tag) { first, _ in first }
        )
        #expect(again.status == 404)
        #expect(again.bytes == page.bytes)
        for (method, headers) in [
            ("GET", [:]), ("GET", ["Accept": "application/json"]), ("POST", Self.browser),
        ] {
            let answer = try client.send(method, path, headers: headers)
            #expect(answer.status == 404)
            #expect(answer.headers["content-type"] == "application/problem+json")
        }
    }

    @Test(arguments: [
        ("/favicon.ico", "image/svg+xml", "<svg"),
        ("/robots.txt", "text/plain; charset=utf-8", "User-agent: *"),
    ])
    func `28: browsers and robots find what they ask every site for`(
        path: String,
        type: String,
        beginning: String
    ) throws {
        let answer = try client.send("GET", path)
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == type)
        #expect(answer.body.hasPrefix(beginning))
    }

    @Test(arguments: paths)
    func `28: a page is painted without its modules, and names all of them`(path: String) throws {
        let page = try client.send("GET", path).body
        #expect(page.contains("<div id=\"painted\""))
        #expect(!page.contains("{"))
        let preloaded = page.matches(of: /modulepreload" href="([^"]+)"/).map {
            String($0.output.1)
        }
        #expect(Set(preloaded).count == preloaded.count)
        #expect(preloaded.contains("\(Self.assets)/kit/shell.js"))
        #expect(preloaded.allSatisfy { !$0.contains("/texts/") })
        for name in preloaded { #expect(try client.send("GET", name).status == 200, "\(name)") }
    }

    @Test func `a page accepts only GET and HEAD`() throws {
        let answer = try client.send("POST", "/app", body: "{}")
        #expect(answer.status == 405)
        #expect(answer.headers["allow"] == "GET, HEAD")
    }

    @Test(arguments: ["/health", "/openapi.json", "/nothing", "/currencies"])
    func `every answer forbids guessing its type`(path: String) throws {
        #expect(try client.send("GET", path).headers["x-content-type-options"] == "nosniff")
    }
}
