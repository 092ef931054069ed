/// The candidate that differs least from the word; nil if it differs too much.
package func nearest(to word: String, among candidates: [String]) -> String? {
    let ranked = candidates.map { (candidate: $0, distance: editDistance(word, $0)) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    // A word with more than half of its letters wrong is another word, not a typing mistake.
    return best.distance <= max(2, word.utf8.count / 2) ? best.candidate : nil
}

/// A complaint's tail: ` Did you mean "x"?`, or nothing.
package func suggestion(for word: String, among candidates: [String]) -> String {
    nearest(to: word, among: candidates).map { " Did you mean \"\($0)\"?" } ?? ""
}

/// Insertions, deletions and replacements between two words (Levenshtein), over one row of the
/// table.
func editDistance(_ left: String, _ right: String) -> Int {
    let left = Array(left.utf8)
    let right = Array(right.utf8)
    var row = Array(0...right.count)
    for (i, letter) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in right.enumerated() {
            let replaced = diagonal + (letter == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
        }
    }
    return row[right.count]
}
