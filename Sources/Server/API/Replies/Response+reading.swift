import EventStore
import Events
import HTTP
import Model
import Queries
import Text

extension Response {
    /// The answer to a question.
    ///
    /// `epoch` belongs to its position; `ageSeconds` is the time since the read model was last
    /// known to hold the whole log.
    package init(
        _ reading: QueryResult,
        to question: Question,
        in epoch: EpochID,
        ifNoneMatch: [UInt8]?,
        ageSeconds: Int
    ) {
        switch reading {
        case .notFound(let position):
            var problem = Problem(
                .notFound,
                "There is no such thing, or it belongs to another user."
            )
            problem.position = position.rawValue
            problem.history = epoch
            self.init(problem)
        case .refused(let refusal, let position):
            var problem = Problem.invalid([
                Problem.FieldError(field: refusal.parameter, detail: refusal.detail)
            ])
            problem.position = position.rawValue
            problem.history = epoch
            self.init(problem)
        case .lacking: self.init(.notReachedYet)
        case .found(let answer):
            let isUnchanged =
                answer.rest == nil
                && ifNoneMatch.map { $0.withUnsafeBytes { answer.etag.isNamed(in: $0) } } ?? false
            var headers = HeaderLines()
            let position = answer.asOf ?? answer.position
            headers.add("Tally-Position", position.rawValue)
            headers.add(epoch)
            headers.add("Age", Int64(ageSeconds))
            // The tag of a part would not be that of the document.
            if answer.rest == nil { headers.add("ETag") { answer.etag.append(to: &$0) } }
            headers.add("Cache-Control", "private, no-cache")
            if let next = answer.next, let address = question.address(ofPageAt: next) {
                headers.add("Link", "<\(address)>; rel=\"next\"")
            }
            if case .csv(let fileName) = answer.media {
                headers.add("Content-Disposition", "attachment; filename=\"\(fileName)\"")
            }
            let type = answer.media == .json ? ContentType.json : .csv
            if answer.rest == nil {
                self.init(
                    isUnchanged ? .notModified : .ok,
                    contentType: type,
                    fields: headers.bytes,
                    body: isUnchanged ? [] : answer.body
                )
            } else {
                self = .download(contentType: type, fields: headers.bytes, body: answer.body)
            }
            note.position = position.rawValue
        }
    }
}

extension Question {
    /// The same list from a cursor on; nil if the question is not about a list.
    fileprivate func address(ofPageAt cursor: Cursor) -> String? {
        let (path, page): (String, Page?) =
            switch self {
            case .transactions(_, let filter, let page):
                ("/transactions?" + QueryText.of(filter.parameters), page)
            case .own(let list, _, let page): (list.path, page)
            case .referencedHolds(_, let reference, let page):
                ("/holds?" + QueryText.of([("reference", reference)]), page)
            case .shops(let page): ("/shops", page)
            case .shopCatalog(let shop, let page, _): ("/shops/\(shop.rawValue)/catalog", page)
            case .services(let page): ("/services", page)
            case .commands(let filter, let page):
                ("/admin/commands?outcome=\(filter.rawValue)", page)
            case .users(let name, let page):
                ("/admin/users" + (name.map { "?name=\($0)" } ?? ""), page)
            case .slotAvailability(let filter, let page):
                ("/slots/availability" + filter.query, page)
            case .balance, .balances, .slot, .thing, .order, .me, .user, .balancesAsOf,
                .activity,
                .statement, .refunds, .currencies, .rates, .exchangeQuote, .basket, .jobs,
                .projections,
                .overview:
                ("", nil)
            }
        let separator = path.hasSuffix("?") ? "" : path.contains("?") ? "&" : "?"
        return page.map { "\(path)\(separator)before=\(cursor.text)&limit=\($0.limit)" }
    }
}

extension SlotFilter {
    /// The filter as it is asked for.
    fileprivate var query: String {
        var parts = onlyAvailable ? ["available=true"] : []
        for (name, time) in [("from", from), ("to", to)] {
            guard let time else { continue }
            var text: [UInt8] = []
            TimestampText.append(time, to: &text)
            parts.append("\(name)=\(String(decoding: text, as: UTF8.self))")
        }
        return parts.isEmpty ? "" : "?" + parts.joined(separator: "&")
    }
}
