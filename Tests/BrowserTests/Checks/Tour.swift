import Postgres
import Testing

@testable import Text

/// A window in which a visitor opens one place after the other.
struct Tour {
    let visitor: Visitor
    let page: BrowserPage
    private let service: RunningService

    init(_ visitor: Visitor, _ service: RunningService, _ browser: Browser) throws {
        (self.visitor, self.service) = (visitor, service)
        page = try browser.window()
        if let person = visitor.person {
            try service.furnish()
            try page.open("/app#account", of: service, as: person)
        }
    }

    /// Chooses a language for the rest of the tour.
    func choose(_ language: String) throws {
        guard language != "English" else { return }
        if visitor == .nobody { try page.open(service.address("/")) }
        try page.find(.button, language).click()
        try page.wait("the language is chosen", "document.documentElement.lang === 'ru'")
    }

    /// Opens all places; one that can't be opened does not end the tour.
    func visit(_ places: [Place], _ look: (Place) throws -> Void) throws {
        for place in places {
            do {
                try open(place)
                try look(place)
            } catch {
                Issue.record("\(place.name): \(error)")
            }
        }
        #expect(try page.complaints().isEmpty)
    }

    private func open(_ place: Place) throws {
        // Otherwise a place of the same page would be shown without being loaded.
        try page.open("about:blank")
        try page.open(service.address(place.path))
        try page.wait(
            "everything is loaded",
            """
            document.querySelector("main h1") && ![...document.querySelectorAll(
                ".skeleton, main [aria-busy=true]")].some((one) => one.checkVisibility())
            """
        )
        try place.prepare?(page)
    }
}

extension RunningService {
    /// Creates data, so that every place has something to show.
    fileprivate func furnish() throws {
        guard let person = Visitor.customer.person else { return }
        try send(
            "POST",
            "/transfers/pending",
            [
                "receiver_username": "alice", "amount": "2.50", "currency": "RUB",
                "timeout_seconds": 86_400,
            ],
            as: person
        )
        let product = try shop(selling: "Teapot", price: "30.00").id
        let line: JSONValue = ["id": .integer(product), "quantity": 2]
        try send("PUT", "/basket", ["products": [line]], as: person)
    }
}
