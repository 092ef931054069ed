import EventStore
import HTTP
import Model
import Queries

/// The parameters of a request's query string, taken one after the other.
///
/// A recorder has no parameters: its takers note what they ask for, for the documents.
package struct QueryParameters {
    private var parameters: [(name: String, value: String)]
    private var errors: [Problem.FieldError] = []
    private var recording: QueryRecording?

    /// Throws if a percent-escape is invalid, or stands for a byte that no text has.
    package init(_ query: UnsafeRawBufferPointer) throws(Problem) {
        do throws(QueryString.Failure) {
            parameters = try QueryString(query).pairs()
        } catch {
            throw Problem(.malformedRequest, "The query must not hold \(error).")
        }
    }

    private init(recorder recording: QueryRecording) {
        parameters = []
        self.recording = recording
    }

    /// What the closure asks for.
    package static func record(_ read: (inout QueryParameters) -> Void) -> QueryRecording {
        var recorder = QueryParameters(recorder: QueryRecording())
        read(&recorder)
        return recorder.recording ?? QueryRecording()
    }

    /// A whole number, nil if it is not given.
    package mutating func optionalInteger(
        _ name: String,
        _ bounds: ClosedRange<Int64>,
        example: Int64? = nil,
        _ details: String = ""
    ) -> Int64? {
        note(name, .integer(bounds, example: example ?? bounds.lowerBound), details)
        guard let text = take(name) else { return nil }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int64(text),
            bounds.contains(value)
        else {
            wrong(name, "must be a whole number \(bounds.inWords)")
            return nil
        }
        return value
    }

    /// The text as it is written, nil if it is not given; the documents show it as `schema` says.
    mutating func optionalText(
        _ name: String,
        _ schema: @autoclosure () -> Schema,
        _ details: String
    ) -> String? {
        note(name, schema(), details)
        return take(name)
    }

    /// One of the words of a closed set, nil if it is not given.
    package mutating func optionalWord<Word: RawRepresentable & CaseIterable>(
        _ name: String,
        _ details: String
    ) -> Word? where Word.RawValue == String {
        oneOf(name, Word.allCases.map(\.rawValue), details).flatMap(Word.init)
    }

    /// Records each required parameter that is missing, unless it is wrong already.
    package mutating func requireAll(_ given: [(name: String, isGiven: Bool)]) {
        recording?.require(given.map(\.name))
        for (name, isGiven) in given where !isGiven && !errors.contains(where: { $0.field == name })
        {
            wrong(name, "is required")
        }
    }

    /// `true` or `false`, false if it is not given.
    mutating func flag(_ name: String, _ details: String = "") -> Bool {
        note(name, .words(["true", "false"]), details)
        switch take(name) {
        case nil, "false": return false
        case "true": return true
        case .some:
            wrong(name, "must be true or false")
            return false
        }
    }

    /// Throws everything that was found, parameters that nobody took included.
    package mutating func finish() throws(Problem) {
        for parameter in parameters { wrong(parameter.name, "is not a parameter of this query") }
        guard errors.isEmpty else { throw .invalid(errors) }
    }

    private mutating func take(_ name: String) -> String? {
        guard let index = parameters.firstIndex(where: { $0.name == name }) else { return nil }
        let value = parameters.remove(at: index).value
        if parameters.contains(where: { $0.name == name }) { wrong(name, "must be given once") }
        parameters.removeAll { $0.name == name }
        return value
    }

    package mutating func wrong(_ name: String, _ detail: String) {
        errors.append(Problem.FieldError(field: name, detail: detail))
    }

    /// Says that the answer is one page of a list.
    mutating func notePage() { recording?.isPaged = true }

    private mutating func note(
        _ name: String,
        _ schema: @autoclosure () -> Schema,
        _ details: String
    ) {
        guard recording != nil else { return }
        recording?.parameters.append((name, schema(), details, isRequired: false))
    }
}

/// What the takers of a query string ask for, in the order in which they ask.
package struct QueryRecording {
    package var parameters: [(name: String, schema: Schema, details: String, isRequired: Bool)] = []
    package var isPaged = false

    package init() {}

    fileprivate mutating func require(_ names: [String]) {
        for index in parameters.indices where names.contains(parameters[index].name) {
            parameters[index].isRequired = true
        }
    }
}

/// Parameters that several questions have.
extension QueryParameters {
    /// `before`, `skip` and `limit`; `standard` is the limit if it is absent.
    package mutating func page(limit standard: Int = Page.defaultLimit) -> Page {
        notePage()
        let cursor = cursor()
        let skip = optionalInteger(
            "skip",
            0...Int64(Page.maximumSkip),
            "How many to leave out; 0 if absent. Rows that are added meanwhile move the pages: "
                + "`before` does not have this limit and no such gaps."
        )
        if skip != nil, cursor != nil { wrong("skip", "must not be given together with before") }
        let limit = limit(default: standard)
        let page = cursor.map { Page(before: $0, limit: limit) }
        return (page ?? Page(skip: Int(skip ?? 0), limit: limit)) ?? .first
    }

