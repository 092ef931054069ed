/// The kinds of people who look at a page.
enum Visitor: String, CaseIterable {
    case nobody
    case customer
    case administrator

    /// A person of the demo data with something to show in every place.
    var person: Person? {
        switch self {
        case .nobody: nil
        case .customer: Person(name: "bob", password: "demo-bob-password")
        case .administrator: .administrator
        }
    }

    /// Every place that the visitor can reach.
    var places: [Place] {
        switch self {
        case .nobody: Place.open
        case .customer: Place.wallet + Place.shop
        case .administrator: Place.administration
        }
    }
}

/// A page in one of its states.
struct Place: Sendable {
    /// The name for messages and pictures.
    let name: String
    let path: String
    /// Brings the opened page into its state, by its English texts.
    var prepare: (@Sendable (BrowserPage) throws -> Void)?

    fileprivate static let open = [
        Place(name: "home", path: "/"),
        Place(name: "sign-in", path: "/app"),
        Place(name: "register", path: "/app") { try $0.find(.tab, "Register").click() },
        Place(name: "register-wrong", path: "/app") { page in
            try page.find(.tab, "Register").click()
            try page.find(.button, "Create an account").click()
            try page.waitForText("Fill this in.")
        },
        Place(name: "docs", path: "/docs"),
        Place(name: "docs-operation", path: "/docs#placeOrder"),
    ]

    fileprivate static let wallet = [
        Place(name: "wallet", path: "/app#wallet"),
        Place(name: "wallet-question", path: "/app#wallet") { page in
            try page.fillTransfer("1", to: "alice")
            _ = try page.find(.dialog, "Send this money?")
        },
        Place(name: "wallet-wrong", path: "/app#wallet") { page in
            try page.fillTransfer("x", to: "alice")
            try page.waitForText("Type an amount above zero")
        },
        Place(name: "wallet-reserve", path: "/app#wallet") {
            try $0.find(.tab, "Reserve").click()
        },
        Place(name: "wallet-exchange", path: "/app#wallet") {
            try $0.find(.tab, "Exchange").click()
        },
        Place(name: "wallet-statement", path: "/app#wallet") {
            try $0.find(.tab, "Statement").click()
        },
        Place(name: "wallet-compare", path: "/app#wallet") {
            try $0.find(.button, "Compare with a date…").click()
        },
        Place(name: "wallet-menu", path: "/app#wallet") {
            try $0.find(.menu, "Account of bob").click()
        },
        Place(name: "account", path: "/app#account"),
    ]

    fileprivate static let shop = [
        Place(name: "slots", path: "/app#slots"),
        Place(name: "shops", path: "/app#shops"),
        Place(name: "services", path: "/app#services") { page in
            let boxes = try page.wait("the catalogue has services") {
                let boxes = try page.all(.checkbox)
                return boxes.isEmpty ? nil : boxes
            }
            try boxes[0].click()
        },
        Place(name: "orders", path: "/app#orders"),
        Place(name: "order", path: "/app#orders") { page in
            let links = try page.wait("there is an order") {
                let links = try page.all(.link).filter { $0.name.hasPrefix("Order ") }
                return links.isEmpty ? nil : links
            }
            try links[0].click()
            try page.waitForText("What happened")
        },
    ]

    fileprivate static let administration = [
        Place(name: "commands", path: "/admin#commands"),
        Place(name: "command", path: "/admin#commands") { page in
            let titles = try page.wait("there is a command") {
                let titles = try page.all(.button).filter { $0.name.hasPrefix("Reserve ") }
                return titles.isEmpty ? nil : titles
            }
            try titles[0].click()
            _ = try page.find(.dialog, beginning: "Reserve ")
        },
        Place(name: "jobs", path: "/admin#jobs"),
        Place(name: "models", path: "/admin#models"),
        Place(name: "log", path: "/admin#log"),
        Place(name: "users", path: "/admin#users"),
        Place(name: "transfers", path: "/admin#transfers"),
        Place(name: "transfers-wrong", path: "/admin#transfers") { page in
            try page.checkTransfers("receiver,amount\nbob,0.02\nnobody-here,1.005,x\n")
            try page.waitForText("1 line must be mended")
        },
        Place(name: "transfers-preview", path: "/admin#transfers") { page in
            try page.checkTransfers(Self.transfers)
            _ = try page.find(.button, "Send 2 transfers")
        },
        Place(name: "transfers-results", path: "/admin#transfers") { page in
            try page.checkTransfers(Self.transfers)
            try page.find(.button, "Send 2 transfers").click()
            try page.waitForText("1 of 2 transfers were paid.")
        },
        Place(name: "slots-and-shops", path: "/admin#shop"),
        Place(name: "new-slot", path: "/admin#shop") { page in
            try page.find(.button, "New slot").click()
            _ = try page.find(.dialog, "New slot")
        },
        Place(name: "rates", path: "/admin#rates"),
        Place(name: "log-check", path: "/admin#chain"),
    ]
    /// A file of which the second line lacks money.
    private static let transfers = """
        receiver,amount,memo
        bob,0.02,Parking
        alice,999999999,"A house, with a garden"

        """
}
