import API
import Commands

/// What a user who changes the password sent.
package struct PasswordChange: Sendable {
    let identity: Identity
    let key: IdempotencyKey?
    let passwords: PasswordPair

    package init(_ passwords: PasswordPair, by identity: Identity, under key: IdempotencyKey?) {
        self.identity = identity
        self.key = key
        self.passwords = passwords
    }
}
