/// A page that a person opens.
package enum WebPage: CaseIterable {
    case home
    case app
    case admin
    case docs

    /// The HTML file of the page.
    var fileName: String {
        switch self {
        case .home: "home/home.html"
        case .app: "app/app.html"
        case .admin: "admin/admin.html"
        case .docs: "docs/docs.html"
        }
    }

    /// Allows only the service's own files and answers, no inline code, and no framing.
    static let contentSecurityPolicy: StaticString = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
        img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; \
        frame-ancestors 'none'
        """
}
