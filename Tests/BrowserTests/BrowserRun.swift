import Foundation
import Testing

/// All tests of the pages, one after the other: each has a browser of its own, which wants much.
@Suite(.serialized) enum Pages {}

/// Which of these tests are run, and where their pictures go: what the environment says.
///
/// `TALLY_BROWSER` is `core` or `all`; without it none is run, so that the other tests need no browser.
enum BrowserRun {
    private static let wanted = ProcessInfo.processInfo.environment["TALLY_BROWSER"]

    /// The path that every change has to pass.
    static var core: ConditionTrait {
        .enabled(if: wanted == "core" || wanted == "all", "make test-browser runs it")
    }

    /// Everything else, which takes longer.
    static var all: ConditionTrait {
        .enabled(if: wanted == "all", "make test-browser runs it")
    }

    static var isAll: Bool { wanted == "all" }

    /// Only to have pictures, which show nothing by themselves.
    static var pictures: ConditionTrait {
        .enabled(if: screenshots != nil, "TALLY_SCREENSHOTS names no folder")
    }

    /// The folder that `TALLY_SCREENSHOTS` names; nil if nobody wants pictures.
    static var screenshots: String? {
        ProcessInfo.processInfo.environment["TALLY_SCREENSHOTS"]
    }
}
