extension Setting {
    /// Limits on requests, and what is written down of them.
    static let requests: [Setting] = [
        Setting(
            name: "TALLY_USER_RATE",
            meaning: "requests per second of one user, 0 for any number",
            bounds: 0...1_000_000,
            field: \.userRate
        ),
        Setting(
            name: "TALLY_USER_BURST",
            meaning: "requests at once of one user",
            bounds: 1...1_000_000,
            field: \.userBurst
        ),
        Setting(
            name: "TALLY_ADDRESS_RATE",
            meaning: "requests per second from one address, 0 for any number",
            bounds: 0...1_000_000,
            field: \.addressRate
        ),
        Setting(
            name: "TALLY_ADDRESS_BURST",
            meaning: "requests at once from one address",
            bounds: 1...1_000_000,
            field: \.addressBurst
        ),
        Setting(
            name: "TALLY_LIMIT_LOOPBACK",
            meaning: "1: requests from this machine are limited, too",
            bounds: 0...1,
            field: \.limitLoopback
        ),
        Setting(
            name: "TALLY_LOG_REQUESTS",
            meaning: "requests logged per second, 0 for none; 100 failures besides",
            bounds: 0...1_000_000,
            field: \.requestLogPerSecond
        ),
        Setting(
            name: "TALLY_LOG_FILE_BYTES",
            meaning: "size at which a log file is put aside",
            bounds: 10_000...1_000_000_000_000,
            field: \.logFileBytes
        ),
        Setting(
            name: "TALLY_LOG_FILES",
            meaning: "log files put aside that are kept",
            bounds: 1...1_000,
            field: \.logFiles
        ),
        Setting(
            name: "TALLY_JOURNAL_HOURS",
            meaning: "hours that commands are kept for administrators",
            bounds: 1...87_600,
            field: \.journalHours
        ),
        Setting(
            name: "TALLY_JOURNAL_REAP_LIMIT",
            meaning: "of those, how many are deleted in one transaction",
            bounds: 1...1_000_000,
            field: \.journalReapLimit
        ),
    ]
}
