import EventStore
import Events
import HTTP
import Projections
import Runtime

extension FeedHub {
    /// Events of a replay that are read at once.
    private static let pieceLimit = 2_000
    /// Pieces without anything to send before others get a turn.
    private static let piecesPerTurn = 5

    /// Takes a reader on; `ticket` is that of its request.
    package func admit(_ ticket: Ticket, _ request: FeedRequest) -> FeedAdmission {
        change { $0.admit(ticket, request, now: Clock.milliseconds, &$1) }
    }

    /// Forgets a reader whose stream is over.
    package func ended(_ ticket: Ticket) {
        change { state, _ in state.remove(ticket) }
    }

    /// Makes the next piece of a replay, now that the last one is sent.
    package func sent(_ ticket: Ticket) {
        change { _, actions in actions.replays.append(ticket) }
    }

    /// Finds out whether the log reaches the place that the reader named.
    func check(_ ticket: Ticket, _ session: inout DatabaseHandle) {
        guard change({ state, _ in state.claimed(ticket) }) != nil else { return }
        do {
            // The end is read after the history: it is not shorter than what that says.
            let (history, end) = try session.reach { connection in
                (try LogHistory.load(connection), try LogReader(connection).tail().position)
            }
            change { state, actions in
                let until = Clock.milliseconds + state.limits.waitMilliseconds
                state.checked(ticket, logEnd: end, in: history, until: until, &actions)
            }
        } catch {
            fail(ticket, error)
        }
    }

    /// Makes pieces of a replay until there is one to send, or it is done, or others are to have a turn.
    func replay(_ ticket: Ticket, _ session: inout DatabaseHandle) {
        do {
            for _ in 0..<Self.piecesPerTurn {
                guard let stretch = change({ $0.replay(ticket, &$1) }) else { return }
                let run = try FeedSource.read(
                    after: stretch.after,
                    through: stretch.end,
                    limit: Self.pieceLimit,
                    &session
                )
                let items = run.events.compactMap(FeedItem.init)
                guard change({ $0.replay(ticket, items, through: run.end, &$1) }) else { return }
            }
            change { $0.yield(ticket, &$1) }
        } catch {
            fail(ticket, error)
        }
    }

    /// Ends the stream: its reader comes back with the last id, when the database may be there again.
    private func fail(_ ticket: Ticket, _ error: any Error) {
        LogLine(.warning, "a replay of the feed failed").with("error", "\(error)").write()
        change { $0.end(ticket, saying: [], &$1) }
    }
}
