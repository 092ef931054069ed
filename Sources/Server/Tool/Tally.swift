import API
import Foundation
import Glibc
import Runtime

/// The program `tally`: parses its command line, runs it, and ends with an exit code.
@main
struct Tally {
    static func main() {
        // A closed pipe makes a write fail; the signal would end the process.
        signal(SIGPIPE, SIG_IGN)
        let environment = ProcessInfo.processInfo.environment
        do {
            let arguments = Array(CommandLine.arguments.dropFirst())
            let invocation = try Invocation(arguments: arguments, environment: environment)
            exit(try run(invocation, environment).rawValue)
        } catch let complaint as Complaint {
            Output.complain(complaint.message)
            exit(complaint.exitCode.rawValue)
        } catch {
            Output.complain("\(error)")
            exit(ExitCode.failure.rawValue)
        }
    }

    private static func run(
        _ invocation: Invocation,
        _ environment: [String: String]
    ) throws -> ExitCode {
        switch invocation {
        case .help(let command): Output.line(Help.text(for: command), terminator: "")
        case .version: Output.line("tally \(tallyVersion)")
        case .serve(let options): return try Serve.run(options, environment)
        case .replay(let options): return try Replay.run(options)
        case .verify(let options): return try Verify.run(options)
        case .migrate(let database): return try Migrate.run(database)
        case .demo(let database): return try Demo.run(database, environment)
        case .events(let options): return try PrintEvents.run(options)
        case .restore(let options): return try Restore.run(options)
        case .health(let place): return try AskHealth.run(place)
        case .status(let database): return try ShowStatus.run(database)
        case .completions(let shell): Output.line(Completions.text(for: shell), terminator: "")
        case .manual: Output.line(Manual.text, terminator: "")
        case .standIn(let place): return try RunStandIn.run(place)
        case .createAdministrator(let options):
            return try CreateAdministrator.run(options, environment)
        case .eraseUser(let options): return try Erase.run(options, environment)
        case .administerUser(let options): return try AdministerUser.run(options, environment)
        case .listAdministrators(let database): return try ListAdministrators.run(database)
        case .transfers(let options): return try SendTransfers.run(options, environment)
        }
        return .success
    }
}
