import Foundation
import FoundationNetworking
import Synchronization

/// Hands what URLSession tells to the call that it belongs to.
final class OutsideReceiver: NSObject, URLSessionDataDelegate {
    private let exchanges = Mutex<[Int: OutsideExchange]>([:])

    /// What comes for the task belongs to the exchange from now on.
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
        // The call is not ended here but by what URLSession tells next: a task that is cancelled before
        // this answer reaches it stops the process (HTTPURLProtocol.swift of Swift 6.3).
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

    /// The address is left out: texts of URLSession may hold it.
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
