import API
import Commands
import Events
import HTTP
import Jobs
import Model
import Runtime

/// What is kept of each request once it is answered.
extension LoopHandler {
    /// A late answer is on its way, or its client has gone.
    func completed(_ ticket: Ticket, _ response: Response) {
        guard let record = open.removeValue(forKey: ticket) else { return }
        finish(record, response)
    }

    func finish(_ record: RequestRecord, _ response: Response) {
        let nanoseconds = MonotonicTime.now.nanoseconds - record.startedAt
        metrics.record(record.route?.work, nanoseconds: nanoseconds)
        // Machines ask for figures all the time.
        if case .operations = record.route?.work { return }
        requestLog.add(
            record,
            status: response.status.rawValue,
            position: response.note,
            nanoseconds: nanoseconds,
            id: ids.next()
        )
        // A replay is no other command: tried again beside the first one it would apply twice.
        if let command = record.command, let route = record.route, !response.isReplayed {
            service.journal.add(JournalEntry(command, route, JournalVerdict(response)))
        }
    }

    /// Hands over what was gathered in this turn.
    func handOver() {
        metrics.hand(to: service.requestMetrics)
        if let lines = requestLog.take() { LogOutput.shared.add(lines) }
    }
}

extension JournalEntry {
    fileprivate init(
        _ sent: RequestRecord.SentCommand,
        _ route: Route,
        _ verdict: JournalVerdict
    ) {
        self.init(
            command: sent.id,
            route: route,
            subject: sent.subject,
            actor: sent.actor,
            key: sent.key,
            request: sent.body,
            receivedAt: sent.receivedAt,
            outcome: verdict.outcome,
            reason: verdict.reason,
            position: verdict.position,
            witness: sent.witness
        )
    }
}
