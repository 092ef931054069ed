import HTTP

/// Frames that were told and are not sent yet: each is encoded once, and those for everybody who sees
/// all are kept once.
struct UnsentFrames {
    var toAdministrators: [UInt8] = []
    var toUsers: [Ticket: [UInt8]] = [:]

    var isEmpty: Bool { toAdministrators.isEmpty && toUsers.isEmpty }

    /// How many pushes they make.
    func count(administrators: Int) -> Int {
        toUsers.count + (toAdministrators.isEmpty ? 0 : administrators)
    }
}
