/// One client's socket with its requests and answers; confined to the thread of its loop.
///
/// It owns no buffer while it is idle: input is parsed in the loop's scratch memory, and answers
/// are sent from the loop's response buffer. Only the rest is kept here.
final class HTTPConnection {
    /// The state of the connection; it only moves down this list.
    enum Phase {
        /// Requests are read.
        ///
        /// Left for `streaming` by a stream of events, for `ending` by the last request, a refusal,
        /// the client's end of stream, or the server's stop.
        case open
        /// A stream of events is sent; left for `ending` when either side ends it.
        case streaming
        /// No further request is read; left for `draining` once every answer is sent.
        case ending
        /// The write side is shut and input is thrown away, so that the client reads the answer
        /// rather than a reset; left for `closed` by its end of stream, a bound or a deadline.
        case draining
        /// The descriptor is closed.
        case closed
    }

    /// A request that is not answered, or whose answer waits for an earlier one.
    struct Slot {
        let dropsBody: Bool
        var isOld = false
        /// Header lines that belong to its answer, whatever that is.
        var fields: [UInt8] = []
        /// Whose request it is, where open requests are counted by client.
        var client: Address?
        var answer: [UInt8]?
    }

    let descriptor: Int32
    let generation: UInt32
    let peer: Address
    var phase = Phase.open

    /// Bytes that were read and are not parsed, oldest first.
    var input: [UInt8] = []
    /// Bytes of `input` that make the next request whole, once its head is read.
    var wanted = 0
    /// The length of the larger body that is being read, as counted over all connections; 0 without
    /// one.
    var largeBody = 0
    /// Who sends it; nil if that is not known.
    var largeBodySender: Int64?
    /// Whether `input` is not parsed because of a limit.
    var isHeldBack = false
    /// Whether the socket may hold bytes that no further event will announce.
    var mayHoldInput = false
    /// Whether the loop's list of connections to visit again holds this one.
    var isRevisited = false
    /// Whether the end of the client's stream is behind what the socket still holds.
    var endAnnounced = false
    /// Whether that end was read.
    var peerEnded = false

    /// Requests in order from the oldest without an answer.
    var pending: [Slot] = []
    /// Bytes of the answers in `pending`.
    var queuedBytes = 0
    /// Sequence of the next request; the first of `pending` has this less their count.
    var nextSequence: UInt32 = 0
    /// Whether `100 Continue` was sent for the current request, or is owed.
    var interim = Interim.none

    /// Answers that the socket did not take yet, from `sent` on.
    var output: [UInt8] = []
    var sent = 0
    /// Whether the socket was full; an event says when it is not.
    var isBlocked = false

    /// The request whose answer is the stream that goes on; nil before and after.
    var stream: Ticket?
    /// The form of that stream.
    var streamForm = StreamForm.events
    /// Whose request began it, where open requests are counted by client.
    var streamClient: Address?
    /// Whether the handler wants to know when nothing is unsent.
    var tellsWhenSent = false

    /// When input must have arrived, the request must be whole, or draining ends.
    var readDeadline: Int64
    /// When some of `output` must have been sent.
    var writeDeadline = Int64.max
    /// Whether a first whole request was seen.
    var isSeasoned = false
    /// Whether `readDeadline` is that of a request that has begun to arrive.
    var isPartial = false
    /// Bytes thrown away while draining.
    var drained = 0

    enum StreamForm {
        case events
        /// A document that is not complete.
        case download(inChunks: Bool)

        var isDownload: Bool {
            switch self {
            case .events: false
            case .download: true
            }
        }
    }

    enum Interim {
        case none
        /// Earlier answers go first.
        case owed
        case sent
    }

    init(descriptor: Int32, generation: UInt32, peer: Address, readDeadline: Int64) {
        self.descriptor = descriptor
        self.generation = generation
        self.peer = peer
        self.readDeadline = readDeadline
    }

    var unsent: Int { output.count - sent }

    /// The index in `pending` of the request with that sequence; nil if it is not there.
    func slot(_ sequence: UInt32) -> Int? {
        let index = Int(sequence &- (nextSequence &- UInt32(pending.count)))
        return index < pending.count ? index : nil
    }
}
