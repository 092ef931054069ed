import Events
import Testing

@testable import Entities
@testable import EventStore
@testable import Model

/// The events before a command: given(events).when(command, by: actor).then(events).
struct Given {
    /// The time of the events, and the position of a decision's first event.
    static let start = Timestamp(microseconds: 1_700_000_000_000_000)
    static let next = LogPosition(1_000)

    let events: [NewEvent]

    /// Decides on the state that the events leave, `seconds` after them.
    func when(_ command: any Command, by actor: Actor, after seconds: Int = 0) -> Verdict {
        var model = WriteModel()
        let now = Self.start.advanced(bySeconds: seconds)
        var streams = StreamList(for: actor, at: now)
        var missing: [StreamID] = []
        repeat {
            streams.restart(for: actor, at: now)
            command.reads(model, &streams)
            missing = streams.all.filter { !model.touch($0) }
            for stream in missing {
                let loaded = model.load(stream, history(of: stream))
                #expect(loaded)
            }
            if streams.lacksGrantees {
                model.load(grantees: events.compactMap { $0.event.grantee(in: $0.stream) })
            }
        } while streams.lacksGrantees || !missing.isEmpty
        let call = Call(now: now, next: Self.next, actor: actor)
        do throws(Refusal) {
            let decision = try command.decide(model, call)
            for event in decision.events {
                let isNew = history(of: event.stream).events.isEmpty
                #expect(isNew || streams.all.contains(event.stream), "written without being read")
            }
            return Verdict(result: .success(decision))
        } catch {
            return Verdict(result: .failure(error))
        }
    }

    func when(_ command: any Command, by user: UserID, after seconds: Int = 0) -> Verdict {
        when(command, by: Actor(user), after: seconds)
    }

    private func history(of stream: StreamID) -> StreamHistory {
        var history = StreamHistory()
        let origin = Origin(command: UUID128(high: 0, low: 0), actor: .system)
        for (index, new) in events.enumerated() where new.stream == stream {
            history.events.append(
                RecordedEvent(
                    position: LogPosition(Int64(index + 1)),
                    stream: stream,
                    version: StreamVersion(Int32(history.events.count + 1)),
                    event: new.event,
                    origin: origin,
                    recordedAt: Self.start
                )
            )
        }
        history.debit = debit(of: stream)
        return history
    }

    /// The posting whose position is the transfer's id.
    private func debit(of stream: StreamID) -> RecordedEvent? {
        guard case .transfer(let id) = stream else { return nil }
        let debit = events.first { new in
            if case .account(.debited(let posting)) = new.event {
                posting.transfer == id
            } else {
                false
            }
        }
        return debit.map { new in
            RecordedEvent(
                position: LogPosition(id.rawValue),
                stream: new.stream,
                version: StreamVersion(1),
                event: new.event,
                origin: Origin(command: UUID128(high: 0, low: 0), actor: .system),
                recordedAt: Self.start
            )
        }
    }
}

/// The result of a decision, to be compared with the expected one.
struct Verdict {
    let result: Result<Decision, Refusal>

    func then(_ events: NewEvent..., sourceLocation: SourceLocation = #_sourceLocation) {
        #expect((try? result.get())?.events == events, sourceLocation: sourceLocation)
    }

    func then(_ events: [NewEvent], sourceLocation: SourceLocation = #_sourceLocation) {
        #expect((try? result.get())?.events == events, sourceLocation: sourceLocation)
    }

    /// Without `detail`, any will do.
    func then(
        _ rejection: Rejection,
        detail: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        guard case .failure(.rejected(let actual, let shown)) = result else {
            Issue.record("it is not rejected", sourceLocation: sourceLocation)
            return
        }
        #expect(actual == rejection, sourceLocation: sourceLocation)
        if let detail { #expect(shown == detail, sourceLocation: sourceLocation) }
    }

    func then(_ refusal: Refusal, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(result == .failure(refusal), sourceLocation: sourceLocation)
    }
}

func given(_ events: [NewEvent]...) -> Given {
    Given(events: events.flatMap { $0 })
}
