import Events
import Model

/// Every limit and figure of the running service, by name.
///
/// `Setting.all` says which environment variable sets which, and within what bounds.
struct Configuration: Equatable, Sendable {
    // Money and rules.
    /// ISO 4217 code of amounts that name none.
    var currency = Currency.rub
    /// Minor units of the default currency that a new wallet is given.
    var openingGrant = 100_000
    /// How long a hold lasts that nobody confirms.
    var holdSeconds = 300
    /// How long a transfer stays pending whose sender names no time.
    var pendingSeconds = 86_400
    /// A recorded rate that is older is not used.
    var rateMaximumAgeSeconds = 300
    /// Hundredths of a per cent put on top of an order's lines.
    var taxBasisPoints = 0

    // The write side.
    /// Commands waiting for the writer.
    var queueLimit = 20_000
    /// Commands decided and appended in one transaction.
    var batchLimit = 1_000
    /// A command that waited longer is refused without effect.
    var commandAgeMilliseconds = 5_000
    /// A node that is silent while it holds the append lock loses it after this time.
    var lockHolderMilliseconds = 10_000
    /// Difference of the node's clock to the database's that is reported; at five times that the node
    /// takes no command.
    var clockSkewMilliseconds = 2_000
    /// Attempts of one batch against a database that comes and goes, before its commands get a 503.
    var retryLimit = 3
    /// Entities whose state the writer keeps in memory; 400,000 accounts take about 40 MB.
    var streamCacheLimit = 400_000
    /// How long an answer stands under its Idempotency-Key.
    var receiptHours = 24
    /// Receipts deleted in one transaction.
    var receiptReapLimit = 5_000
    /// Overdue holds, or transfers, that a sweep gives to the writer at a time.
    var sweepLimit = 500

    // Jobs.
    /// How soon a node notices that a job is free again, or that a run is asked for on another node.
    var jobPollMilliseconds = 1_000
    /// Between two looks for holds that have run out.
    var holdExpirySeconds = 1
    /// Between two looks for pending transfers that have run out.
    var transferExpirySeconds = 1
    /// Between two looks for receipts that are no longer kept.
    var receiptReapSeconds = 3_600

    // Outside.
    /// Addresses and tokens of the services outside; a job without an address rests.
    var ratesURL: String?
    var ratesToken: String?
    var servicesURL: String?
    var servicesToken: String?
    var ordersURL: String?
    var ordersToken: String?
    /// 1 allows addresses without TLS on other machines.
    var outsidePlain = 0
    /// How long an outside service may say nothing, connecting included.
    var outsideSilenceMilliseconds = 5_000
    /// How long a whole call may take.
    var outsideTotalMilliseconds = 10_000
    /// Bytes taken of one answer.
    var outsideAnswerBytes = 1_048_576
    /// How long an order waits while a service that is not in the catalogue is looked up.
    var serviceLookupMilliseconds = 3_000
    /// How long it is remembered what such a look-up has found.
    var serviceLookupSeconds = 1_800
    /// Between two fetches of exchange rates.
    var ratesSeconds = 60
    /// Between two fetches of the catalogue of services.
    var catalogueSeconds = 600
    /// Between two looks for orders that the outside service is to be told of; a commit is a reason to
    /// look at once.
    var registrationSeconds = 5
    /// Between two questions what became of orders.
    var pollingSeconds = 60
    /// The longest wait before an order that failed outside is tried again.
    var orderBackoffSeconds = 600

    // The read side.
    /// Connections for queries that the cache can't answer; each has a thread.
    var queryConnections = 3
    /// Queries waiting for one of them.
    var queryQueueLimit = 2_000
    /// Bytes of rendered pages kept.
    var pageCacheBytes = 33_554_432
    /// 1: a query waits until its asker's last command on this node is visible.
    var ownWrites = 1
    /// How long a query waits for the read model: for `min_position`, a moment or own commands.
    var positionWaitMilliseconds = 5_000
    /// Requests waiting so.
    var positionWaitLimit = 5_000
    /// Events that a read model may be behind while the node calls itself ready.
    var readyLagLimit = 100_000
    /// Events a follower takes in one go.
    var projectionBatchLimit = 5_000
    var rewarmSeconds = 60

    // The feed.
    /// Streams of a node; a tenth of `connectionLimit` is left to requests in any case.
    var feedLimit = 10_000
    /// Streams of one user on a node.
    var feedLimitPerUser = 16
    /// Frames kept in memory for readers that come back.
    var feedBuffer = 10_000
    /// Unsent bytes at which a reader is cut off.
    var feedBacklogBytes = 1_048_576
    /// Events that the public part goes back over; a reader from farther back begins anew.
    var feedPublicReach = 100_000

    // Identity.
    /// scrypt's N is 2 to this power; with r = 8, memory is 1 KiB × N.
    var scryptLogN = 14
    var scryptR = 8
    var scryptP = 1
    /// Threads that hash passwords.
    var hashThreads = 2
    /// Passwords waiting to be hashed.
    var hashQueueLimit = 500
    /// Lifetime of an access token.
    var tokenSeconds = 3_600
    /// Lifetime of a refresh token.
    var refreshDays = 14
    /// Whether the feed's cookie is sent over TLS only: 1 behind a proxy that speaks TLS.
    var secureCookies = 0
    /// Look-ups of other users, for each user.
    var checkUserPerMinute = 30
    /// How long failed sign-ins count after the last one: longer than the longest delay.
    var signInMemoryHours = 24
    /// Verified tokens remembered by each event loop.
    var tokenCacheLimit = 20_000

    // What users, addresses and administrators may do, and what is written down of it.
    /// Requests a second that a user may send, and that an address may; 0 for any number.
    var userRate = 200
    var userBurst = 400
    var addressRate = 1_000
    var addressBurst = 2_000
    /// Whether the limits hold for requests from this machine, too.
    var limitLoopback = 0
    /// Lines on requests written in a second by each loop; the others are counted.
    var requestLogPerSecond = 100
    /// Where the log is written besides standard error.
    var logFile: String?
    /// A log file is put aside when it would grow beyond this.
    var logFileBytes = 100_000_000
    /// Log files put aside that are kept.
    var logFiles = 5
    /// How long commands are kept for administrators.
    var journalHours = 168
    /// Commands deleted in one transaction.
    var journalReapLimit = 5_000
    var journalReapSeconds = 3_600

    // The wire.
    var loops = 1
    var connectionLimit = 10_000
    var connectionsPerAddress = 10_000
    var bodyBytes = 65_536
    /// Whether the client's address is the last one in `X-Forwarded-For`: 1 behind a proxy that sets
    /// it.
    var trustProxy = 0
    /// How long a stop waits for answers to leave.
    var stopMilliseconds = 10_000
}

extension Configuration {
    var passwordCost: PasswordHash.Cost {
        PasswordHash.Cost(logN: scryptLogN, r: scryptR, p: scryptP)
    }

    var refreshSeconds: Int { refreshDays * 86_400 }

    /// What a new wallet is given.
    var grant: Money { Money(Int64(openingGrant), currency) }
}
