/// Which part of a list is asked for.
package struct Page: Hashable, Sendable {
    /// A list is read from its start, so a deep page costs as much as all pages before it.
    package static let maximumSkip = 10_000
    package static let maximumLimit = 1_000
    package static let defaultLimit = 50
    package static let first = Page()

    package let skip: Int
    package let limit: Int

    private init() {
        self.skip = 0
        self.limit = Page.defaultLimit
    }

    /// Nil unless `skip` is 0 to `maximumSkip` and `limit` is 1 to `maximumLimit`.
    package init?(skip: Int = 0, limit: Int = Page.defaultLimit) {
        guard (0...Page.maximumSkip).contains(skip), (1...Page.maximumLimit).contains(limit) else {
            return nil
        }
        self.skip = skip
        self.limit = limit
    }

    /// The page after this one, for `Link: rel="next"`; nil where it would begin too deep.
    package var next: Page? { Page(skip: skip + limit, limit: limit) }
}