    private mutating func cursor() -> Cursor? {
        let text = optionalText(
            "before",
            .cursor,
            "Begins where another page ended: the cursor in its `Link` with rel=\"next\". A row whose "
                + "place in the order changes meanwhile comes at its new place, which may be on a page "
                + "before this one."
        )
        guard let text else { return nil }
        let cursor = Cursor(text: text)
        if cursor == nil {
            wrong("before", "must be a cursor from a Link with rel=\"next\", unchanged")
        }
        return cursor
    }

    /// `limit`, or the default one.
    mutating func limit(default standard: Int = Page.defaultLimit) -> Int {
        let limit = optionalInteger(
            "limit",
            1...Int64(Page.maximumLimit),
            example: Int64(Page.defaultLimit),
            "How many at most; \(standard) if absent."
        )
        return limit.map(Int.init) ?? standard
    }

    /// `currency`, or the default one.
    package mutating func currency(default standard: Currency) -> Currency {
        currency("The default currency if absent.") ?? standard
    }

    /// A currency, nil if it is not given.
    package mutating func currency(
        named name: String = "currency",
        _ details: String
    ) -> Currency? {
        guard let text = optionalText(name, .currency, details) else { return nil }
        if let currency = Currency(text), CurrencyDigits.of(currency) != nil { return currency }
        wrong(name, "must be an ISO 4217 code in capital letters, such as RUB")
        return nil
    }

    /// An amount above zero, nil if it is not given.
    package mutating func amount(_ name: String, _ currency: Currency, _ details: String) -> Int64?
    {
        let form = "Minor units, or with a point the exact decimal: `1250` is `12.50`."
        guard let text = optionalText(name, .amountText, "\(details) \(form)") else { return nil }
        do throws(Amount.Invalid) {
            let isWhole = !text.utf8.contains(UInt8(ascii: "."))
            let digits = isWhole ? 0 : CurrencyDigits.of(currency) ?? 2
            return try Amount.minorUnits(decimal: Array(text.utf8), digits: digits)
        } catch {
            wrong(name, error.detail)
            return nil
        }
    }

    /// One of the words, nil if it is not given.
    mutating func oneOf(_ name: String, _ words: [String], _ details: String) -> String? {
        guard let text = optionalText(name, .words(words), details) else { return nil }
        if words.contains(text) { return text }
        let others = words.dropLast().joined(separator: ", ")
        wrong(name, "must be \(others) or \(words.last ?? "")")
        return nil
    }

    /// `name`, the beginning of a user name, in lower case; nil for all users.
    package mutating func namePrefix() -> String? {
        let text = optionalText(
            "name",
            .string(TextRule.usernameBeginning.schema(nil)),
            "How the user name begins, in any letter case; all users if absent."
        )
        guard let text, !text.isEmpty else { return nil }
        if let complaint = TextRule.usernameBeginning.complaint(text) {
            wrong("name", complaint)
            return nil
        }
        return NormalForm.username(text)
    }
}

/// Places in the log.
extension QueryParameters {
    /// `history`, the epoch that positions of the query belong to; if it is not given, that of the
    /// caller's token.
    ///
    /// Nil for the log's first epoch.
    package mutating func epoch(of identity: Identity?) -> EpochID? {
        let text = optionalText(
            "history",
            .epoch,
            """
            The `Tally-History` that positions of this query belong to; that of the token if absent, \
            or else the log's first.
            """
        )
        guard let text else { return identity?.issuedAt.epoch }
        let epoch = EpochID(text: text.utf8)
        if epoch == nil { wrong("history", "must be a Tally-History, such as 5f3a9c1e") }
        return epoch
    }

    /// `min_position`, nil if it is not given.
    package mutating func minimum(in epoch: EpochID?) -> LogPlace? {
        optionalInteger(
            "min_position",
            0...Int64.max,
            example: 1_204,
            "Answer only once the read model has reached this position."
        ).map { LogPlace(LogPosition($0), in: epoch) }
    }

    /// `last_event_id`, the id of a frame of the feed; nil if it is not given.
    package mutating func lastEventID() -> LogPlace? {
        let text = optionalText(
            "last_event_id",
            .feedID,
            "The same as the header, for tools that can't send one."
        )
        guard let text else { return nil }
        let place = LogPlace(text: text.utf8)
        if place == nil { wrong("last_event_id", FeedID.form) }
        return place
    }
}

/// What an id of the feed must look like.
package enum FeedID {
    /// How a complaint about an id ends.
    package static let form = "must be the id of a frame, such as 1204-5f3a9c1e"
}
