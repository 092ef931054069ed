import TestSupport

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
