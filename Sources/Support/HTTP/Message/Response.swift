/// An answer that is made away from the loop and owns its bytes.
package struct Response: Sendable {
    /// Status of the answer.
    package var status: Status
    /// Media type of `body`.
    package var contentType: ContentType
    /// Further header lines, each `Name: value\r\n`; not checked.
    package var fields: [UInt8]
    /// A number for the handler that is called once the answer is made; not sent.
    package var note: Int64?
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
