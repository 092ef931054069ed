import Events

@testable import Commands

/// The result of every command on an order in every state.
enum OrderTable {
    struct Cell {
        let stage: OrderStage
        let action: OrderAction
        /// Nil if the command is done.
        let refusal: Refusal?
    }

    /// In the order of `OrderAction`: pay, cancel, change, start, discard, then the records of the
    /// system: registration, completion, cancellation by the outside service, cancellation sent.
    private static let rows: [(OrderStage, [Answer])] = [
        (.missing, [.gone, .gone, .gone, .gone, .gone, .gone, .gone, .gone, .gone]),
        (.draft, [.draft, .done, .done, .done, .done, .draft, .draft, .draft, .draft]),
        (.placed, [.done, .done, .never, .never, .never, .never, .alien, .alien, .alien]),
        (.paid, [.paid, .done, .never, .never, .never, .never, .alien, .alien, .alien]),
        (.started, [.busy, .done, .busy, .busy, .busy, .done, .alien, .alien, .busy]),
        (.registered, [.busy, .done, .busy, .busy, .busy, .known, .done, .done, .busy]),
        (.done, [.over, .over, .over, .over, .over, .known, .over, .over, .over]),
        (.cancelled, [.off, .off, .off, .off, .off, .off, .off, .off, .alien]),
        (.cancelledDraft, [.off, .off, .off, .off, .off, .off, .off, .off, .alien]),
        (.cancelledStarted, [.off, .off, .off, .off, .off, .done, .off, .off, .done]),
        (.cancelledRegistered, [.off, .off, .off, .off, .off, .known, .off, .off, .done]),
        (.cancellationSent, [.off, .off, .off, .off, .off, .known, .off, .off, .sent]),
        (.discarded, [.bin, .bin, .bin, .bin, .bin, .bin, .bin, .bin, .bin]),
    ]

    static let cells: [Cell] = rows.flatMap { stage, answers in
        zip(OrderAction.allCases, answers).map {
            Cell(stage: stage, action: $0, refusal: $1.refusal)
        }
    }

    /// Short words, so that a row of the table is a line.
    private enum Answer {
        case done
        case gone
        case draft
        case paid
        case never
        case alien
        case busy
        case known
        case over
        case off
        case sent
        case bin

        var refusal: Refusal? {
            switch self {
            case .done: nil
            case .gone: .notFound(.order)
            case .draft: .rejected(.orderIsDraft)
            case .paid: .rejected(.orderAlreadyPaid)
            case .never: .rejected(.orderNotDraft)
            case .alien: .rejected(.orderNotRegistered)
            case .busy: .rejected(.orderInProcessing)
            case .known: .rejected(.orderAlreadyRegistered)
            case .over: .rejected(.orderDone)
            case .off: .rejected(.orderCancelled)
            case .sent: .rejected(.cancellationAlreadySent)
            case .bin: .rejected(.orderDiscarded)
            }
        }
    }
}
