import Crypto
import Model

/// Every limit and figure of the running service.
///
/// A setting is one row: the environment variable that sets it, its bounds, its meaning for
/// `tally serve --help`, its name and its default. The help keeps the order of the rows.
// swift-format-ignore
package struct Configuration: Equatable, Sendable {
    /// Lifetimes of an access token, in seconds.
    ///
    /// The ending of a token is remembered for the upper bound: a raised bound takes effect only
    /// once nodes of the version before have been gone for as long.
    package static let tokenBounds = 1...86_400

    /// ISO 4217 code of amounts that name none.
    package var currency = Currency.rub

    // The services outside, and the log.
    @TextSetting("TALLY_RATES_URL", .address, "address of the exchange rates; unset, the job rests")
    package var ratesURL: String?
    @TextSetting("TALLY_RATES_TOKEN", .token, "bearer token for the exchange rates")
    package var ratesToken: String?
    @TextSetting("TALLY_SERVICES_URL", .address,
        "address of the catalogue of services; unset, the job rests")
    package var servicesURL: String?
    @TextSetting("TALLY_SERVICES_TOKEN", .token, "bearer token for the catalogue of services")
    package var servicesToken: String?
    @TextSetting("TALLY_ORDERS_URL", .address,
        "address of the service that carries orders out; unset, the job rests")
    package var ordersURL: String?
    @TextSetting("TALLY_ORDERS_TOKEN", .token,
        "bearer token for the service that carries orders out")
    package var ordersToken: String?
    @TextSetting("TALLY_REGISTRATION", .registrationMode,
        "who may register: open (default), invite (with an administrator's code) or closed")
    package var registrationWord: String?
    @TextSetting("TALLY_LOG_FILE", .path,
        "file that the log is written to besides standard error")
    package var logFile: String?
    @TextSetting("TALLY_CORS_ORIGINS", .origins,
        "origins whose pages may use the API in a browser, with commas between; unset, none")
    package var corsOriginText: String?

    // Rules, the write side, jobs, the read side and the wire.
    @Setting("TALLY_OPENING_GRANT", 0...1_000_000_000_000, "minor units given to a new wallet")
    package var openingGrant = 100_000
    @Setting("TALLY_HOLD_SECONDS", 1...604_800, "how long an unconfirmed hold lasts")
    package var holdSeconds = 300
    @Setting("TALLY_PENDING_SECONDS", 1...2_592_000,
        "how long a transfer stays pending that names no time")
    package var pendingSeconds = 86_400
    @Setting("TALLY_RATE_MAX_AGE_SECONDS", 1...31_536_000,
        "age at which a recorded rate is too old for an exchange")
    package var rateMaximumAgeSeconds = 300
    @Setting("TALLY_RATE_JUMP_PERCENT", 1...99,
        "change of a rate at which it is not used before a second quote or an administrator agrees")
    package var rateJumpPercent = 20
    @Setting("TALLY_EXCHANGE_CREDIT_USD", 0...1_000_000_000_000,
        "US dollars up to whose worth the service may owe each currency after exchanges")
    package var exchangeCreditDollars = 1_000_000
    @Setting("TALLY_TAX_BASIS_POINTS", 0...10_000, "hundredths of a per cent added to orders")
    package var taxBasisPoints = 0
    @Setting("TALLY_QUEUE_LIMIT", 1...1_000_000, "commands waiting for the writer")
    package var queueLimit = 20_000
    @Setting("TALLY_BATCH_LIMIT", 1...10_000, "commands in one transaction")
    package var batchLimit = 1_000
    /// A command that waited longer is refused without effect.
    @Setting("TALLY_COMMAND_AGE_MS", 10...600_000,
        "milliseconds within which every command is answered")
    package var commandAgeMilliseconds = 5_000
    @Setting("TALLY_LOCK_HOLDER_MS", 1_000...600_000,
        "milliseconds that a silent node may hold the append lock")
    package var lockHolderMilliseconds = 10_000
    @Setting("TALLY_CLOCK_SKEW_MS", 10...60_000,
        "milliseconds by which a node's clock may differ from the database's; at five times "
            + "as many the node takes no command")
    package var clockSkewMilliseconds = 2_000
    /// Then the batch's commands get a 503.
    @Setting("TALLY_RETRY_LIMIT", 1...100, "attempts of a batch while the database is away")
    package var retryLimit = 3
    /// 400,000 accounts take about 40 MB.
    @Setting("TALLY_STREAM_CACHE_LIMIT", 1_000...100_000_000,
        "streams whose state the writer remembers")
    package var streamCacheLimit = 400_000
    @Setting("TALLY_RECEIPT_HOURS", 1...8_760, "hours that an Idempotency-Key is kept")
    package var receiptHours = 24
    @Setting("TALLY_RECEIPT_REAP_LIMIT", 1...1_000_000, "receipts deleted in one transaction")
    package var receiptReapLimit = 5_000
    @Setting("TALLY_SWEEP_LIMIT", 1...100_000,
        "overdue holds, or transfers, given to the writer at a time")
    package var sweepLimit = 500
    @Setting("TALLY_JOB_POLL_MS", 10...60_000,
        "milliseconds between two looks at jobs of other nodes")
    package var jobPollMilliseconds = 1_000
    @Setting("TALLY_HOLD_EXPIRY_SECONDS", 1...3_600, "seconds between two looks for overdue holds")
    package var holdExpirySeconds = 1
    @Setting("TALLY_TRANSFER_EXPIRY_SECONDS", 1...3_600,
        "seconds between two looks for pending transfers that have run out")
    package var transferExpirySeconds = 1
    @Setting("TALLY_RECEIPT_REAP_SECONDS", 1...86_400,
        "seconds between two looks for receipts to delete")
    package var receiptReapSeconds = 3_600
    /// Each has a thread.
    @Setting("TALLY_QUERY_CONNECTIONS", 1...100, "database connections for queries")
    package var queryConnections = 3
    @Setting("TALLY_QUERY_QUEUE_LIMIT", 1...1_000_000, "queries waiting for a connection")
    package var queryQueueLimit = 2_000
    /// A long statement takes 4 MB at most.
    @Setting("TALLY_DOWNLOAD_LIMIT", 1...10_000, "long statements sent at the same time")
    package var downloadLimit = 32
    @Setting("TALLY_PAGE_CACHE_BYTES", 0...10_000_000_000, "bytes of rendered pages remembered")
    package var pageCacheBytes = 33_554_432
    @Setting("TALLY_OWN_WRITES", 0...1,
        "1: queries wait until their asker's last command is visible")
    package var ownWrites = 1
    /// For `min_position`, a moment or the asker's own commands.
    @Setting("TALLY_POSITION_WAIT_MS", 0...60_000,
        "milliseconds that a query may wait for the read model")
    package var positionWaitMilliseconds = 5_000
    @Setting("TALLY_POSITION_WAIT_LIMIT", 1...1_000_000, "requests that may wait so at once")
    package var positionWaitLimit = 5_000
    @Setting("TALLY_READY_LAG_LIMIT", 1...1_000_000_000,
        "events behind the log at which /ready says no")
    package var readyLagLimit = 100_000
    @Setting("TALLY_PROJECTION_BATCH_LIMIT", 1...100_000, "events projected in one transaction")
    package var projectionBatchLimit = 5_000
    @Setting("TALLY_REWARM_SECONDS", 1...86_400, "seconds between two warm-ups of the cache")
    package var rewarmSeconds = 60
    @Setting("TALLY_LOOPS", 1...64, "event loop threads")
    package var loops = 1
    @Setting("TALLY_CONNECTION_LIMIT", 1...1_000_000, "open connections")
    package var connectionLimit = 10_000
    /// With `trustProxy`, its open requests: connections are the proxy's.
    @Setting("TALLY_CONNECTIONS_PER_ADDRESS", 1...1_000_000,
        "open connections from one address; for this machine's own see TALLY_LIMIT_LOOPBACK")
    package var connectionsPerAddress = 256
    @Setting("TALLY_BODY_BYTES", 1_024...16_777_216, "largest request body")
    package var bodyBytes = 65_536
    @Setting("TALLY_BULK_BODY_BYTES", 1_024...67_108_864, "largest request body of a bulk")
    package var bulkBodyBytes = 4_194_304
    @Setting("TALLY_BULK_BUFFER_BYTES", 1_024...1_073_741_824, "bytes of all bulks at once")
    package var bulkBufferBytes = 16_777_216
    @Setting("TALLY_TRUST_PROXY", 0...1, "1: the last X-Forwarded-For is the client's address")
    package var trustProxy = 0
    @Setting("TALLY_METRICS_PORT", 0...65_535,
        "port of its own for /metrics and /ready, 0 for that of the API")
    package var metricsPort = 0
    @Setting("TALLY_STOP_MS", 0...600_000, "milliseconds that a stop waits for answers")
    package var stopMilliseconds = 10_000

    // The services outside.
    @Setting("TALLY_OUTSIDE_PLAIN", 0...1,
        "1 allows outside addresses without TLS on other machines")
    package var outsidePlain = 0
    @Setting("TALLY_OUTSIDE_SILENCE_MS", 10...60_000,
        "milliseconds that an outside service may say nothing")
    package var outsideSilenceMilliseconds = 5_000
    @Setting("TALLY_OUTSIDE_TOTAL_MS", 10...600_000,
        "milliseconds of one call to an outside service")
    package var outsideTotalMilliseconds = 10_000
    @Setting("TALLY_OUTSIDE_ANSWER_BYTES", 1_024...67_108_864,
        "bytes taken of an outside service's answer")
    package var outsideAnswerBytes = 1_048_576
    @Setting("TALLY_SERVICE_LOOKUP_MS", 10...60_000,
        "milliseconds that an order waits for a service to be looked up")
    package var serviceLookupMilliseconds = 3_000
    @Setting("TALLY_SERVICE_LOOKUP_SECONDS", 1...86_400,
        "seconds that the outcome of such a look-up is remembered")
    package var serviceLookupSeconds = 1_800
    @Setting("TALLY_RATES_SECONDS", 1...86_400, "seconds between two fetches of exchange rates")
    package var ratesSeconds = 60
    @Setting("TALLY_CATALOGUE_SECONDS", 1...86_400,
        "seconds between two fetches of the catalogue of services")
    package var catalogueSeconds = 600
    /// A commit is a reason to look at once.
    @Setting("TALLY_REGISTRATION_SECONDS", 1...3_600,
        "seconds between two looks for orders to register outside")
    package var registrationSeconds = 5
    @Setting("TALLY_POLLING_SECONDS", 1...86_400,
        "seconds between two questions what became of orders")
    package var pollingSeconds = 60
    @Setting("TALLY_ORDER_BACKOFF_SECONDS", 1...86_400,
        "longest wait before a failed order is tried again")
    package var orderBackoffSeconds = 600
    @Setting("TALLY_VERIFY_WHOLE_HOURS", 1...8_760,
        "hours after which the job verify checks the whole log again, not only what is new")
    package var verifyWholeHours = 168

    // The live feed.
    /// A tenth of `connectionLimit` is left to requests in any case.
    @Setting("TALLY_FEED_LIMIT", 1...1_000_000, "streams of the live feed")
    package var feedLimit = 10_000
    @Setting("TALLY_FEED_LIMIT_PER_USER", 1...1_000_000, "streams of the live feed of one user")
    package var feedLimitPerUser = 16
    @Setting("TALLY_FEED_BUFFER", 0...10_000_000, "frames of the live feed remembered")
    package var feedBuffer = 10_000
    @Setting("TALLY_FEED_BACKLOG_BYTES", 262_144...1_073_741_824,
        "unsent bytes at which a reader of the feed is cut off")
    package var feedBacklogBytes = 1_048_576
    @Setting("TALLY_FEED_PUBLIC_REACH", 0...1_000_000_000,
        "events that the feed's public part goes back over")
    package var feedPublicReach = 100_000

    // Passwords, tokens and what users may look up.
    @Setting("TALLY_TOKEN_SECONDS", Configuration.tokenBounds,
        "seconds that an access token is valid")
    package var tokenSeconds = 3_600
    /// With r = 8, memory is 1 KiB × N. The defaults are among those that OWASP's Password Storage
    /// Cheat Sheet gives as least ones.
    @Setting("TALLY_SCRYPT_LOG_N", 10...20, "scrypt cost: N is 2 to this power")
    package var scryptLogN = 15
    @Setting("TALLY_SCRYPT_R", 1...32, "scrypt block size")
    package var scryptR = 8
    @Setting("TALLY_SCRYPT_P", 1...16, "scrypt parallelisation")
    package var scryptP = 3
    @Setting("TALLY_HASH_THREADS", 1...64, "threads that hash passwords")
    package var hashThreads = 2
    @Setting("TALLY_HASH_QUEUE_LIMIT", 1...100_000, "passwords that wait; as many of known clients")
    package var hashQueueLimit = 500
    @Setting("TALLY_REFRESH_DAYS", 1...365, "days that a refresh token is valid")
    package var refreshDays = 14
    /// 1 behind a proxy that speaks TLS.
    @Setting("TALLY_SECURE_COOKIES", 0...1, "1: the feed's cookie is sent over TLS only")
    package var secureCookies = 0
    @Setting("TALLY_REGISTRATIONS_PER_MINUTE", 0...60_000,
        "registrations per minute from one address, 0 for any number")
    package var registrationsPerMinute = 20
    @Setting("TALLY_CHECK_USER_PER_MINUTE", 1...60_000,
        "look-ups of names per user: questions, and commands whose refusal says if one exists")
    package var checkUserPerMinute = 30
    @Setting("TALLY_TOKEN_CACHE_LIMIT", 0...10_000_000, "verified tokens remembered by each loop")
    package var tokenCacheLimit = 20_000
    /// Longer than the longest delay.
    @Setting("TALLY_SIGN_IN_MEMORY_HOURS", 1...8_760,
        "hours after which failed sign-ins are forgotten")
    package var signInMemoryHours = 24
    @Setting("TALLY_KNOWN_CLIENT_DAYS", 1...3_650,
        "days after a sign-in for which its address and browser are known")
    package var knownClientDays = 90

    // Limits on requests, and what is written about them.
    @Setting("TALLY_USER_RATE", 0...1_000_000, "requests per second of one user, 0 for any number")
    package var userRate = 200
    @Setting("TALLY_USER_BURST", 1...1_000_000, "requests at once of one user")
    package var userBurst = 400
    @Setting("TALLY_ADDRESS_RATE", 0...1_000_000,
        "requests per second from one address, 0 for any number")
    package var addressRate = 1_000
    @Setting("TALLY_ADDRESS_BURST", 1...1_000_000, "requests at once from one address")
    package var addressBurst = 2_000
    @Setting("TALLY_LIMIT_LOOPBACK", 0...1,
        "1: this machine's own requests and connections, which are the operator's, are limited, too")
    package var limitLoopback = 0
    /// The other lines are counted.
    @Setting("TALLY_LOG_REQUESTS", 0...1_000_000,
        "requests logged per second, 0 for none; 100 failures besides")
    package var requestLogPerSecond = 100
    @Setting("TALLY_LOG_FILE_BYTES", 10_000...1_000_000_000_000,
        "size at which a log file is put aside")
    package var logFileBytes = 100_000_000
    @Setting("TALLY_LOG_FILES", 1...1_000, "log files put aside that are kept")
    package var logFiles = 5
    @Setting("TALLY_JOURNAL_HOURS", 1...87_600, "hours that commands are kept for administrators")
    package var journalHours = 168
    @Setting("TALLY_JOURNAL_REAP_LIMIT", 1...1_000_000,
        "commands deleted from them in one transaction")
    package var journalReapLimit = 5_000
    package var journalReapSeconds = 3_600

    package init() {}
}

extension Configuration {
    /// What hashing a password costs.
    package var passwordCost: PasswordHash.Cost {
        PasswordHash.Cost(logN: scryptLogN, r: scryptR, p: scryptP)
    }

    /// Lifetime of a refresh token.
    package var refreshSeconds: Int { refreshDays * 86_400 }

    /// How long after a sign-in its address and browser are known.
    package var knownClientSeconds: Int { knownClientDays * 86_400 }

    /// What a new wallet is given.
    package var grant: Money { Money(Int64(openingGrant), currency) }

    package var registration: RegistrationMode {
        registrationWord.flatMap(RegistrationMode.init) ?? .open
    }
}

/// Who may register; raw values are the words of the setting.
package enum RegistrationMode: String, Sendable, CaseIterable {
    case open
    /// Everybody with a code that an administrator has issued.
    case invite
    case closed
}
