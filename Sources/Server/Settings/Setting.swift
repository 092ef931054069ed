/// An environment variable that sets one number of the configuration.
package struct Setting: Sendable {
    package let name: String
    package let meaning: String
    package let bounds: ClosedRange<Int>
    let field: any WritableKeyPath<Configuration, Int> & Sendable

    private init(
        _ name: String,
        _ field: any WritableKeyPath<Configuration, Int> & Sendable,
        _ bounds: ClosedRange<Int>,
        _ meaning: String
    ) {
        self.name = name
        self.field = field
        self.bounds = bounds
        self.meaning = meaning
    }

    /// A line of `tally serve --help`.
    package var help: String {
        "\(meaning) (default \(Configuration()[keyPath: field]), \(bounds.lowerBound) to \(bounds.upperBound))"
    }

    /// Lifetime of an access token.
    ///
    /// The ending of a token is remembered for the upper bound: a raised bound takes effect only
    /// once nodes of the version before have been gone for as long.
    package static let tokenSeconds = Setting(
        "TALLY_TOKEN_SECONDS",
        \.tokenSeconds,
        1...86_400,
        "seconds that an access token is valid"
    )

    /// All numeric settings, in the order of the help; `Configuration` has their defaults.
    // swift-format-ignore
    package static let all: [Setting] = [
        .init("TALLY_OPENING_GRANT", \.openingGrant, 0...1_000_000_000_000,
            "minor units given to a new wallet"),
        .init("TALLY_HOLD_SECONDS", \.holdSeconds, 1...604_800,
            "how long an unconfirmed hold lasts"),
        .init("TALLY_PENDING_SECONDS", \.pendingSeconds, 1...2_592_000,
            "how long a transfer stays pending that names no time"),
        .init("TALLY_RATE_MAX_AGE_SECONDS", \.rateMaximumAgeSeconds, 1...31_536_000,
            "age at which a recorded rate is too old for an exchange"),
        .init("TALLY_TAX_BASIS_POINTS", \.taxBasisPoints, 0...10_000,
            "hundredths of a per cent added to orders"),
        .init("TALLY_QUEUE_LIMIT", \.queueLimit, 1...1_000_000, "commands waiting for the writer"),
        .init("TALLY_BATCH_LIMIT", \.batchLimit, 1...10_000, "commands in one transaction"),
        .init("TALLY_COMMAND_AGE_MS", \.commandAgeMilliseconds, 10...600_000,
            "milliseconds within which every command is answered"),
        .init("TALLY_LOCK_HOLDER_MS", \.lockHolderMilliseconds, 1_000...600_000,
            "milliseconds that a silent node may hold the append lock"),
        .init("TALLY_CLOCK_SKEW_MS", \.clockSkewMilliseconds, 10...60_000,
            "milliseconds by which a node's clock may differ from the database's; at five "
                + "times as many the node takes no command"),
        .init("TALLY_RETRY_LIMIT", \.retryLimit, 1...100,
            "attempts of a batch while the database is away"),
        .init("TALLY_STREAM_CACHE_LIMIT", \.streamCacheLimit, 1_000...100_000_000,
            "streams whose state the writer remembers"),
        .init("TALLY_RECEIPT_HOURS", \.receiptHours, 1...8_760,
            "hours that an Idempotency-Key is kept"),
        .init("TALLY_RECEIPT_REAP_LIMIT", \.receiptReapLimit, 1...1_000_000,
            "receipts deleted in one transaction"),
        .init("TALLY_SWEEP_LIMIT", \.sweepLimit, 1...100_000,
            "overdue holds, or transfers, given to the writer at a time"),
        .init("TALLY_JOB_POLL_MS", \.jobPollMilliseconds, 10...60_000,
            "milliseconds between two looks at jobs of other nodes"),
        .init("TALLY_HOLD_EXPIRY_SECONDS", \.holdExpirySeconds, 1...3_600,
            "seconds between two looks for overdue holds"),
        .init("TALLY_TRANSFER_EXPIRY_SECONDS", \.transferExpirySeconds, 1...3_600,
            "seconds between two looks for pending transfers that have run out"),
        .init("TALLY_RECEIPT_REAP_SECONDS", \.receiptReapSeconds, 1...86_400,
            "seconds between two looks for receipts to delete"),
        .init("TALLY_QUERY_CONNECTIONS", \.queryConnections, 1...100,
            "database connections for queries"),
        .init("TALLY_QUERY_QUEUE_LIMIT", \.queryQueueLimit, 1...1_000_000,
            "queries waiting for a connection"),
        .init("TALLY_PAGE_CACHE_BYTES", \.pageCacheBytes, 0...10_000_000_000,
            "bytes of rendered pages remembered"),
        .init("TALLY_OWN_WRITES", \.ownWrites, 0...1,
            "1: queries wait until their asker's last command is visible"),
        .init("TALLY_POSITION_WAIT_MS", \.positionWaitMilliseconds, 0...60_000,
            "milliseconds that a query may wait for the read model"),
        .init("TALLY_POSITION_WAIT_LIMIT", \.positionWaitLimit, 1...1_000_000,
            "requests that may wait so at once"),
        .init("TALLY_READY_LAG_LIMIT", \.readyLagLimit, 1...1_000_000_000,
            "events behind the log at which /ready says no"),
        .init("TALLY_PROJECTION_BATCH_LIMIT", \.projectionBatchLimit, 1...100_000,
            "events projected in one transaction"),
        .init("TALLY_REWARM_SECONDS", \.rewarmSeconds, 1...86_400,
            "seconds between two warm-ups of the cache"),
        .init("TALLY_LOOPS", \.loops, 1...64, "event loop threads"),
        .init("TALLY_CONNECTION_LIMIT", \.connectionLimit, 1...1_000_000, "open connections"),
        .init("TALLY_CONNECTIONS_PER_ADDRESS", \.connectionsPerAddress, 1...1_000_000,
            "open connections from one address"),
        .init("TALLY_BODY_BYTES", \.bodyBytes, 1_024...16_777_216, "largest request body"),
        .init("TALLY_TRUST_PROXY", \.trustProxy, 0...1,
            "1: the last X-Forwarded-For is the client's address"),
        .init("TALLY_STOP_MS", \.stopMilliseconds, 0...600_000,
            "milliseconds that a stop waits for answers"),
        // The services outside.
        .init("TALLY_OUTSIDE_PLAIN", \.outsidePlain, 0...1,
            "1 allows outside addresses without TLS on other machines"),
        .init("TALLY_OUTSIDE_SILENCE_MS", \.outsideSilenceMilliseconds, 10...60_000,
            "milliseconds that an outside service may say nothing"),
        .init("TALLY_OUTSIDE_TOTAL_MS", \.outsideTotalMilliseconds, 10...600_000,
            "milliseconds of one call to an outside service"),
        .init("TALLY_OUTSIDE_ANSWER_BYTES", \.outsideAnswerBytes, 1_024...67_108_864,
            "bytes taken of an outside service's answer"),
        .init("TALLY_SERVICE_LOOKUP_MS", \.serviceLookupMilliseconds, 10...60_000,
            "milliseconds that an order waits for a service to be looked up"),
        .init("TALLY_SERVICE_LOOKUP_SECONDS", \.serviceLookupSeconds, 1...86_400,
            "seconds that the outcome of such a look-up is remembered"),
        .init("TALLY_RATES_SECONDS", \.ratesSeconds, 1...86_400,
            "seconds between two fetches of exchange rates"),
        .init("TALLY_CATALOGUE_SECONDS", \.catalogueSeconds, 1...86_400,
            "seconds between two fetches of the catalogue of services"),
        .init("TALLY_REGISTRATION_SECONDS", \.registrationSeconds, 1...3_600,
            "seconds between two looks for orders to register outside"),
        .init("TALLY_POLLING_SECONDS", \.pollingSeconds, 1...86_400,
            "seconds between two questions what became of orders"),
        .init("TALLY_ORDER_BACKOFF_SECONDS", \.orderBackoffSeconds, 1...86_400,
            "longest wait before a failed order is tried again"),
        // The live feed.
        .init("TALLY_FEED_LIMIT", \.feedLimit, 1...1_000_000, "streams of the live feed"),
        .init("TALLY_FEED_LIMIT_PER_USER", \.feedLimitPerUser, 1...1_000_000,
            "streams of the live feed of one user"),
        .init("TALLY_FEED_BUFFER", \.feedBuffer, 0...10_000_000,
            "frames of the live feed remembered"),
        .init("TALLY_FEED_BACKLOG_BYTES", \.feedBacklogBytes, 262_144...1_073_741_824,
            "unsent bytes at which a reader of the feed is cut off"),
        .init("TALLY_FEED_PUBLIC_REACH", \.feedPublicReach, 0...1_000_000_000,
            "events that the feed's public part goes back over"),
        // Passwords, tokens and what users may look up.
        tokenSeconds,
        .init("TALLY_SCRYPT_LOG_N", \.scryptLogN, 10...20, "scrypt cost: N is 2 to this power"),
        .init("TALLY_SCRYPT_R", \.scryptR, 1...32, "scrypt block size"),
        .init("TALLY_SCRYPT_P", \.scryptP, 1...16, "scrypt parallelisation"),
        .init("TALLY_HASH_THREADS", \.hashThreads, 1...64, "threads that hash passwords"),
        .init("TALLY_HASH_QUEUE_LIMIT", \.hashQueueLimit, 1...100_000,
            "passwords waiting to be hashed"),
        .init("TALLY_REFRESH_DAYS", \.refreshDays, 1...365, "days that a refresh token is valid"),
        .init("TALLY_SECURE_COOKIES", \.secureCookies, 0...1,
            "1: the feed's cookie is sent over TLS only"),
        .init("TALLY_CHECK_USER_PER_MINUTE", \.checkUserPerMinute, 1...60_000,
            "look-ups of user names per user"),
        .init("TALLY_TOKEN_CACHE_LIMIT", \.tokenCacheLimit, 0...10_000_000,
            "verified tokens remembered by each loop"),
        .init("TALLY_SIGN_IN_MEMORY_HOURS", \.signInMemoryHours, 1...8_760,
            "hours after which failed sign-ins are forgotten"),
        // Limits on requests, and what is written about them.
        .init("TALLY_USER_RATE", \.userRate, 0...1_000_000,
            "requests per second of one user, 0 for any number"),
        .init("TALLY_USER_BURST", \.userBurst, 1...1_000_000, "requests at once of one user"),
        .init("TALLY_ADDRESS_RATE", \.addressRate, 0...1_000_000,
            "requests per second from one address, 0 for any number"),
        .init("TALLY_ADDRESS_BURST", \.addressBurst, 1...1_000_000,
            "requests at once from one address"),
        .init("TALLY_LIMIT_LOOPBACK", \.limitLoopback, 0...1,
            "1: requests from this machine are limited, too"),
        .init("TALLY_LOG_REQUESTS", \.requestLogPerSecond, 0...1_000_000,
            "requests logged per second, 0 for none; 100 failures besides"),
        .init("TALLY_LOG_FILE_BYTES", \.logFileBytes, 10_000...1_000_000_000_000,
            "size at which a log file is put aside"),
        .init("TALLY_LOG_FILES", \.logFiles, 1...1_000, "log files put aside that are kept"),
        .init("TALLY_JOURNAL_HOURS", \.journalHours, 1...87_600,
            "hours that commands are kept for administrators"),
        .init("TALLY_JOURNAL_REAP_LIMIT", \.journalReapLimit, 1...1_000_000,
            "commands deleted from them in one transaction"),
    ]
}

