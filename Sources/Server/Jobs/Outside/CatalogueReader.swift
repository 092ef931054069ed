import Events
import Model

/// Puts the pages of the outside catalogue together; any page that does not fit spoils all.
struct CatalogueReader {
    static let maximumPages = 100
    static let maximumServices = 10_000

    private(set) var services: [ServiceDetails] = []
    private var known: [ServiceID: ServiceDetails] = [:]
    private var pages: Int?
    /// The page that comes next; nil once all are here.
    private(set) var next: Int? = 1

    /// Takes the page that was asked for.
    ///
    /// A service may come twice, as when one before it was taken out between two pages, if it is the
    /// same each time.
    mutating func take(_ page: CataloguePage) throws(OutsideError) {
        guard let number = next, page.page == number else {
            throw .malformed("page \(page.page) instead of \(next ?? 0)")
        }
        guard page.pages >= 1, page.pages <= Self.maximumPages, pages ?? page.pages == page.pages
        else { throw .malformed("a catalogue of \(page.pages) pages") }
        pages = page.pages
        for details in page.items {
            if let other = known.updateValue(details, forKey: details.service) {
                guard other == details else {
                    throw .malformed("service \(details.service.value.text) twice")
                }
            } else {
                services.append(details)
            }
        }
        guard services.count <= Self.maximumServices else {
            throw .malformed("more than \(Self.maximumServices) services")
        }
        next = number < page.pages ? number + 1 : nil
    }
}
