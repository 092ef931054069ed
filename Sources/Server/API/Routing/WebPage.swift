/// What a person opens; everything else comes with it.
enum WebPage: CaseIterable {
    case home
    case app
    case admin
    case docs

    /// The file that it begins with.
    var fileName: String {
        switch self {
        case .home: "home/home.html"
        case .app: "app/app.html"
        case .admin: "admin/admin.html"
        case .docs: "docs/docs.html"
        }
    }

    /// Nothing but this service's own files and answers, nothing written into the page itself, and
    /// nobody may frame it.
    static let contentSecurityPolicy: StaticString = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
        img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; \
        frame-ancestors 'none'
        """
}
