import Model

/// An account as it is shown to others.
package struct AccountName: Hashable {
    let account: Int64
    /// The user name, or what the system account is for; nil once the person's data is gone.
    let name: String?

    init(account: Int64, username: String?) {
        self.account = account
        name = account < 0 ? Self.system[account] : username
    }

    /// The numbers are those of the system accounts in the log.
    private static let system: [Int64: String] = [-1: "house", -2: "sales", -3: "liquidity"]

    /// Whether a system account is shown under this name, which no user may have then.
    package static func isOfSystem(_ name: String) -> Bool {
        system.values.contains(name)
    }
}
