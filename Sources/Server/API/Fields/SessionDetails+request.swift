import Events
import HTTP

extension SessionDetails {
    /// Where a request comes from, as its user is shown it: neither the address nor the version of
    /// anything, so that no device can be told from another.
    package init(_ request: borrowing Request, from address: Address) {
        self.init(
            address: address.kind,
            client: request.header("user-agent").flatMap { Self.client($0) }
        )
    }

    /// Browsers, the ones first that others claim to be.
    private static let browsers = [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("YaBrowser/", "Yandex Browser"),
        ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ]
    /// Systems, the ones first that name others as well.
    private static let systems = [
        ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"), ("Windows", "Windows"),
        ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    ]
    private static let lengthLimit = 40

    /// `Firefox on Linux` for a browser, else the first word without its version; nil if that is
    /// empty.
    static func client(_ userAgent: UnsafeRawBufferPointer) -> String? {
        let text = String(decoding: userAgent.prefix(512), as: UTF8.self)
        guard text.hasPrefix("Mozilla/") else {
            let name = text.prefix { $0 != "/" && $0 != " " }.filter { letter in
                letter.isASCII && (letter.isLetter || letter.isNumber || "-_.".contains(letter))
            }
            return name.isEmpty ? nil : String(name.prefix(lengthLimit))
        }
        let browser = browsers.first { text.contains($0.0) }?.1
        let system = systems.first { text.contains($0.0) }?.1
        let known = [browser, system].compactMap { $0 }
        return known.isEmpty ? "Browser" : known.joined(separator: " on ")
    }
}

extension Address {
    /// The part of the network that it belongs to.
    fileprivate var kind: SessionDetails.AddressKind {
        isLoopback ? .loopback : isPrivate ? .local : .internet
    }
}
