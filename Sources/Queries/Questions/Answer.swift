import Model

/// The result of reading the read models for a question, as of one snapshot.
package enum QueryResult: Hashable, Sendable {
    case found(Answer)
    /// There is no such thing, or it belongs to another user.
    case notFound(at: LogPosition)
    /// A parameter is invalid, which only the read models could show.
    case refused(ParameterRefusal, at: LogPosition)
    /// The read model does not hold all of the moment that is asked for before it reaches `until`:
    /// read again then.
    case lacking(until: LogPosition, at: LogPosition)

    /// Whether a deadline has come that the answer depends on, so that it has to be read again.
    ///
    /// `now`: by the clock of the database, in microseconds since 1970.
    package func isOver(at now: Int64) -> Bool {
        switch self {
        case .found(let answer): answer.isOver(at: now)
        case .notFound, .refused, .lacking: false
        }
    }

    /// The position of the question's read model in the snapshot.
    package var position: LogPosition {
        switch self {
        case .found(let answer): answer.position
        case .notFound(let position), .refused(_, let position), .lacking(_, let position): position
        }
    }
}

/// A ready body and the values of its headers.
package struct Answer: Hashable, Sendable {
    /// The kind of text that the body is.
    package enum MediaType: Hashable, Sendable {
        case json
        /// RFC 4180, to be saved under this name of visible ASCII without quotes.
        case csv(fileName: String)
    }

    /// JSON or CSV in UTF-8.
    ///
    /// Shared with the cache: appending to a copy of it copies.
    package let body: [UInt8]
    /// For `Tally-Position`, unless there is `asOf`: every event of the question's read model up to
    /// here is in the body.
    package let position: LogPosition
    package let etag: ETag
    /// Whether the list goes on after this page, for `Link: rel="next"`.
    package let hasNext: Bool
    package let media: MediaType
    /// For `Tally-Position` of an answer about an earlier moment: the position that it shows.
    package private(set) var asOf: LogPosition?
    /// The next deadline that changes the answer without an event, in microseconds since 1970; nil
    /// where none does, or where the caller looks at the deadlines each time.
    let validUntil: Int64?

    /// `etag` is by default the tag of the body.
    init(
        body: [UInt8],
        position: LogPosition,
        etag: ETag? = nil,
        hasNext: Bool = false,
        media: MediaType = .json,
        asOf: LogPosition? = nil,
        validUntil: Int64? = nil
    ) {
        self.body = body
        self.position = position
        self.etag = etag ?? ETag(of: body)
        self.hasNext = hasNext
        self.media = media
        self.asOf = asOf
        self.validUntil = validUntil
    }

    /// Whether a deadline has come since that the answer depends on.
    func isOver(at now: Int64) -> Bool {
        validUntil.map { Deadline.hasCome($0, at: now) } ?? false
    }

    /// The same body, which is still true at a later position.
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

/// Why a parameter is invalid that only the read models and the log could judge.
package struct ParameterRefusal: Hashable, Sendable {
    package let parameter: String
    /// Goes on after the parameter's name: `must be …`.
    package let detail: String

    package init(parameter: String, detail: String) {
        self.parameter = parameter
        self.detail = detail
    }
}
