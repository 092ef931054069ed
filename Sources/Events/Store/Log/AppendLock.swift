/// The advisory lock that every append of a database holds from before it reads the log's end until
/// its commit is visible.
package enum AppendLock {
    /// The bytes of "tallylog".
    ///
    /// Nothing else in the database may lock this number.
    package static let key: Int64 = 0x7461_6C6C_796C_6F67

    /// The channel that each commit of new events notifies, without a payload.
    package static let channel = "tally_log"
}
