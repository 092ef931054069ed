import EventStore
import Events
import HTTP
import Model
import Queries

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
                ifNoneMatch.map { $0.withUnsafeBytes { answer.etag.isNamed(in: $0) } } ?? false
            var headers = HeaderLines()
            let position = answer.asOf ?? answer.position
            headers.add("Tally-Position", position.rawValue)
            headers.add(epoch)
            headers.add("Age", Int64(ageSeconds))
            headers.add("ETag") { answer.etag.append(to: &$0) }
            headers.add("Cache-Control", "private, no-cache")
            if answer.hasNext, let next = question.nextPage {
                headers.add("Link", "<\(next)>; rel=\"next\"")
            }
            if case .csv(let fileName) = answer.media {
                headers.add("Content-Disposition", "attachment; filename=\"\(fileName)\"")
            }
            self.init(
                isUnchanged ? .notModified : .ok,
                contentType: answer.media == .json ? .json : .csv,
                fields: headers.bytes,
                body: isUnchanged ? [] : answer.body
            )
            note.position = position.rawValue
        }
    }
}

extension Question {
    /// The path of the page after this one; nil if the question is not about a list.
    fileprivate var nextPage: String? {
        let (path, page): (String, Page?) =
            switch self {
            case .transactions(_, let filter, let page):
                ("/transactions?" + QueryText.of(filter.parameters), page.next)
            case .own(let list, _, let page): (list.path, page.next)
            case .shops(let page): ("/shops", page.next)
            case .shopCatalog(let shop, let page, _): ("/shops/\(shop.rawValue)/catalog", page.next)
            case .services(let page): ("/services", page.next)
            case .commands(let filter, let page):
                ("/admin/commands?outcome=\(filter.rawValue)", page.next)
            case .users(let name, let page):
                ("/admin/users" + (name.map { "?name=\($0)" } ?? ""), page.next)
            case .balance, .balances, .slotAvailability, .slot, .order, .me, .user, .balancesAsOf,
                .activity,
                .statement, .refunds, .currencies, .rates, .exchangeQuote, .basket, .jobs,
                .projections,
                .overview:
                ("", nil)
            }
        let separator = path.hasSuffix("?") ? "" : path.contains("?") ? "&" : "?"
        return page.map { "\(path)\(separator)skip=\($0.skip)&limit=\($0.limit)" }
    }
}
