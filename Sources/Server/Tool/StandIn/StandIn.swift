import HTTP
import Runtime
import Settings
import Synchronization

/// Replaces the outside services in demonstrations and tests: rates below `/rates`, the catalogue
/// below `/catalogue`, orders below `/service`; `/control` sets their behaviour.
final class StandIn: Sendable {
    private struct Desk {
        var state = StandInState()
        /// Requests that get a response once the mode of their service changes.
        var held: [Held] = []
    }

    private struct Held: Sendable {
        let request: StandInRequest
        let ticket: Ticket
        /// The response; nil if the request is not carried out yet.
        let answer: Response?
    }

    private let desk = Mutex(Desk())
    private let host: String
    private let server: HTTP.Server

    /// Listens on this machine only, on a free port, by default.
    init(_ place: Listening = Listening(port: 0)) throws(Complaint) {
        var edge = HTTPOptions()
        edge.host = place.host
        edge.port = place.port
        host = place.host.contains(":") ? "[\(place.host)]" : place.host
        server = HTTP.Server(edge)
        do throws(ListenError) {
            try server.start { [weak self] _ in StandInHandler { self } }
        } catch {
            throw Complaint("The stand-in can't listen: \(error).")
        }
    }

    func stop() {
        server.stop(graceMilliseconds: 0)
    }

    var port: UInt16 { server.port }

    var address: String { "http://\(host):\(port)" }
    var ratesURL: String { address + "/rates" }
    var servicesURL: String { address + "/catalogue" }
    var ordersURL: String { address + "/service" }

    /// Reads or changes the data of the services, from any thread.
    func with<Result: Sendable>(_ body: @Sendable (inout StandInState) -> sending Result) -> Result
    {
        desk.withLock { body(&$0.state) }
    }

    /// Requests that are held.
    var held: Int { desk.withLock { $0.held.count } }

    /// Sets a service's mode; the requests that it holds get their responses first.
    func setMode(
        _ mode: StandInMode,
        of service: StandInService,
        requests: Int? = nil,
        ids: Set<String>? = nil
    ) {
        let rule = StandInRule(mode: mode, requests: requests, ids: ids)
        let completions = desk.withLock { desk in
            desk.state.setRule(rule, for: service)
            let released = desk.held.filter { $0.request.service == service }
            desk.held.removeAll { $0.request.service == service }
            return released.map { held in
                Completion(
                    ticket: held.ticket,
                    response: held.answer ?? Self.response(desk.state.perform(held.request))
                )
            }
        }
        server.complete(completions)
    }

    /// For `GET /control`.
    func report() -> [UInt8] {
        desk.withLock { StandInJSON.report($0.state, held: $0.held.count) }
    }

    // MARK: Answers, on the event loop

    enum Verdict {
        case answer(Response)
        case hold
        case drop
    }

    func answer(_ request: StandInRequest, _ ticket: Ticket) -> Verdict {
        desk.withLock { desk in
            switch desk.state.mode(for: request) {
            case .normal: return .answer(Self.response(desk.state.perform(request)))
            case .slow:
                desk.held.append(Held(request: request, ticket: ticket, answer: nil))
                return .hold
            case .late:
                let answer = Self.response(desk.state.perform(request))
                desk.held.append(Held(request: request, ticket: ticket, answer: answer))
                return .hold
            case .wrong: return .answer(Response(.ok, body: Array("{\"rates\": nonsense".utf8)))
            case .error: return .answer(Response(.internalServerError, body: StandInJSON.empty))
            case .down: return .drop
            case .lost:
                _ = desk.state.perform(request)
                return .drop
            case .twice:
                _ = desk.state.perform(request)
                let (status, json) = desk.state.perform(request)
                return .answer(Self.response((status, StandInJSON.twice(json))))
            case .strange: return .answer(Response(.ok, body: StandInJSON.strange(request)))
            case .other:
                return .answer(Response(.ok, body: StandInJSON.service(desk.state.stranger)))
            case .large: return .answer(Response(.ok, body: Self.large))
            case .unannounced: return .answer(.eventStream(Self.large))
            case .redirect:
                let fields = Array("Location: \(ratesURL)\r\n".utf8)
                return .answer(Response(.found, fields: fields, body: StandInJSON.empty))
            case .page:
                let html = ContentType("text/html; charset=utf-8")
                return .answer(Response(.ok, contentType: html, body: Array("<p>Hello".utf8)))
            }
        }
    }

    private static let large = [UInt8](repeating: 0x20, count: 2_000_000)

    private static func response(_ answer: (status: Int, json: [UInt8])) -> Response {
        let status = Status(rawValue: UInt16(answer.status)) ?? .internalServerError
        return Response(status, body: answer.json)
    }
}

/// `tally stand-in`: runs the stand-in of the outside services until a signal.
enum RunStandIn {
    static func run(_ place: Listening) throws -> ExitCode {
        let signals = Signals()
        let standIn = try StandIn(place)
        Output.line("The stand-in listens on \(standIn.address)")
        Output.line("TALLY_RATES_URL=\(standIn.ratesURL)")
        Output.line("TALLY_SERVICES_URL=\(standIn.servicesURL)")
        Output.line("TALLY_ORDERS_URL=\(standIn.ordersURL)")
        signals.wait()
        standIn.stop()
        return .success
    }
}

extension Configuration {
    /// Starts a stand-in for the services without an address; nil if all have one.
    mutating func useStandIn() throws(Complaint) -> StandIn? {
        guard ratesURL == nil || servicesURL == nil || ordersURL == nil else { return nil }
        let standIn = try StandIn()
        ratesURL = ratesURL ?? standIn.ratesURL
        servicesURL = servicesURL ?? standIn.servicesURL
        ordersURL = ordersURL ?? standIn.ordersURL
        return standIn
    }
}
