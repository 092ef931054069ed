import Events
import TestSupport
import Testing

@testable import Audit
@testable import Model

/// An audit that goes on from a kept state, beside one of the whole history (issue 13).
@Suite(.patient) struct ResumedAuditTests {
    private func grown(_ seed: UInt64, to count: Int) -> [RecordedEvent] {
        var random = RandomHistory(seed: seed)
        random.grow(to: count)
        return random.history.events
    }

    private func whole(_ events: [RecordedEvent]) -> InvariantViolation? {
        var audit = InvariantAudit()
        do throws(InvariantViolation) {
            for event in events { try audit.check(event) }
            try audit.finish()
            return nil
        } catch {
            return error
        }
    }

    /// Audits `events`, which come after the sound `earlier`, from the state that those leave.
    private func resumed(
        _ events: [RecordedEvent],
        after earlier: ArraySlice<RecordedEvent>
    ) throws -> InvariantViolation? {
        let end = try #require(earlier.last).position
        var first = InvariantAudit()
        for event in earlier { try first.check(event) }
        try first.finish()
        var audit = try #require(InvariantAudit(state: first.state()))
        var needs = EarlierNeeds(through: end)
        do throws(InvariantViolation) {
            for event in events {
                needs.add(event)
                for old in earlier
                where needs.streams.contains(old.stream) || needs.positions.contains(old.position) {
                    audit.recall(old)
                }
                needs.clear()
                try audit.check(event)
            }
            try audit.finish()
            return nil
        } catch {
            return error
        }
    }

    /// Indices after the last event of a command.
    private func ends(_ events: [RecordedEvent]) -> [Int] {
        events.indices.dropLast().filter {
            events[$0].origin.command != events[$0 + 1].origin.command
        }.map { $0 + 1 }
    }

    @Test(arguments: Array(1...12) as [UInt64])
    func `a sound history is sound after any of its commands`(seed: UInt64) throws {
        let events = grown(seed, to: 600)
        for (number, end) in ends(events).enumerated() where number % 7 == Int(seed) % 7 {
            #expect(try resumed(Array(events[end...]), after: events[..<end]) == nil, "\(end)")
        }
    }

    @Test(arguments: Array(1...12) as [UInt64])
    func `a command that is missing or repeated later breaks the same rule at the same position`(
        seed: UInt64
    ) throws {
        let events = grown(seed, to: 500)
        let ends = ends(events)
        let middle = ends[ends.count / 2]
        var found = 0
        for (start, end) in zip(ends, ends.dropFirst()) where (start + end) % 3 == 0 {
            let command = events[start..<end]
            let later = Array(events[middle...])
            let changed =
                start < middle
                ? later + command.map { $0.repeated(after: events.count - start) }
                : later.filter { $0.origin.command != command.first?.origin.command }
            let expected = whole(Array(events[..<middle]) + changed)
            #expect(try resumed(changed, after: events[..<middle]) == expected, "\(start)")
            if expected != nil { found += 1 }
        }
        #expect(found > 10)
    }

    @Test func `a transfer of the verified part can be reversed once`() throws {
        var history = History()
        let (sender, receiver) = (
            AccountID(of: history.register(grant: 10)), AccountID(of: history.register())
        )
        let transfer = TransferID(createdAt: history.next)
        history.transfer(from: sender, to: receiver, 4)
        let end = history.events.count
        let parties = TransferParties(sender: sender, receiver: receiver)
        history.reverse(transfer, parties, 4)
        let sound = Array(history.events[end...])
        #expect(try resumed(sound, after: history.events[..<end]) == nil)
        history.transfer(from: sender, to: receiver, 4)
        history.reverse(transfer, parties, 4)
        let twice = Array(history.events[end...])
        let violation = try #require(try resumed(twice, after: history.events[..<end]))
        #expect(violation.rule == .reversal(transfer))
    }

    @Test func `a state of another version is not used`() {
        #expect(InvariantAudit(state: []) == nil)
        var other = AuditStateWriter()
        other.add(2)
        #expect(InvariantAudit(state: other.bytes) == nil)
        #expect(InvariantAudit(state: InvariantAudit().state() + [0]) == nil)
    }
}

extension RecordedEvent {
    /// The same event once more, so many positions later and under another command.
    fileprivate func repeated(after distance: Int) -> RecordedEvent {
        RecordedEvent(
            position: position.advanced(by: distance),
            stream: stream,
            version: version,
            event: event,
            origin: Origin(
                command: UUID128(high: origin.command.high, low: ~origin.command.low),
                actor: origin.actor
            ),
            recordedAt: recordedAt
        )
    }
}
