/// Everything a loop needs, handed from the thread that starts it to its own.
final class LoopSetup: Sendable {
    let index: Int
    let configuration: HTTPOptions
    /// Connections this loop may hold: its share of the total.
    let maxConnections: Int
    let listener: Int32
    let epoll: Int32
    let mailbox: Mailbox
    let ledger: AddressLedger?
    let makeHandler: @Sendable (_ loop: Int) -> any Handler

    init(
        index: Int,
        configuration: HTTPOptions,
        maxConnections: Int,
        listener: Int32,
        epoll: Int32,
        mailbox: Mailbox,
        ledger: AddressLedger?,
        makeHandler: @escaping @Sendable (_ loop: Int) -> any Handler
    ) {
        self.index = index
        self.configuration = configuration
        self.maxConnections = maxConnections
        self.listener = listener
        self.epoll = epoll
        self.mailbox = mailbox
        self.ledger = ledger
        self.makeHandler = makeHandler
    }
}
