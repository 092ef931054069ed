import Glibc
import TestSupport

/// Requests for transfers of 0.01 RUB between signed-in users.
struct SeededTransfers {
    private let signedIn: [SignedIn]
    private var random: SeededGenerator

    init(_ signedIn: [SignedIn], seed: UInt64 = 3) {
        self.signedIn = signedIn
        random = SeededGenerator(seed: seed)
    }

    /// To receivers that are all as frequent.
    mutating func make(_ count: Int) -> [WrkRequest] {
        make(count) { random, users in random.next(users) }
    }

    /// To the receivers whose numbers `receiver` returns; the sender is any other user.
    mutating func make(
        _ count: Int,
        receiver: (inout SeededGenerator, _ users: Int) -> Int
    ) -> [WrkRequest] {
        (0..<count).map { _ in
            let to = receiver(&random, signedIn.count)
            let from = (to + 1 + random.next(signedIn.count - 1)) % signedIn.count
            return WrkRequest(
                method: "POST",
                path: "/transfer",
                token: signedIn[from].token,
                body: #"{"receiver_id":\#(signedIn[to].id),"amount":1}"#
            )
        }
    }
}

/// Numbers from 0 of which each is as frequent as Zipf's law with s = 1 says: the second half as
/// frequent as the first, the third a third.
struct Zipf {
    /// The share of all numbers up to each.
    private let sums: [Double]

    init(_ count: Int) {
        var sum = 0.0
        let weights = (1...count).map { rank in
            sum += 1 / Double(rank)
            return sum
        }
        sums = weights.map { $0 / sum }
    }

    func next(_ random: inout SeededGenerator) -> Int {
        let drawn = Double(random.next() >> 11) / Double(1 << 53)
        var (low, high) = (0, sums.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > drawn { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
