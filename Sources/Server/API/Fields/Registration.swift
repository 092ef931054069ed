/// What a person who registers sent.
package struct Registration: Sendable {
    package let username: String
    package let email: String
    package let name: String?
    package let password: [UInt8]

    /// POST /register: username, email, password, name?.
    package init(_ body: inout BodyFields) {
        username = body.text("username", .newUsername)
        email = body.text("email", .email)
        password = Array(body.text("password", .password).utf8)
        name = body.optionalText("name", .personName)
    }

    package init(username: String, email: String, name: String?, password: [UInt8]) {
        self.username = username
        self.email = email
        self.name = name
        self.password = password
    }
}
