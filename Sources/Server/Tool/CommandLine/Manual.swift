import API
import Runtime
import Settings

/// The manual page that `tally man` prints, from the tables of commands, options and settings: the
/// macros of man(7).
enum Manual {
    static var text: String {
        var page = Page()
        page.macro("TH", "TALLY", "1", "", "Tally \(tallyVersion)")
        page.section("NAME")
        page.line("tally - money, bookable slots and orders over an append-only log")
        page.section("SYNOPSIS")
        page.line("tally COMMAND [OPTIONS]")
        page.section("COMMANDS")
        for command in Subcommand.allCases {
            page.macro("SS", command.rawValue)
            page.line(command.summary)
            page.literal(command.usage)
            for option in command.options {
                page.item(option.name + (option.value.map { " " + $0 } ?? ""), option.meaning)
            }
            guard command == .transfers else { continue }
            for column in TransferColumn.allCases { page.item(column.rawValue, column.meaning) }
            for paragraph in TransferRules.paragraphs {
                page.macro("PP")
                page.line(paragraph.split(separator: "\n").joined(separator: " "))
            }
        }
        page.section("ENVIRONMENT")
        page.item("DATABASE_URL", "the PostgreSQL, unless --database or --data is given")
        page.item(
            Configuration.currencyVariable,
            "currency of amounts that name none (default RUB)"
        )
        for setting in Configuration.rows { page.item(setting.name, setting.help) }
        page.section("EXIT STATUS")
        for (code, meaning) in [
            (ExitCode.success, "done"), (.failure, "not done, or something wrong was found"),
            (.usage, "the command line was wrong"),
            (.historyChanged, "the place to continue from was lost with the log's end"),
        ] {
            page.item("\(code.rawValue)", meaning)
        }
        return page.text
    }

    /// Lines of a page; text never becomes a macro.
    private struct Page {
        private(set) var text = ""

        mutating func macro(_ name: String, _ arguments: String...) {
            let quoted = arguments.map { " \"\(Self.escaped($0))\"" }
            text += ".\(name)\(quoted.joined())\n"
        }

        mutating func section(_ title: String) {
            macro("SH", title)
        }

        mutating func line(_ words: String) {
            let escaped = Self.escaped(words)
            text += (escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" : "") + escaped + "\n"
        }

        /// Lines as they are.
        mutating func literal(_ lines: String) {
            macro("PP")
            macro("nf")
            for part in lines.split(separator: "\n") { line(String(part)) }
            macro("fi")
        }

        mutating func item(_ tag: String, _ meaning: String) {
            macro("TP")
            line(tag)
            line(meaning)
        }

        private static func escaped(_ text: String) -> String {
            text.map { character in
                switch character {
                case "\\": "\\e"
                case "-": "\\-"
                case "\"": "\\(dq"
                case "…": "..."
                default: "\(character)"
                }
            }.joined()
        }
    }
}
