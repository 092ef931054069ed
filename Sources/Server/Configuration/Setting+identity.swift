extension Setting {
    /// The upper bound is also how long it is remembered that a token was ended: what is raised here
    /// takes effect only after nodes of the version before are gone for as long.
    static let tokenSeconds = Setting(
        name: "TALLY_TOKEN_SECONDS",
        meaning: "seconds that an access token is valid",
        bounds: 1...86_400,
        field: \.tokenSeconds
    )

    /// Of passwords, tokens and what users may look up.
    static let identity: [Setting] = [
        Setting(
            name: "TALLY_SCRYPT_LOG_N",
            meaning: "scrypt cost: N is 2 to this power",
            bounds: 10...20,
            field: \.scryptLogN
        ),
        Setting(
            name: "TALLY_SCRYPT_R",
            meaning: "scrypt block size",
            bounds: 1...32,
            field: \.scryptR
        ),
        Setting(
            name: "TALLY_SCRYPT_P",
            meaning: "scrypt parallelisation",
            bounds: 1...16,
            field: \.scryptP
        ),
        Setting(
            name: "TALLY_HASH_THREADS",
            meaning: "threads that hash passwords",
            bounds: 1...64,
            field: \.hashThreads
        ),
        Setting(
            name: "TALLY_HASH_QUEUE_LIMIT",
            meaning: "passwords waiting to be hashed",
            bounds: 1...100_000,
            field: \.hashQueueLimit
        ),
        tokenSeconds,
        Setting(
            name: "TALLY_REFRESH_DAYS",
            meaning: "days that a refresh token is valid",
            bounds: 1...365,
            field: \.refreshDays
        ),
        Setting(
            name: "TALLY_SECURE_COOKIES",
            meaning: "1: the feed's cookie is sent over TLS only",
            bounds: 0...1,
            field: \.secureCookies
        ),
        Setting(
            name: "TALLY_CHECK_USER_PER_MINUTE",
            meaning: "look-ups of user names per user",
            bounds: 1...60_000,
            field: \.checkUserPerMinute
        ),
        Setting(
            name: "TALLY_TOKEN_CACHE_LIMIT",
            meaning: "verified tokens remembered by each loop",
            bounds: 0...10_000_000,
            field: \.tokenCacheLimit
        ),
        Setting(
            name: "TALLY_SIGN_IN_MEMORY_HOURS",
            meaning: "hours after which failed sign-ins are forgotten",
            bounds: 1...8_760,
            field: \.signInMemoryHours
        ),
    ]
}
