import Events

/// What failed sign-ins are counted under: an account name or a network address, as a keyed hash
/// that neither can be read from.
package struct SignInSubject: Hashable, Sendable {
    /// 16 bytes.
    let bytes: [UInt8]

    /// The name or e-mail address that somebody wants to sign in with, in its comparable form,
    /// whether or not anybody bears it.
    package init(account normalised: String, _ hasher: ClaimHasher) {
        bytes = hasher.signIn("account:", normalised)
    }

    /// Where the attempt comes from, in its one text form.
    package init(address: String, _ hasher: ClaimHasher) {
        bytes = hasher.signIn("address:", address)
    }
}
