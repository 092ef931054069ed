import Dispatch
import Foundation
import FoundationNetworking
import Queries
import Synchronization

/// One call to an outside service, with its response as far as it has arrived.
final class OutsideExchange: Sendable {
    struct Answer: Sendable {
        var status = 0
        var contentType: String?
        var body: [UInt8] = []
    }

    private struct State {
        var answer = Answer()
        var result: Result<Answer, OutsideError>?
    }

    private let state = Mutex(State())
    private let end = DispatchSemaphore(value: 0)
    private let limit: Int

    /// `limit` is the number of bytes that the response may have.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes the head of the response; returns false if the rest is not wanted.
    func receive(status: Int, contentType: String?, announced: Int64) -> Bool {
        state.withLock { state in
            state.answer.status = status
            state.answer.contentType = contentType
        }
        guard announced <= Int64(limit) else {
            finish(.failure(.tooLarge(limit: limit)))
            return false
        }
        return true
    }

    /// Takes a piece of the body; returns false if the rest is not wanted.
    func receive(_ bytes: some Sequence<UInt8>, count: Int) -> Bool {
        let fits = state.withLock { state in
            guard state.result == nil, state.answer.body.count + count <= limit else {
                return false
            }
            state.answer.body.append(contentsOf: bytes)
            return true
        }
        if !fits { finish(.failure(.tooLarge(limit: limit))) }
        return fits
    }

    /// Ends the call; `error` is nil if the whole response has arrived.
    func end(_ error: OutsideError?) {
        finish(error.map { .failure($0) } ?? .success(state.withLock { $0.answer }))
    }

    /// Waits for the end and returns the response.
    func wait(milliseconds: Int) throws(OutsideError) -> Answer {
        _ = end.wait(timeout: .now() + .milliseconds(milliseconds))
        return try state.withLock { state throws(OutsideError) in
            let result = state.result ?? .failure(.timedOut)
            state.result = result
            return try result.get()
        }
    }

    /// Sets the result; only the first one counts.
    private func finish(_ result: Result<Answer, OutsideError>) {
        let isFirst = state.withLock { state in
            guard state.result == nil else { return false }
            state.result = result
            return true
        }
        if isFirst { end.signal() }
    }
}

/// Passes the reports of URLSession to the call that each belongs to.
final class OutsideReceiver: NSObject, URLSessionDataDelegate {
    private let exchanges = Mutex<[Int: OutsideExchange]>([:])

    /// From now on, reports about the task belong to the exchange.
    func expect(_ exchange: OutsideExchange, for task: Int) {
        exchanges.withLock { $0[task] = exchange }
    }

    func forget(_ task: Int) {
        exchanges.withLock { $0[task] = nil }
    }

    private func exchange(_ task: URLSessionTask) -> OutsideExchange? {
        exchanges.withLock { $0[task.taskIdentifier] }
    }

    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest,
        completionHandler: @escaping (URLRequest?) -> Void
    ) {
        // URLSession's next report ends the call: a task that is cancelled before this completion
        // reaches it stops the process (HTTPURLProtocol.swift of Swift 6.3).
        _ = exchange(task)?.receive(status: response.statusCode, contentType: nil, announced: 0)
        completionHandler(nil)
    }

    func urlSession(
        _ session: URLSession,
        dataTask: URLSessionDataTask,
        didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        let head = response as? HTTPURLResponse
        let isWanted =
            exchange(dataTask)?.receive(
                status: head?.statusCode ?? 0,
                contentType: head?.value(forHTTPHeaderField: "Content-Type"),
                announced: response.expectedContentLength
            ) ?? false
        completionHandler(isWanted ? .allow : .cancel)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        guard exchange(dataTask)?.receive(data, count: data.count) != true else { return }
        dataTask.cancel()
    }

    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        didCompleteWithError error: (any Error)?
    ) {
        exchange(task)?.end(error.map(Self.meaning))
    }

    /// The error without the address, which texts of URLSession may contain.
    private static func meaning(_ error: any Error) -> OutsideError {
        switch (error as? URLError)?.code {
        case .timedOut: .timedOut
        case .cancelled: .closed
        case .cannotFindHost, .dnsLookupFailed: .notReached("its name is not known")
        case .cannotConnectToHost: .notReached("it takes no connection")
        case .networkConnectionLost, .badServerResponse:
            .notReached("the connection ended without an answer")
        case .secureConnectionFailed, .serverCertificateUntrusted,
            .serverCertificateHasBadDate, .serverCertificateHasUnknownRoot,
            .serverCertificateNotYetValid:
            .notReached("its certificate is not valid")
        case .some(let code): .notReached("URL error \(code.rawValue)")
        case nil: .notReached("unknown error")
        }
    }
}
