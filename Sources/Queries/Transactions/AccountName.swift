/// An account as it is shown to others.
struct AccountName: Hashable {
    let account: Int64
    /// The user name, or what the system account is for; nil once the person's data is gone.
    let name: String?

    init(account: Int64, username: String?) {
        self.account = account
        switch account {
        // The numbers are those of the system accounts in the log.
        case -1: self.name = "house"
        case -2: self.name = "sales"
        case -3: self.name = "liquidity"
        default: self.name = username
        }
    }
}
