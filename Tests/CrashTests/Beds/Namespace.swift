import Glibc
import Synchronization
import Testing

/// A network namespace of one test, joined to this machine by a pair of virtual interfaces of its
/// own.
///
/// Packets are dropped within the namespace: no rule of the machine is touched.
final class Namespace {
    static let need: Comment =
        "needs root, nftables and iproute2, and the right to make network namespaces"

    /// Whether this machine can make one with a filter in it.
    static let isPossible: Bool = {
        guard geteuid() == 0 else { return false }
        guard let probe = try? Namespace() else { return false }
        return (try? probe.cutOff()) != nil
    }()

    private static let number = Atomic(0)

    private let name: String
    private let subnet: String

    init() throws {
        let number = Self.number.add(1, ordering: .relaxed).newValue
        name = "tally-\(getpid())-\(number)"
        // From the network for benchmarks (RFC 2544), which no real host has.
        subnet = "198.18.\(Int.random(in: 0..<256)).\(4 * Int.random(in: 0..<64))"
        let interface = "tl\(getpid())n\(number)"
        try Tool.run("ip", "netns", "add", name)
        try Tool.run(
            "ip",
            "link",
            "add",
            interface,
            "type",
            "veth",
            "peer",
            "name",
            "eth0",
            "netns",
            name
        )
        try Tool.run("ip", "address", "add", "\(outside)/30", "dev", interface)
        try Tool.run("ip", "link", "set", interface, "up")
        try Tool.run("ip", "-n", name, "address", "add", "\(inside)/30", "dev", "eth0")
        try Tool.run("ip", "-n", name, "link", "set", "eth0", "up")
        try Tool.run("ip", "-n", name, "link", "set", "lo", "up")
    }

    deinit {
        // The interfaces go with it.
        _ = try? Tool.run("ip", "netns", "delete", name)
    }

    /// The address of this machine, as seen from within.
    var outside: String { address(1) }
    /// The address of programs within.
    var inside: String { address(2) }
    var network: String { "\(subnet)/30" }

    /// The words before those of a program that runs within.
    var launcher: [String] { [Tool.find("ip") ?? "ip", "netns", "exec", name] }

    /// Drops every packet, or those to and from one port of this machine.
    func cutOff(from port: UInt16? = nil) throws {
        let (source, destination) =
            port.map { ("tcp sport \($0)", "tcp dport \($0)") } ?? ("", "")
        let rules = """
            table inet cut {
                chain in { type filter hook input priority 0; \(source) drop; }
                chain out { type filter hook output priority 0; \(destination) drop; }
            }
            """
        try Tool.run("ip", "netns", "exec", name, "nft", "-f", "-", input: rules)
    }

    /// Lets packets pass again.
    func join() throws {
        try Tool.run("ip", "netns", "exec", name, "nft", "delete", "table", "inet", "cut")
    }

    private func address(_ host: Int) -> String {
        let parts = subnet.split(separator: ".").map(String.init)
        let last = (Int(parts[3]) ?? 0) + host
        return (parts.dropLast() + [String(last)]).joined(separator: ".")
    }
}
