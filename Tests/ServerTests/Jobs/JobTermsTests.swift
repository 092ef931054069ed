import TestSupport
import Testing

@testable import Jobs

@Suite(.patient)
struct JobTermsTests {
    @Test(arguments: [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (100, 60)])
    func `each failure in a row doubles the wait, up to the interval`(failures: Int, seconds: Int) {
        let terms = JobTerms(.failed("x"), after: failures - 1, intervalSeconds: 60)
        #expect(terms.attempts == failures)
        #expect(terms.pauseSeconds == seconds)
    }

    @Test(arguments: [JobReport.nothing, .done("x"), .done("x", error: "y"), .resting("x")])
    func `a run without failure ends the count and waits for the interval`(report: JobReport) {
        let terms = JobTerms(report, after: 5, intervalSeconds: 60)
        #expect(terms.attempts == 0)
        #expect(terms.pauseSeconds == 60)
    }

    @Test func `a job with more to do continues at once`() {
        let terms = JobTerms(.done("x", hasMore: true), after: 0, intervalSeconds: 60)
        #expect(terms.pauseSeconds == 0)
    }

    @Test
    func `a job with an interval of a second is retried after a second, however often it fails`() {
        #expect(JobTerms(.failed("x"), after: 9, intervalSeconds: 1).pauseSeconds == 1)
    }

    @Test(arguments: [
        (JobReport.done("x", hasMore: true), 0), (.failed("x"), 3),
        (JobReport(outcome: .abandoned), 2),
    ])
    func `a job without a schedule waits for a request`(report: JobReport, attempts: Int) {
        let terms = JobTerms(report, after: 2, intervalSeconds: nil)
        #expect(terms.pauseSeconds == nil)
        #expect(terms.attempts == attempts)
    }

    @Test func `a run that its node abandoned is not a failure, and is repeated at once`() {
        let terms = JobTerms(JobReport(outcome: .abandoned), after: 2, intervalSeconds: 60)
        #expect(terms.attempts == 2)
        #expect(terms.pauseSeconds == 0)
    }

    @Test(
        arguments: [
            (JobReport.nothing, JobReport.Outcome.ok, false), (.done("x"), .ok, true),
            (.failed("x"), .failed, true), (.resting("x"), .ok, true),
            (.resting("x"), .resting, false), (JobReport(outcome: .abandoned), .abandoned, true),
        ])
    func `only runs with a result are kept`(
        report: JobReport,
        last: JobReport.Outcome,
        isKept: Bool
    ) {
        #expect(report.isWorthKeeping(after: last) == isKept)
    }
}
