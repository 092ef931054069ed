/// What a person who registers sent.
struct Registration: Sendable {
    let username: String
    let email: String
    let name: String?
    let password: [UInt8]

    /// POST /register: username, email, password, name?.
    init(_ body: inout BodyFields) {
        username = body.text("username", .newUsername)
        email = body.text("email", .email)
        password = Array(body.text("password", .password).utf8)
        name = body.optionalText("name", .personName)
    }

    init(username: String, email: String, name: String?, password: [UInt8]) {
        self.username = username
        self.email = email
        self.name = name
        self.password = password
    }
}
