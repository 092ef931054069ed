/// What kind of text an answer is.
package enum MediaType: Hashable, Sendable {
    case json
    /// RFC 4180, to be saved under this name of visible ASCII without quotes.
    case csv(fileName: String)
}
