import Dispatch
import Synchronization
import TestSupport

@testable import Runtime

/// A user who transfers one minor unit after the other.
final class Traffic: Sendable {
    private struct State {
        var done = 0
        var position: Int64 = 0
        var problem: String?
    }

    private let state = Mutex(State())
    private let isStopping = Flag()
    private let group = DispatchGroup()

    init(_ port: UInt16, from payer: SignedIn, to receiver: SignedIn) {
        let (token, receiver) = (payer.token, receiver.id)
        DispatchQueue.global().async(group: group) { [self] in
            do {
                let client = try HTTPClient(port: port)
                while !isStopping.isSet, try transfer(client, token, to: receiver) {}
            } catch {
                state.withLock { $0.problem = "\(error)" }
            }
        }
    }

    var done: Int { state.withLock(\.done) }

    /// Polls until this number of transfers is done; throws an earlier error.
    func wait(for count: Int) throws {
        try TestSupport.wait(until: "\(count) transfers are done") {
            if let problem = state.withLock(\.problem) { throw Complaint(problem) }
            return done >= count
        }
    }

    /// Returns the position of the last transfer.
    func stop() throws -> Int64 {
        isStopping.set()
        try group.end("the last transfer is answered")
        let state = state.withLock { $0 }
        if let problem = state.problem { throw Complaint(problem) }
        return state.position
    }

    private func transfer(
        _ client: HTTPClient,
        _ token: String,
        to receiver: Int64
    ) throws -> Bool {
        let body = "{\"receiver_id\":\(receiver),\"amount\":1}"
        let answer = try client.send("POST", "/transfer", token: token, headers: [:], body: body)
        return state.withLock { state in
            guard answer.body == "true", let position = answer.position else {
                state.problem = answer.body
                return false
            }
            state.done += 1
            state.position = position
            return true
        }
    }
}
