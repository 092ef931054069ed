import API

/// What somebody who signs in sent.
package struct Credentials: Sendable {
    /// User name or e-mail address in its comparable form.
    let login: String
    let password: [UInt8]

    /// POST /token and /login: username or email, password; what else OAuth2 forms carry is let
    /// pass.
    package init(_ body: inout BodyFields) {
        let short = TextRule.characters(1...254)
        let username = body.optionalText("username", short)
        let email = body.optionalText("email", short)
        switch (username, email) {
        case (let username?, nil): login = NormalForm.email(username)
        case (nil, let email?): login = NormalForm.email(email)
        case (.some, .some):
            body.wrong("email", "must not be given together with username")
            login = ""
        case (nil, nil):
            if body.errors.isEmpty { body.wrong("username", "is required, or email") }
            login = ""
        }
        password = Array(body.text("password", .characters(1...1_024)).utf8)
        if let type = body.optionalText("grant_type", short), type != "password" {
            body.wrong("grant_type", "must be password")
        }
        for name in ["scope", "client_id", "client_secret"] {
            _ = body.optionalText(name, .characters(0...1_024))
        }
    }
}
