import Text

extension Response {
    /// The beginning of a stream of server-sent events; `body` is its first bytes.
    ///
    /// What follows comes by `Server.push`. It is the connection's last answer, ended by closing: a
    /// length is not known, and chunks would say no more than the frames themselves. `X-Accel-Buffering`
    /// keeps nginx from holding frames back.
    package static func eventStream(_ body: [UInt8]) -> Response {
        var fields: [UInt8] = []
        fields.append("Cache-Control: no-store\r\nX-Accel-Buffering: no\r\n")
        var response = Response(.ok, contentType: .eventStream, fields: fields, body: body)
        response.isStream = true
        return response
    }
}
