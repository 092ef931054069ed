import Crypto
import Model
import Runtime
import Text

/// Every limit and figure of the running service, by name, with its default.
///
/// `Setting.all` says what each means, which environment variable sets it, and within what bounds.
package struct Configuration: Equatable, Sendable {
    // Money and rules.
    /// ISO 4217 code of amounts that name none.
    package var currency = Currency.rub
    package var openingGrant = 100_000
    package var holdSeconds = 300
    package var pendingSeconds = 86_400
    package var rateMaximumAgeSeconds = 300
    package var taxBasisPoints = 0

    // The write side.
    package var queueLimit = 20_000
    package var batchLimit = 1_000
    /// A command that waited longer is refused without effect.
    package var commandAgeMilliseconds = 5_000
    package var lockHolderMilliseconds = 10_000
    package var clockSkewMilliseconds = 2_000
    /// Then the batch's commands get a 503.
    package var retryLimit = 3
    /// 400,000 accounts take about 40 MB.
    package var streamCacheLimit = 400_000
    package var receiptHours = 24
    package var receiptReapLimit = 5_000
    package var sweepLimit = 500

    // Jobs.
    package var jobPollMilliseconds = 1_000
    package var holdExpirySeconds = 1
    package var transferExpirySeconds = 1
    package var receiptReapSeconds = 3_600

    // Outside.
    /// Addresses and tokens of the services outside; a job without an address rests.
    package var ratesURL: String?
    package var ratesToken: String?
    package var servicesURL: String?
    package var servicesToken: String?
    package var ordersURL: String?
    package var ordersToken: String?
    package var outsidePlain = 0
    package var outsideSilenceMilliseconds = 5_000
    package var outsideTotalMilliseconds = 10_000
    package var outsideAnswerBytes = 1_048_576
    package var serviceLookupMilliseconds = 3_000
    package var serviceLookupSeconds = 1_800
    package var ratesSeconds = 60
    package var catalogueSeconds = 600
    /// A commit is a reason to look at once.
    package var registrationSeconds = 5
    package var pollingSeconds = 60
    package var orderBackoffSeconds = 600

    // The read side.
    /// Each has a thread.
    package var queryConnections = 3
    package var queryQueueLimit = 2_000
    package var pageCacheBytes = 33_554_432
    package var ownWrites = 1
    /// For `min_position`, a moment or the asker's own commands.
    package var positionWaitMilliseconds = 5_000
    package var positionWaitLimit = 5_000
    package var readyLagLimit = 100_000
    package var projectionBatchLimit = 5_000
    package var rewarmSeconds = 60

    // The feed.
    /// A tenth of `connectionLimit` is left to requests in any case.
    package var feedLimit = 10_000
    package var feedLimitPerUser = 16
    package var feedBuffer = 10_000
    package var feedBacklogBytes = 1_048_576
    package var feedPublicReach = 100_000

    // Identity.
    /// With r = 8, memory is 1 KiB × N.
    package var scryptLogN = 14
    package var scryptR = 8
    package var scryptP = 1
    package var hashThreads = 2
    package var hashQueueLimit = 500
    package var tokenSeconds = 3_600
    package var refreshDays = 14
    /// 1 behind a proxy that speaks TLS.
    package var secureCookies = 0
    package var checkUserPerMinute = 30
    /// Longer than the longest delay.
    package var signInMemoryHours = 24
    package var tokenCacheLimit = 20_000

    // What users, addresses and administrators may do, and what is written down of it.
    package var userRate = 200
    package var userBurst = 400
    package var addressRate = 1_000
    package var addressBurst = 2_000
    package var limitLoopback = 0
    /// The other lines are counted.
    package var requestLogPerSecond = 100
    package var logFile: String?
    package var logFileBytes = 100_000_000
    package var logFiles = 5
    package var journalHours = 168
    package var journalReapLimit = 5_000
    package var journalReapSeconds = 3_600

    // The wire.
    package var loops = 1
    package var connectionLimit = 10_000
    package var connectionsPerAddress = 10_000
    package var bodyBytes = 65_536
    /// 1 behind a proxy that sets the header.
    package var trustProxy = 0
    package var stopMilliseconds = 10_000

    package init() {}
}

extension Configuration {
    /// What hashing a password costs.
    package var passwordCost: PasswordHash.Cost {
        PasswordHash.Cost(logN: scryptLogN, r: scryptR, p: scryptP)
    }

    /// Lifetime of a refresh token.
    package var refreshSeconds: Int { refreshDays * 86_400 }

    /// What a new wallet is given.
    package var grant: Money { Money(Int64(openingGrant), currency) }
}

extension Configuration {
    /// The variable of the default currency: the one setting that is neither number nor text.
    package static let currencyVariable = "TALLY_CURRENCY"

    /// Reads the `TALLY_…` variables.
    ///
    /// Throws for a value that is not a whole number within its bounds, or not such a text.
    package init(environment: [String: String]) throws(Complaint) {
        self.init()
        for setting in Setting.all {
            guard let text = environment[setting.name] else { continue }
            guard let value = Int(text), setting.bounds.contains(value) else {
                let bounds = setting.bounds
                throw .usage(
                    "\(setting.name) must be a whole number from \(bounds.lowerBound) to "
                        + "\(bounds.upperBound), not \"\(text)\"."
                )
            }
            self[keyPath: setting.field] = value
        }
        for setting in TextSetting.all {
            guard let text = environment[setting.name], !text.isEmpty else { continue }
            // The text may be a secret, so it is not shown.
            if let complaint = setting.complaint(text, outsidePlain != 0) {
                throw .usage("\(setting.name) \(complaint).")
            }
            self[keyPath: setting.field] = text
        }
        if let code = environment[Self.currencyVariable] {
            guard let currency = Currency(code), CurrencyDigits.of(currency) != nil else {
                throw .usage(
                    "\(Self.currencyVariable) must be an ISO 4217 code such as RUB, "
                        + "not \"\(code)\"."
                )
            }
            self.currency = currency
        }
    }

    /// Variables that begin with `TALLY_` and set nothing, each with what may have been meant.
    package static func unknownVariables(_ environment: [String: String]) -> [String] {
        let known = Setting.all.map(\.name) + TextSetting.all.map(\.name) + [currencyVariable]
        return environment.keys.filter { $0.hasPrefix("TALLY_") && !known.contains($0) }.sorted()
            .map { "\($0) is not a setting.\(suggestion(for: $0, among: known))" }
    }
}
