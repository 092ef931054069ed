import Model
import Settings

/// The texts that `--help` prints.
enum Help {
    static func text(for command: Subcommand?) -> String {
        guard let command else { return overview }
        var text = "Usage: \(command.usage)\n\n\(command.summary)\n\nOptions:\n"
        text += table(
            command.options.map { option in
                (option.name + (option.value.map { " " + $0 } ?? ""), option.meaning)
            }
        )
        if command == .admin {
            text += "\n"
            text += table([
                (
                    "create",
                    "registers NAME as administrator; the password is read from standard input"
                ),
                (
                    "erase",
                    "deletes the name, e-mail address, display name and password of USER, a user name"
                ),
                (
                    "",
                    "or a user's number, without asking; balance and history stay under the number"
                ),
                ("", "and nothing brings the data back"),
                ("grant", "makes USER an administrator"),
                ("revoke", "takes the role from USER, who is signed out; the last one keeps it"),
                ("reset", "prints a code with which USER chooses another password, within an hour"),
                ("unlock", "forgets the failed sign-ins of USER"),
                ("list", "prints all administrators"),
            ])
        }
        if command == .transfers {
            let columns = TransferColumn.allCases.map { ($0.rawValue, $0.meaning) }
            text += "\nColumns of FILE:\n" + table(columns)
            for paragraph in TransferRules.paragraphs { text += "\n\(paragraph)\n" }
        }
        if command == .replay {
            let names = ReadModel.allCases.map(\.rawValue).joined(separator: ", ")
            text += "\nRead models (default all): \(names)\n"
        }
        if command == .serve {
            let currency = "currency of amounts that name none (default RUB, an ISO 4217 code)"
            text += "\nEnvironment:\n"
            text += table(
                [(Configuration.currencyVariable, currency)]
                    + Configuration.rows.map { ($0.name, $0.help) }
            )
        }
        return text
    }

    private static var overview: String {
        "Usage: tally COMMAND [OPTIONS]\n\n"
            + "Money, bookable slots and orders over an append-only log.\n\nCommands:\n"
            + table(Subcommand.allCases.map { ($0.rawValue, $0.summary) })
            + "\ntally COMMAND --help describes one; tally --version prints the version.\n"
    }

    private static func table(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { name, meaning in
            "  " + name + String(repeating: " ", count: width - name.count + 2) + meaning + "\n"
        }.joined()
    }
}
