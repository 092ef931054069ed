import API
import Commands

/// What a user who changes the password sent.
package struct PasswordChange: Sendable {
    let identity: Identity
    let key: IdempotencyKey?
    let old: [UInt8]
    let new: [UInt8]

    /// POST /change-password: old_password, new_password.
    package init(_ body: inout BodyFields, by identity: Identity, under key: IdempotencyKey?) {
        self.identity = identity
        self.key = key
        old = Array(body.text("old_password", .characters(1...1_024)).utf8)
        new = Array(body.text("new_password", .password).utf8)
    }
}
