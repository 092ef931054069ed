import Model

/// A ready body with what its headers need.
package struct Answer: Hashable, Sendable {
    /// JSON or CSV in UTF-8.
    ///
    /// Shared with the cache: appending to a copy of it copies.
    package let body: [UInt8]
    /// For `Tally-Position`, unless there is `asOf`: every event of the question's read model up to here
    /// is in the body.
    package let position: LogPosition
    package let etag: ETag
    /// Whether a list goes on after this page, for `Link: rel="next"`.
    package let hasNext: Bool
    package let media: MediaType
    /// For `Tally-Position` of an answer about an earlier moment: the position that it shows.
    package var asOf: LogPosition?
    /// The next deadline that changes the answer without an event, in microseconds since 1970; nil
    /// where none does, or the caller looks at the deadlines each time.
    let validUntil: Int64?

    init(
        body: [UInt8],
        position: LogPosition,
        etag: ETag,
        hasNext: Bool = false,
        media: MediaType = .json,
        validUntil: Int64? = nil
    ) {
        self.body = body
        self.position = position
        self.etag = etag
        self.hasNext = hasNext
        self.media = media
        self.validUntil = validUntil
    }

    init(
        body: [UInt8],
        position: LogPosition,
        hasNext: Bool = false,
        media: MediaType = .json,
        validUntil: Int64? = nil
    ) {
        self.init(
            body: body,
            position: position,
            etag: ETag(of: body),
            hasNext: hasNext,
            media: media,
            validUntil: validUntil
        )
    }

    /// Whether a deadline has come since that the answer depends on.
    func isOver(at now: Int64) -> Bool {
        validUntil.map { Deadline.hasCome($0, at: now) } ?? false
    }
}

extension Answer {
    /// The same body, which still holds at a later position.
    func moved(to position: LogPosition) -> Answer {
        Answer(
            body: body,
            position: position,
            etag: etag,
            hasNext: hasNext,
            media: media,
            validUntil: validUntil
        )
    }
}
