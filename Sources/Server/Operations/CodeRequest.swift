import API
import Entities
import EventStore
import Events
import HTTP
import Model
import Text

/// What an operation needs to issue a one-time code.
package struct CodeSeed: Sendable {
    /// The hash of the code's secret.
    let hash: ClaimHash
    /// The service's time.
    let now: Timestamp

    package init(hash: ClaimHash, now: Timestamp) {
        self.hash = hash
        self.now = now
    }
}

/// The command that issues a one-time code.
package struct CodeRequest: Sendable {
    package let command: any Command
    /// What the code is for; nil for what the command makes.
    package let id: Int64?
    package let expiresAt: Timestamp
}

/// A one-time code that is shown once its command is done.
package struct IssuedCode: Sendable {
    let id: Int64?
    let secret: String
    let expiresAt: Timestamp

    package init(_ request: CodeRequest, secret: String) {
        id = request.id
        expiresAt = request.expiresAt
        self.secret = secret
    }
}

extension Response {
    /// The answer to a command that issues a code; a refusal is that of any command.
    package init(_ outcome: Outcome, in epoch: EpochID?, showing code: IssuedCode) {
        self.init(outcome, in: epoch)
        guard case .done(let position, _, _) = outcome else { return }
        let shown = OneTimeCode(id: code.id ?? position.rawValue, secret: code.secret)
        var json = JSONWriter(capacity: 128)
        json.object { json in
            json.member("id", shown.id)
            json.member("code", shown.text)
            json.key("expires_at")
            json.value(timestamp: code.expiresAt.microseconds)
        }
        body = json.bytes
        var headers = HeaderLines()
        headers.add("Cache-Control", "no-store")
        fields += headers.bytes
    }
}
