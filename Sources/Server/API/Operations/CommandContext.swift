import Events
import Model

/// What an endpoint knows besides the body when it makes a command.
struct CommandContext {
    let identity: Identity
    /// The command's own id, which no other has.
    let command: UUID128
    /// The id in the path; 0 for a path without one.
    let id: Int64
    let configuration: Configuration
    let claims: ClaimCache
}
