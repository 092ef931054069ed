import HTTP

extension Request {
    /// Whom limits per address are kept for: the other end of the connection or, behind a proxy that
    /// is trusted, the last address in `X-Forwarded-For`, which that proxy has put there; what comes
    /// before it is the client's own word.
    package func clientAddress(trustsProxy: Bool) -> Address {
        guard trustsProxy, let value = lastHeader("x-forwarded-for"),
            let last = value.split(separator: UInt8(ascii: ",")).last
        else { return peer.network }
        let text = String(decoding: last, as: UTF8.self).filter { $0 != " " && $0 != "\t" }
        return (Address(text: text) ?? peer).network
    }
}
