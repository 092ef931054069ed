import Foundation
import FoundationNetworking
import HTTP
import Queries
import Runtime
import Settings
import Synchronization

/// Asks one outside service, one question at a time, over Foundation's URLSession.
///
/// TLS is verified, redirects are not followed, cookies and caches are off.
package final class OutsideClient: Sendable {
    private let address: OutsideAddress
    private let token: String?
    private let limits: OutsideLimits
    private let receiver = OutsideReceiver()
    private let session: URLSession
    private let isClosed = Flag()
    /// Locked during a call.
    private let turn = Mutex(())

    init(_ address: OutsideAddress, token: String?, limits: OutsideLimits = OutsideLimits()) {
        self.address = address
        self.token = token
        self.limits = limits
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        configuration.urlCache = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        configuration.httpMaximumConnectionsPerHost = 1
        session = URLSession(configuration: configuration, delegate: receiver, delegateQueue: nil)
    }

    deinit {
        session.invalidateAndCancel()
    }

    /// Returns the JSON text of a response with status 200 or 201, which may be empty.
    ///
    /// Blocks. `path` begins with a slash, or is empty.
    func ask(
        _ method: HTTP.Method = .get,
        _ path: String = "",
        json: [UInt8]? = nil
    ) throws(OutsideError) -> [UInt8] {
        guard let url = address.url(path) else { throw .malformed("no address: \(path)") }
        var request = URLRequest(url: url)
        request.httpMethod = "\(method.name)"
        request.timeoutInterval = Double(limits.silenceMilliseconds) / 1_000
        request.setValue("application/json", forHTTPHeaderField: "Accept")
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        if let json {
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            request.httpBody = Data(json)
        }
        let answer = try turn.withLock { _ throws(OutsideError) in try send(request) }
        guard answer.status == 200 || answer.status == 201 else {
            throw (300..<400).contains(answer.status)
                ? .redirected(answer.status) : .status(answer.status)
        }
        guard !answer.body.isEmpty else { return [] }
        let type = answer.contentType ?? "nothing"
        guard type.prefix(while: { $0 != ";" }).lowercased() == "application/json" else {
            throw .contentType(String(type.prefix(100)))
        }
        return answer.body
    }

    /// Ends the current call, and refuses others.
    func close() {
        isClosed.set()
        session.invalidateAndCancel()
    }

    private func send(_ request: URLRequest) throws(OutsideError) -> OutsideExchange.Answer {
        // An invalid session must not get a task.
        guard !isClosed.isSet else { throw .closed }
        let task = session.dataTask(with: request)
        let exchange = OutsideExchange(limit: limits.answerBytes)
        receiver.expect(exchange, for: task.taskIdentifier)
        defer { receiver.forget(task.taskIdentifier) }
        task.resume()
        do {
            return try exchange.wait(milliseconds: limits.totalMilliseconds)
        } catch {
            task.cancel()
            throw isClosed.isSet ? .closed : error
        }
    }
}

/// The limits of one call to an outside service.
struct OutsideLimits: Equatable, Sendable {
    /// Milliseconds for connecting, and between two pieces of a response.
    var silenceMilliseconds = 5_000
    /// Milliseconds for a whole call.
    var totalMilliseconds = 10_000
    var answerBytes = 1_048_576
}

/// Why a call to an outside service failed.
///
/// Administrators see its text: it has neither address nor token.
enum OutsideError: Error, Equatable, Sendable, CustomStringConvertible {
    case notReached(String)
    case timedOut
    /// The response has more bytes than the limit.
    case tooLarge(limit: Int)
    case status(Int)
    /// The response is a redirect, which is never followed.
    case redirected(Int)
    case contentType(String)
    /// The response is not JSON, or not the agreed JSON.
    case malformed(String)
    /// The client is closed, since the node is stopping.
    case closed

    /// Whether all questions would fail, not only this one.
    ///
    /// The jobs do not ask an unreachable service about a hundred orders in turn.
    var isOutage: Bool {
        switch self {
        case .notReached, .closed, .redirected: true
        case .status(let status): [401, 403, 429, 503].contains(status)
        case .timedOut, .tooLarge, .contentType, .malformed: false
        }
    }

    var description: String {
        switch self {
        case .notReached(let reason): "not reached: \(reason)"
        case .timedOut: "no answer in time"
        case .tooLarge(let limit): "an answer of more than \(limit) bytes"
        case .status(let status): "answered with status \(status)"
        case .redirected(let status): "answered with a redirect (\(status)), which is not followed"
        case .contentType(let type): "answered with \(type) instead of application/json"
        case .malformed(let problem): "an answer that is not understood: \(problem)"
        case .closed: "the node is stopping"
        }
    }
}

/// The clients of a node for outside services; nil for a service without an address.
package final class OutsideClients: Sendable {
    let rates: OutsideClient?
    let services: OutsideClient?
    /// For look-ups that a command waits for: they must not wait for the fetch of the whole
    /// catalogue.
    package let serviceByID: OutsideClient?
    package let registration: OutsideClient?
    /// A client besides `registration`, so that neither job waits for the other.
    let polling: OutsideClient?

    package init(_ configuration: Configuration) {
        let allowsPlain = configuration.outsidePlain != 0
        var limits = OutsideLimits()
        limits.silenceMilliseconds = configuration.outsideSilenceMilliseconds
        limits.totalMilliseconds = configuration.outsideTotalMilliseconds
        limits.answerBytes = configuration.outsideAnswerBytes
        func client(_ url: String?, _ token: String?, _ limits: OutsideLimits) -> OutsideClient? {
            url.flatMap { OutsideAddress($0, allowsPlain: allowsPlain) }
                .map { OutsideClient($0, token: token, limits: limits) }
        }
        var impatient = limits
        impatient.totalMilliseconds = configuration.serviceLookupMilliseconds
        impatient.silenceMilliseconds = min(
            limits.silenceMilliseconds,
            impatient.totalMilliseconds
        )
        let (services, orders) = (configuration.servicesURL, configuration.ordersURL)
        rates = client(configuration.ratesURL, configuration.ratesToken, limits)
        self.services = client(services, configuration.servicesToken, limits)
        serviceByID = client(services, configuration.servicesToken, impatient)
        registration = client(orders, configuration.ordersToken, limits)
        polling = client(orders, configuration.ordersToken, limits)
    }

    /// Ends the current calls, and refuses others.
    package func close() {
        for client in [rates, services, serviceByID, registration, polling] { client?.close() }
    }
}
