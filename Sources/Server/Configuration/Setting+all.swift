extension Setting {
    /// All numeric settings, in the order that help lists them.
    static let all = general + outside + feed + identity + requests

    /// Those of no file of their own.
    private static let general: [Setting] = [
        Setting(
            name: "TALLY_OPENING_GRANT",
            meaning: "minor units given to a new wallet",
            bounds: 0...1_000_000_000_000,
            field: \.openingGrant
        ),
        Setting(
            name: "TALLY_HOLD_SECONDS",
            meaning: "how long an unconfirmed hold lasts",
            bounds: 1...604_800,
            field: \.holdSeconds
        ),
        Setting(
            name: "TALLY_PENDING_SECONDS",
            meaning: "how long a transfer stays pending that names no time",
            bounds: 1...2_592_000,
            field: \.pendingSeconds
        ),
        Setting(
            name: "TALLY_RATE_MAX_AGE_SECONDS",
            meaning: "age at which a recorded rate is too old for an exchange",
            bounds: 1...31_536_000,
            field: \.rateMaximumAgeSeconds
        ),
        Setting(
            name: "TALLY_TAX_BASIS_POINTS",
            meaning: "hundredths of a per cent added to orders",
            bounds: 0...10_000,
            field: \.taxBasisPoints
        ),
        Setting(
            name: "TALLY_QUEUE_LIMIT",
            meaning: "commands waiting for the writer",
            bounds: 1...1_000_000,
            field: \.queueLimit
        ),
        Setting(
            name: "TALLY_BATCH_LIMIT",
            meaning: "commands in one transaction",
            bounds: 1...10_000,
            field: \.batchLimit
        ),
        Setting(
            name: "TALLY_COMMAND_AGE_MS",
            meaning: "milliseconds within which every command is answered",
            bounds: 10...600_000,
            field: \.commandAgeMilliseconds
        ),
        Setting(
            name: "TALLY_LOCK_HOLDER_MS",
            meaning: "milliseconds that a silent node may hold the append lock",
            bounds: 1_000...600_000,
            field: \.lockHolderMilliseconds
        ),
        Setting(
            name: "TALLY_CLOCK_SKEW_MS",
            meaning:
                "milliseconds by which a node's clock may differ from the database's; at five times "
                + "as many the node takes no command",
            bounds: 10...60_000,
            field: \.clockSkewMilliseconds
        ),
        Setting(
            name: "TALLY_RETRY_LIMIT",
            meaning: "attempts of a batch while the database is away",
            bounds: 1...100,
            field: \.retryLimit
        ),
        Setting(
            name: "TALLY_STREAM_CACHE_LIMIT",
            meaning: "streams whose state the writer remembers",
            bounds: 1_000...100_000_000,
            field: \.streamCacheLimit
        ),
        Setting(
            name: "TALLY_RECEIPT_HOURS",
            meaning: "hours that an Idempotency-Key is kept",
            bounds: 1...8_760,
            field: \.receiptHours
        ),
        Setting(
            name: "TALLY_RECEIPT_REAP_LIMIT",
            meaning: "receipts deleted in one transaction",
            bounds: 1...1_000_000,
            field: \.receiptReapLimit
        ),
        Setting(
            name: "TALLY_SWEEP_LIMIT",
            meaning: "overdue holds, or transfers, given to the writer at a time",
            bounds: 1...100_000,
            field: \.sweepLimit
        ),
        Setting(
            name: "TALLY_JOB_POLL_MS",
            meaning: "milliseconds between two looks at jobs of other nodes",
            bounds: 10...60_000,
            field: \.jobPollMilliseconds
        ),
        Setting(
            name: "TALLY_HOLD_EXPIRY_SECONDS",
            meaning: "seconds between two looks for overdue holds",
            bounds: 1...3_600,
            field: \.holdExpirySeconds
        ),
        Setting(
            name: "TALLY_TRANSFER_EXPIRY_SECONDS",
            meaning: "seconds between two looks for pending transfers that have run out",
            bounds: 1...3_600,
            field: \.transferExpirySeconds
        ),
        Setting(
            name: "TALLY_RECEIPT_REAP_SECONDS",
            meaning: "seconds between two looks for receipts to delete",
            bounds: 1...86_400,
            field: \.receiptReapSeconds
        ),
        Setting(
            name: "TALLY_QUERY_CONNECTIONS",
            meaning: "database connections for queries",
            bounds: 1...100,
            field: \.queryConnections
        ),
        Setting(
            name: "TALLY_QUERY_QUEUE_LIMIT",
            meaning: "queries waiting for a connection",
            bounds: 1...1_000_000,
            field: \.queryQueueLimit
        ),
        Setting(
            name: "TALLY_PAGE_CACHE_BYTES",
            meaning: "bytes of rendered pages remembered",
            bounds: 0...10_000_000_000,
            field: \.pageCacheBytes
        ),
        Setting(
            name: "TALLY_OWN_WRITES",
            meaning: "1: queries wait until their asker's last command is visible",
            bounds: 0...1,
            field: \.ownWrites
        ),
        Setting(
            name: "TALLY_POSITION_WAIT_MS",
            meaning: "milliseconds that a query may wait for the read model",
            bounds: 0...60_000,
            field: \.positionWaitMilliseconds
        ),
        Setting(
            name: "TALLY_POSITION_WAIT_LIMIT",
            meaning: "requests that may wait so at once",
            bounds: 1...1_000_000,
            field: \.positionWaitLimit
        ),
        Setting(
            name: "TALLY_READY_LAG_LIMIT",
            meaning: "events behind the log at which /ready says no",
            bounds: 1...1_000_000_000,
            field: \.readyLagLimit
        ),
        Setting(
            name: "TALLY_PROJECTION_BATCH_LIMIT",
            meaning: "events projected in one transaction",
            bounds: 1...100_000,
            field: \.projectionBatchLimit
        ),
        Setting(
            name: "TALLY_REWARM_SECONDS",
            meaning: "seconds between two warm-ups of the cache",
            bounds: 1...86_400,
            field: \.rewarmSeconds
        ),
        Setting(
            name: "TALLY_LOOPS",
            meaning: "event loop threads",
            bounds: 1...64,
            field: \.loops
        ),
        Setting(
            name: "TALLY_CONNECTION_LIMIT",
            meaning: "open connections",
            bounds: 1...1_000_000,
            field: \.connectionLimit
        ),
        Setting(
            name: "TALLY_CONNECTIONS_PER_ADDRESS",
            meaning: "open connections from one address",
            bounds: 1...1_000_000,
            field: \.connectionsPerAddress
        ),
        Setting(
            name: "TALLY_BODY_BYTES",
            meaning: "largest request body",
            bounds: 1_024...16_777_216,
            field: \.bodyBytes
        ),
        Setting(
            name: "TALLY_TRUST_PROXY",
            meaning: "1: the last X-Forwarded-For is the client's address",
            bounds: 0...1,
            field: \.trustProxy
        ),
        Setting(
            name: "TALLY_STOP_MS",
            meaning: "milliseconds that a stop waits for answers",
            bounds: 0...600_000,
            field: \.stopMilliseconds
        ),
    ]
}
