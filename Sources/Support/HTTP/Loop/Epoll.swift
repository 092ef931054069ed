import CLinux
import Glibc

/// An epoll instance and the memory its events come in; owned by one loop.
struct Epoll: ~Copyable {
    /// What happened to a descriptor.
    struct Event {
        let mask: UInt32
        let data: UInt64

        var isReadable: Bool { mask & (clinux_epollin | clinux_epollrdhup) != 0 }
        var isWritable: Bool { mask & clinux_epollout != 0 }
        var peerEnded: Bool { mask & clinux_epollrdhup != 0 }
        /// The connection is gone in both directions.
        var isBroken: Bool { mask & (clinux_epollerr | clinux_epollhup) != 0 }
    }

    private let descriptor: Int32
    private let events: UnsafeMutableRawPointer
    private static let capacity: Int32 = 512

    init(descriptor: Int32) {
        self.descriptor = descriptor
        events = .allocate(
            byteCount: Int(clinux_epoll_event_size()) * Int(Self.capacity),
            alignment: 16
        )
    }

    deinit {
        events.deallocate()
        close(descriptor)
    }

    /// Watches a socket for all events; epoll reports only changes.
    func addEdges(_ socket: Int32, data: UInt64) -> Bool {
        let mask = clinux_epollin | clinux_epollout | clinux_epollrdhup | clinux_epollet
        return clinux_epoll_control(descriptor, EPOLL_CTL_ADD, socket, mask, data) == 0
    }

    /// Watches a descriptor for input; epoll reports it as long as there is some.
    func addInput(_ socket: Int32, data: UInt64) -> Bool {
        clinux_epoll_control(descriptor, EPOLL_CTL_ADD, socket, clinux_epollin, data) == 0
    }

    func remove(_ socket: Int32) {
        _ = clinux_epoll_control(descriptor, EPOLL_CTL_DEL, socket, 0, 0)
    }

    /// Waits for the first event and returns the number of events; 0 also after a signal.
    func wait(milliseconds: Int64) -> Int {
        let timeout = Int32(clamping: max(0, milliseconds))
        return Int(max(0, clinux_epoll_wait(descriptor, events, Self.capacity, timeout)))
    }

    func event(_ index: Int) -> Event {
        Event(
            mask: clinux_epoll_mask(events, Int32(index)),
            data: clinux_epoll_data(events, Int32(index))
        )
    }
}
