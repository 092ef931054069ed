import API
import Commands
import HTTP

/// What became of a command, as its answer tells it.
package struct JournalVerdict: Equatable, Sendable {
    package let outcome: JournalEntry.Outcome
    /// The word of `Tally-Reason`, or what the status stands for; nil for one that was done.
    package let reason: String?
    package let position: Int64?

    package init(_ response: Response) {
        position = response.note
        switch response.status.rawValue {
        case 200..<300:
            outcome = .done
            reason = nil
        case 409:
            outcome = .refused
            reason = Self.reason(in: response.fields)
        case 403:
            outcome = .refused
            reason = Problem.Kind.forbidden.rawValue
        case 404:
            outcome = .refused
            reason = Problem.Kind.notFound.rawValue
        case 422:
            outcome = .refused
            reason = Problem.Kind.idempotencyKeyReused.rawValue
        case 500:
            outcome = .failed
            reason = Problem.Kind.receiptDistrusted.rawValue
        default:
            outcome = .failed
            let isUnknown = response.body == Response.outcomeUnknown.body
            reason = (isUnknown ? Problem.Kind.outcomeUnknown : .unavailable).rawValue
        }
    }

    /// The value of the header line that every refusal has.
    private static func reason(in fields: [UInt8]) -> String? {
        let lines = String(decoding: fields, as: UTF8.self).split(separator: "\r\n")
        let name = "Tally-Reason: "
        return lines.first { $0.hasPrefix(name) }.map { String($0.dropFirst(name.count)) }
    }
}
