/// The steps that nearly every test begins with.
extension BrowserPage {
    /// Opens a page that needs a user, and signs in.
    func open(_ path: String, of service: RunningService, as person: Person) throws {
        try open(service.address(path))
        try signIn(as: person)
    }

    /// Fills in the sign-in form of a page that needs a user.
    func signIn(as person: Person) throws {
        try find(.textbox, "User name or e-mail").fill(person.name)
        try find(.textbox, "Password").fill(person.password)
        let panel = try find(.tabPanel, "Sign in")
        try find(.button, "Sign in", within: panel).click()
        _ = try find(.menu, "Account of \(person.name)")
    }

    /// Opens another view by the page's own links.
    func go(to view: String) throws {
        try follow(view)
        _ = try find(.heading, view)
    }

    /// Follows the link to another view, which may not come.
    func follow(_ view: String) throws {
        let sections = try find(.navigation, "Sections")
        try find(.link, view, within: sections).click()
    }
}
