import Events

/// A shell that `tally completions` writes for.
enum Shell: String, CaseIterable {
    case bash
    case zsh
}

/// The scripts that make a shell complete the words after `tally`, from the table of commands.
enum Completions {
    static func text(for shell: Shell) -> String {
        switch shell {
        case .bash: bash
        case .zsh: zsh
        }
    }

    // MARK: bash

    /// Bash completes by its manual, section "Programmable Completion".
    private static var bash: String {
        let cases = Subcommand.allCases.map { command in
            let words = command.words.joined(separator: " ")
            let options = command.options.map(\.name).joined(separator: " ")
            let files = command.takesFile ? "; compopt -o default" : ""
            return command.takesOneWord
                ? "        \(command.rawValue)) first='\(words)' words='\(options)' ;;"
                : "        \(command.rawValue)) words='\(words) \(options)'\(files) ;;"
        }
        return """
            # Completions of tally for bash: source <(tally completions bash)
            _tally() {
                local word=${COMP_WORDS[COMP_CWORD]} words= first= listed=
                if [ "$COMP_CWORD" -eq 1 ]; then
                    words='\(firstWords.joined(separator: " "))'
                elif [ "${COMP_WORDS[COMP_CWORD-1]}" = \(Option.data.name) ]; then
                    COMPREPLY=($(compgen -d -- "$word"))
                    return
                elif [ "${COMP_WORDS[COMP_CWORD-1]}" = \(Option.type.name) ]; then
                    case $word in *,*) listed=${word%,*}, ;; esac
                    COMPREPLY=($(compgen -P "$listed" -W '\(eventTypes)' -- "${word##*,}"))
                    return
                else
                    case ${COMP_WORDS[1]} in
            \(cases.joined(separator: "\n"))
                    esac
                    if [ "$COMP_CWORD" -eq 2 ]; then words="$first $words"; fi
                fi
                COMPREPLY=($(compgen -W "$words" -- "$word"))
            }
            complete -F _tally tally

            """
    }

    private static var eventTypes: String {
        EventType.allCases.map(\.rawValue).joined(separator: " ")
    }

    private static var firstWords: [String] {
        Subcommand.allCases.map(\.rawValue) + [Option.help.name, "--version"]
    }

    // MARK: zsh

    /// Zsh completes by zshcompsys(1).
    private static var zsh: String {
        let commands = Subcommand.allCases.map {
            "        \(quoted("\($0.rawValue):\($0.summary)"))"
        }
        let cases = Subcommand.allCases.map { command in
            let place = command.takesOneWord ? "1" : "*"
            let rest =
                command.takesFile
                ? ["*:file:_files"]
                : command.words.isEmpty
                    ? [] : ["\(place):word:(\(command.words.joined(separator: " ")))"]
            let specifications = command.options.map(specification) + rest
            return "        \(command.rawValue)) _arguments "
                + specifications.map(quoted).joined(separator: " ") + " ;;"
        }
        return """
            #compdef tally
            # Completions of tally for zsh: source <(tally completions zsh), or a file of $fpath.
            _tally() {
                local -a commands=(
            \(commands.joined(separator: "\n"))
                )
                if (( CURRENT == 2 )); then
                    _describe command commands
                    return
                fi
                local command=$words[2]
                shift words
                (( CURRENT-- ))
                case $command in
            \(cases.joined(separator: "\n"))
                esac
            }
            if [ "$funcstack[1]" = _tally ]; then _tally "$@"; else compdef _tally tally; fi

            """
    }

    /// `--name[meaning]:VALUE:`, with what stands for itself in brackets and between colons.
    private static func specification(_ option: Option) -> String {
        let meaning = escaped(option.meaning, "[]:")
        guard let value = option.value else { return "\(option.name)[\(meaning)]" }
        let action =
            switch option {
            case .data: "_files -/"
            case .results: "_files"
            case .type: "_values -s , type \(eventTypes)"
            default: " "
            }
        return "\(option.name)[\(meaning)]:\(escaped(value, "[]:")):\(action)"
    }

    private static func escaped(_ text: String, _ special: String) -> String {
        text.map { special.contains($0) ? "\\\($0)" : "\($0)" }.joined()
    }

    /// One word of the shell.
    private static func quoted(_ text: String) -> String {
        "'"
            + text.split(separator: "'", omittingEmptySubsequences: false).joined(
                separator: "'\\''"
            )
            + "'"
    }
}

extension Subcommand {
    /// Whether only the first word is one of `words`.
    fileprivate var takesOneWord: Bool {
        switch self {
        case .admin, .completions: true
        case .serve, .replay, .verify, .migrate, .demo, .events, .restore, .health, .standIn,
            .status, .man, .transfers:
            false
        }
    }
}
