import TestSupport
import Testing

@testable import Settings
@testable import Tool

/// 32. What is made from the table of commands names all of it.
@Suite(.patient) struct ManualTests {
    @Test func `the manual page has every command, option and setting`() {
        let page = Manual.text.split(separator: "\n")
        #expect(page.first?.hasPrefix(".TH \"TALLY\" \"1\"") == true)
        for command in Subcommand.allCases {
            #expect(page.contains(".SS \"\(command.rawValue.escaped)\""))
            for option in command.options {
                #expect(page.contains { $0.hasPrefix(option.name.escaped) }, "\(option)")
            }
        }
        for setting in Configuration.rows { #expect(page.contains { $0 == setting.name }) }
    }

    @Test func `every line of the manual page is a macro of man or text`() {
        let macros: Set<Substring> = [".TH", ".SH", ".SS", ".TP", ".PP", ".nf", ".fi"]
        for line in Manual.text.split(separator: "\n") where line.hasPrefix(".") {
            #expect(macros.contains(line.prefix { $0 != " " }), "\(line)")
        }
        #expect(!Manual.text.split(separator: "\n").contains { $0.hasPrefix("'") })
    }

    @Test(arguments: Shell.allCases)
    func `completions name every command with its options and words`(_ shell: Shell) {
        let script = Completions.text(for: shell)
        for command in Subcommand.allCases {
            let line = script.split(separator: "\n").first {
                $0.drop { $0 == " " }.hasPrefix("\(command.rawValue))")
            }
            for word in command.options.map(\.name) + command.words {
                #expect(line?.contains(word) == true, "\(command) \(word)")
            }
        }
    }
}

extension String {
    fileprivate var escaped: String {
        split(separator: "-", omittingEmptySubsequences: false).joined(separator: "\\-")
    }
}