/// An environment variable that sets one text of the configuration; an empty one leaves it unset.
package struct TextSetting: Sendable {
    package let name: String
    package let meaning: String
    let field: any WritableKeyPath<Configuration, String?> & Sendable
    /// What the text must be; nil if it is valid.
    let complaint: @Sendable (_ text: String, _ allowsPlain: Bool) -> String?

    /// All of them, in the order of the help.
    package static let all: [TextSetting] = [
        address("TALLY_RATES_URL", "of the exchange rates", \.ratesURL),
        token("TALLY_RATES_TOKEN", "for the exchange rates", \.ratesToken),
        address("TALLY_SERVICES_URL", "of the catalogue of services", \.servicesURL),
        token("TALLY_SERVICES_TOKEN", "for the catalogue of services", \.servicesToken),
        address("TALLY_ORDERS_URL", "of the service that carries orders out", \.ordersURL),
        token("TALLY_ORDERS_TOKEN", "for the service that carries orders out", \.ordersToken),
        TextSetting(
            name: "TALLY_LOG_FILE",
            meaning: "file that the log is written to besides standard error",
            field: \.logFile,
            complaint: { _, _ in nil }
        ),
    ]

    private static func address(
        _ name: String,
        _ whose: String,
        _ field: any WritableKeyPath<Configuration, String?> & Sendable
    ) -> TextSetting {
        TextSetting(
            name: name,
            meaning: "address \(whose); unset, the job rests",
            field: field,
            complaint: { OutsideAddress.complaint($0, allowsPlain: $1) }
        )
    }

    private static func token(
        _ name: String,
        _ purpose: String,
        _ field: any WritableKeyPath<Configuration, String?> & Sendable
    ) -> TextSetting {
        TextSetting(
            name: name,
            meaning: "bearer token \(purpose)",
            field: field,
            complaint: { text, _ in
                text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
                    ? nil : "must be visible ASCII characters"
            }
        )
    }
}
