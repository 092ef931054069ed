import Foundation
import FoundationNetworking
import HTTP
import Queries
import Runtime
import Settings
import Synchronization

/// Asks one outside service, one thing at a time, over Foundation's URLSession: TLS is verified,
/// redirects are not followed, cookies and caches are off.
package final class OutsideClient: Sendable {
    enum Method: String {
        case get = "GET"
        case put = "PUT"
        case post = "POST"
    }

    private let address: OutsideAddress
    private let token: String?
    private let limits: OutsideLimits
    private let receiver = OutsideReceiver()
    private let session: URLSession
    private let isClosed = Flag()
    /// Held during a call.
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

    /// The JSON text that the service answers with status 200 or 201; empty if it says no more.
    ///
    /// Blocks. `path` begins with a slash, or is empty.
    func ask(
        _ method: Method = .get,
        _ path: String = "",
        json: [UInt8]? = nil
    ) throws(OutsideError) -> [UInt8] {
        guard let url = address.url(path) else { throw .malformed("no address: \(path)") }
        var request = URLRequest(url: url)
        request.httpMethod = method.rawValue
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

    /// Ends the call in hand, and refuses others.
    func close() {
        isClosed.set()
        session.invalidateAndCancel()
    }

    private func send(_ request: URLRequest) throws(OutsideError) -> OutsideExchange.Answer {
        // A session that is invalid must not be given a task.
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
