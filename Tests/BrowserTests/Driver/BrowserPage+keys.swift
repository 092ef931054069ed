import Postgres

@testable import Text

/// Keys that don't only insert text.
enum Key: String {
    case tab = "Tab"
    case enter = "Enter"
    case escape = "Escape"
    case space = " "
    case arrowRight = "ArrowRight"

    /// The key code of Windows, which browsers use.
    fileprivate var code: Int64 {
        switch self {
        case .tab: 9
        case .enter: 13
        case .escape: 27
        case .space: 32
        case .arrowRight: 39
        }
    }

    /// The text that the key inserts.
    fileprivate var text: String? {
        switch self {
        case .enter: "\r"
        case .space: " "
        case .tab, .escape, .arrowRight: nil
        }
    }
}

extension BrowserPage {
    /// Presses a key in the focused element.
    func press(_ key: Key) throws {
        let code = key == .space ? "Space" : key.rawValue
        var down: [(String, JSONValue)] = [
            ("type", key.text == nil ? "rawKeyDown" : "keyDown"), ("key", .string(key.rawValue)),
            ("code", .string(code)), ("windowsVirtualKeyCode", .integer(key.code)),
        ]
        if let text = key.text { down.append(("text", .string(text))) }
        try call("Input.dispatchKeyEvent", .members(down))
        try call(
            "Input.dispatchKeyEvent",
            [
                "type": "keyUp", "key": .string(key.rawValue), "code": .string(code),
                "windowsVirtualKeyCode": .integer(key.code),
            ]
        )
    }

    /// Types a text into the focused element.
    func type(_ text: String) throws {
        try call("Input.insertText", ["text": .string(text)])
    }
}
