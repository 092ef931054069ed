import Dispatch
import Queries
import Synchronization

/// One call to an outside service: what has come of its answer, bounded while it comes.
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

    /// `limit`: bytes taken of the answer.
    init(limit: Int) {
        self.limit = limit
    }

    /// The head of the answer; false if no more of it is wanted.
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

    /// A piece of the body; false if no more of it is wanted.
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

    /// The end of the call; nil if the answer has come whole.
    func end(_ error: OutsideError?) {
        finish(error.map { .failure($0) } ?? .success(state.withLock { $0.answer }))
    }

    /// Waits for the end.
    func wait(milliseconds: Int) throws(OutsideError) -> Answer {
        _ = end.wait(timeout: .now() + .milliseconds(milliseconds))
        return try state.withLock { state throws(OutsideError) in
            let result = state.result ?? .failure(.timedOut)
            state.result = result
            return try result.get()
        }
    }

    /// The first end counts.
    private func finish(_ result: Result<Answer, OutsideError>) {
        let isFirst = state.withLock { state in
            guard state.result == nil else { return false }
            state.result = result
            return true
        }
        if isFirst { end.signal() }
    }
}
