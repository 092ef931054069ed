import Text

extension Response {
    /// The value of a member that a kind of problem has besides the usual ones (RFC 9457, section 3.2).
    package enum ProblemValue {
        case number(Int64)
        case text(String)
    }

    /// Problem details (RFC 9457): `detail` says what to mend.
    ///
    /// `type` and `title` come from the status unless given; `errors` are fields of the request and
    /// what is wrong with each; `members` follow them; `fields` are further header lines. Never to be stored by a cache.
    package static func problem(
        _ status: Status,
        type: String? = nil,
        title: String? = nil,
        detail: String,
        errors: [(field: String, detail: String)] = [],
        members: [(name: String, value: ProblemValue)] = [],
        fields: [UInt8] = []
    ) -> Response {
        let reason = status.reason.description
        let word = type ?? String(reason.lowercased().map { $0 == " " ? "-" : $0 })
        var body = JSONWriter(capacity: 160 + detail.utf8.count)
        body.object { body in
            body.member("type", "/problems/" + word)
            body.member("title", title ?? reason)
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
