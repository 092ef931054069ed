import Text

/// An answer that is made away from the loop and owns its bytes.
package struct Response: Sendable {
    /// Status of the answer.
    package var status: Status
    /// Media type of `body`.
    package var contentType: ContentType
    /// Further header lines, each `Name: value\r\n`; not checked.
    package var fields: [UInt8]
    /// For the handler, which gets it once the answer is made; not sent.
    package var note = ResponseNote()
    /// The content; empty is sent as `Content-Length: 0`.
    package var body: [UInt8]
    /// Whether more follows `body` by `Server.push`; see `eventStream` and `download`.
    var isStream = false
    /// Whether it is a stream of a document, which has an end, instead of events.
    var isDownload = false

    /// An answer; JSON unless `contentType` says otherwise.
    package init(
        _ status: Status,
        contentType: ContentType = .json,
        fields: [UInt8] = [],
        body: [UInt8] = []
    ) {
        self.status = status
        self.contentType = contentType
        self.fields = fields
        self.body = body
    }
}

/// What a handler wants to know of an answer when it is made elsewhere, without reading its bytes.
package struct ResponseNote: Sendable {
    /// A place that the answer names.
    package var position: Int64?
    /// The word of its refusal or problem; nil for success.
    package var reason: String?
    /// Whether it repeats an earlier answer.
    package var isReplayed = false
}

/// Media type of a response body.
package struct ContentType: Sendable {
    /// The value of the Content-Type field.
    package let value: StaticString

    /// A media type by its full name, parameters included.
    package init(_ value: StaticString) {
        self.value = value
    }

    /// `application/json`, the default of every answer.
    package static let json = ContentType("application/json")
    /// `application/problem+json` (RFC 9457).
    package static let problem = ContentType("application/problem+json")
    /// Server-sent events (HTML Living Standard, section 9.2), always UTF-8.
    package static let eventStream = ContentType("text/event-stream")
    /// HTML in UTF-8.
    package static let html = ContentType("text/html; charset=utf-8")
    /// Comma-separated values in UTF-8 (RFC 4180).
    package static let csv = ContentType("text/csv; charset=utf-8")
    /// JavaScript in UTF-8.
    package static let javascript = ContentType("text/javascript; charset=utf-8")
    /// Style sheets in UTF-8.
    package static let css = ContentType("text/css; charset=utf-8")
    /// Plain text in UTF-8.
    package static let text = ContentType("text/plain; charset=utf-8")
    /// Drawings (SVG 2), in UTF-8.
    package static let svg = ContentType("image/svg+xml")
}

extension Response {
    /// The beginning of a stream of server-sent events; `body` is its first bytes.
    ///
    /// The rest comes by `Server.push`. It is the connection's last answer, ended by closing: its
    /// length is not known, and chunks would add nothing to the frames. `X-Accel-Buffering` keeps
    /// nginx from holding frames back.
    package static func eventStream(_ body: [UInt8]) -> Response {
        var fields: [UInt8] = []
        fields.append("Cache-Control: no-store\r\nX-Accel-Buffering: no\r\n")
        var response = Response(.ok, contentType: .eventStream, fields: fields, body: body)
        response.isStream = true
        return response
    }

    /// The beginning of a document that is too long to be made at once; `body` is its first bytes.
    ///
    /// The rest comes by `Server.push`; each time that all is sent, the handler's `streamSent` is
    /// called. It is the connection's last answer. It is sent in chunks (RFC 9112, section 7.1), so
    /// that a client knows the whole from a part; one that is broken off ends with a reset, too,
    /// for clients of HTTP/1.0, which get no chunks.
    package static func download(
        contentType: ContentType,
        fields: [UInt8],
        body: [UInt8]
    ) -> Response {
        var response = Response(.ok, contentType: contentType, fields: fields, body: body)
        response.isStream = true
        response.isDownload = true
        return response
    }

    /// The value of a member that a kind of problem has besides the usual ones (RFC 9457, section
    /// 3.2).
    package enum ProblemValue {
        case number(Int64)
        case text(String)
    }

    /// Problem details (RFC 9457): `detail` says what to correct.
    ///
    /// `type` and `title` come from the status unless given; `errors` are fields of the request and
    /// what is wrong with each; `members` follow them; `fields` are further header lines. Never to
    /// be stored by a cache.
    package static func problem(
        _ status: Status,
        type: String? = nil,
        title: String? = nil,
        detail: String,
        errors: [(field: String, detail: String)] = [],
        members: [(name: String, value: ProblemValue)] = [],
        fields: [UInt8] = []
    ) -> Response {
        let word = type ?? String(status.title.lowercased().map { $0 == " " ? "-" : $0 })
        var body = JSONWriter(capacity: 160 + detail.utf8.count)
        body.object { body in
            body.member("type", "/problems/" + word)
            body.member("title", title ?? status.title)
            body.member("status", Int64(status.rawValue))
            body.member("detail", detail)
            if !errors.isEmpty {
                body.array("errors") { list in
                    for error in errors {
                        list.object {
                            $0.member("field", error.field)
                            $0.member("detail", error.detail)
                        }
                    }
                }
            }
            for (name, value) in members {
                body.key(dynamic: name)
                switch value {
                case .number(let number): body.value(number)
                case .text(let text): body.value(text)
                }
            }
        }
        var lines = fields
        lines.append("Cache-Control: no-store\r\n")
        return Response(status, contentType: .problem, fields: lines, body: body.bytes)
    }
}
