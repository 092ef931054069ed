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
    /// Whether more follows `body` by `Server.push`; see `eventStream`.
    var isStream = false

    /// An answer of JSON unless told otherwise.
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
