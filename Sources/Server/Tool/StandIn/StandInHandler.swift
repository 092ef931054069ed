import API
import HTTP
import Postgres
import Synchronization
import Text

/// Parses requests to the stand-in.
final class StandInHandler: Handler {
    private let standIn: () -> StandIn?

    init(_ standIn: @escaping () -> StandIn?) {
        self.standIn = standIn
    }

    func handle(
        _ request: borrowing Request,
        _ ticket: Ticket,
        _ response: inout ResponseBuffer
    ) -> Disposition {
        guard let standIn = standIn() else { return .dropped }
        if String(decoding: request.path, as: UTF8.self) == "/control" {
            response.send(control(request, standIn))
            return .answered
        }
        guard let asked = StandInRequest(request) else {
            response.send(.problem(.notFound, detail: "The stand-in has nothing here."))
            return .answered
        }
        let token = request.bearerToken.map { String(decoding: $0, as: UTF8.self) }
        guard standIn.with({ $0.token == nil || $0.token == token }) else {
            response.send(.problem(.unauthorized, detail: "Another token is wanted."))
            return .answered
        }
        switch standIn.answer(asked, ticket) {
        case .answer(let answer):
            response.send(answer)
            return .answered
        case .hold: return .deferred
        case .drop: return .dropped
        }
    }

    func turnEnded() {}

    /// GET reports the requests; PUT {service, mode, for?: number or ids, polls_until_done?,
    /// rates?: {"EUR": "0.92"}} sets the behaviour.
    private func control(_ request: borrowing Request, _ standIn: StandIn) -> Response {
        guard request.method == .put else { return Response(.ok, body: standIn.report()) }
        guard let body = try? JSONObject(request.body) else { return Self.misunderstood }
        if case .integer(let polls)? = body["polls_until_done"] {
            standIn.with { $0.pollsUntilDone = Int(polls) }
        }
        if case .object(let rates)? = body["rates"] {
            for member in rates.members {
                guard case .string(let rate) = member.value else { return Self.misunderstood }
                standIn.with { $0.quote(rate, for: member.name) }
            }
        }
        if body["service"] == nil, body["mode"] == nil {
            return Response(.ok, body: standIn.report())
        }
        guard case .string(let name)? = body["service"], case .string(let mode)? = body["mode"],
            let service = StandInService(rawValue: name), let mode = StandInMode(rawValue: mode)
        else { return Self.misunderstood }
        switch body["for"] {
        case .integer(let count)?:
            standIn.setMode(mode, of: service, requests: Int(count))
        case .array(let ids)?:
            let texts = ids.compactMap { if case .string(let id) = $0 { id } else { nil } }
            standIn.setMode(mode, of: service, ids: Set(texts))
        case nil: standIn.setMode(mode, of: service)
        case .some: return Self.misunderstood
        }
        return Response(.ok, body: standIn.report())
    }

    private static let misunderstood = Response.problem(
        .unprocessableContent,
        detail: "Send {\"service\", \"mode\", \"for\": number or [ids]}: services are "
            + StandInService.allCases.map(\.rawValue).joined(separator: ", ") + "; modes "
            + StandInMode.allCases.map(\.rawValue).joined(separator: ", ") + "."
    )
}

extension StandInRequest {
    /// Nil for a request of another kind.
    init?(_ request: borrowing Request) {
        let parts = String(decoding: request.path, as: UTF8.self).split(separator: "/")
            .map(String.init)
        let query = (try? QueryString(request.query).pairs()) ?? []
        let method = request.method
        switch (parts.first, parts.dropFirst().first, parts.count) {
        case ("rates", nil, 1) where method == .get: self = .rates
        case ("catalogue", "services", 2) where method == .get:
            let page = query.first { $0.name == "page" }?.value
            self = .servicePage(page.flatMap { Int($0) } ?? 1)
        case ("catalogue", "services", 3) where method == .get: self = .service(id: parts[2])
        case ("service", "orders", 2) where method == .get:
            let ids = query.first { $0.name == "ids" }?.value ?? ""
            self = .statuses(ids: ids.split(separator: ",").map(String.init))
        case ("service", "orders", 3) where method == .put:
            guard case .array(let services)? = try? JSONObject(request.body)["services"] else {
                return nil
            }
            let ids = services.compactMap { if case .string(let id) = $0 { id } else { nil } }
            self = .register(id: parts[2], services: ids)
        case ("service", "orders", 4) where method == .post && parts[3] == "cancel":
            self = .cancel(id: parts[2])
        default: return nil
        }
    }
}
