/// How long the next sign-in has to wait after failed ones: not at all at first, then a second,
/// doubled with each further failure, up to a limit.
package struct SignInDelay: Hashable, Sendable {
    /// The failure that is the first to delay.
    let first: Int
    let maximumSeconds: Int

    /// Five, since people mistype; at most a quarter of an hour, since it locks the owner out too.
    package static let account = SignInDelay(first: 5, maximumSeconds: 900)
    /// Twenty, since many people may share an address.
    package static let address = SignInDelay(first: 20, maximumSeconds: 900)

    /// Seconds to wait after so many failures in a row.
    package func seconds(afterFailures failures: Int) -> Int {
        guard failures >= first else { return 0 }
        let doublings = failures - first
        guard doublings < Int.bitWidth - 2 else { return maximumSeconds }
        return min(maximumSeconds, 1 << doublings)
    }

    /// The delay after each number of failures from 1 on, up to where it grows no more.
    ///
    /// Goes into the statement, so that failures that come at once are counted one after the other.
    var table: [Int64] {
        var table: [Int64] = []
        repeat {
            table.append(Int64(seconds(afterFailures: table.count + 1)))
        } while table.last != Int64(maximumSeconds)
        return table
    }
}
