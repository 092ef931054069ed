import Events
import Model
import Settings

/// What an endpoint knows besides the body when it makes a command.
package struct CommandContext {
    let identity: Identity
    /// The command's own id, which no other has.
    package let command: UUID128
    /// The id in the path; 0 for a path without one.
    let id: Int64
    let configuration: Configuration
    let claims: ClaimCache

    package init(
        identity: Identity,
        command: UUID128,
        id: Int64,
        configuration: Configuration,
        claims: ClaimCache
    ) {
        self.identity = identity
        self.command = command
        self.id = id
        self.configuration = configuration
        self.claims = claims
    }
}
