/// A statement that the session has prepared under a name, and the types it was prepared with.
struct PreparedStatement {
    let name: String
    let types: [UInt32]

    /// How many one session keeps; a text beyond that is parsed each time.
    static let limit = 256
}
