/// The five characters by which PostgreSQL classes an error (manual, appendix A).
package struct SQLState: Hashable, Sendable {
    package let code: String

    package init(_ code: String) {
        self.code = code
    }

    package static let uniqueViolation = SQLState("23505")
    package static let readOnlyTransaction = SQLState("25006")
    package static let abortedTransaction = SQLState("25P02")
    package static let idleInTransactionTimeout = SQLState("25P03")
    package static let unknownStatement = SQLState("26000")
    package static let featureNotSupported = SQLState("0A000")
    package static let serializationFailure = SQLState("40001")
    package static let deadlockDetected = SQLState("40P01")
    package static let insufficientPrivilege = SQLState("42501")
    package static let lockNotAvailable = SQLState("55P03")
    package static let queryCanceled = SQLState("57014")
    package static let adminShutdown = SQLState("57P01")
    package static let crashShutdown = SQLState("57P02")
    package static let cannotConnectNow = SQLState("57P03")
    package static let databaseDropped = SQLState("57P04")

    /// A row breaks a rule of its table: class 23, whose details quote the row.
    package var isBrokenConstraint: Bool { code.hasPrefix("23") }

    /// The session is over, or the server takes none now: nothing but a new connection helps.
    package var endsSession: Bool {
        switch self {
        case .adminShutdown, .crashShutdown, .cannotConnectNow, .databaseDropped,
            .idleInTransactionTimeout:
            true
        default:
            code.hasPrefix("08")
        }
    }

    /// The same statement may succeed later, unchanged.
    package var isTransient: Bool {
        switch self {
        case .serializationFailure, .deadlockDetected, .lockNotAvailable, .queryCanceled,
            .readOnlyTransaction:
            true
        default:
            endsSession || code.hasPrefix("53")
        }
    }
}
