import Glibc

/// The menu of `--interactive`: numbered titles, and a question.
package struct MenuPrompt {
    private let choices: [ExtractionReply.Choice]
    private let preset: Int?

    /// - Parameter preset: what Enter alone means.
    package init(_ choices: [ExtractionReply.Choice], preset: Int?) {
        self.choices = choices
        self.preset = preset
    }

    /// The menu's text without the question.
    package var text: String {
        var text = ""
        for (index, choice) in choices.enumerated() {
            let mark = index == preset ? "*" : " "
            let remark = choice.isUsable ? "" : " (cannot be booted)"
            text += "\(mark) \(index)  \(ExtractionError.printable(choice.title))\(remark)\n"
        }
        return text
    }

    /// Which entry an answer means; nil when none.
    package func choice(_ answer: String) -> Int? {
        if answer.isEmpty { return preset }
        guard let index = Int(answer), choices.indices.contains(index), choices[index].isUsable else { return nil }
        return index
    }

    /// Asks on standard error until the answer is an entry.
    ///
    /// - Returns: the entry's index; nil at the end of the input.
    func ask() -> Int? {
        Console.error(text)
        while true {
            Console.error("boot entry" + (preset.map { " [\($0)]" } ?? "") + ": ")
            guard let line = readLine() else { return nil }
            if let index = choice(line.filter { !$0.isWhitespace }) { return index }
            Console.error("there is no such entry\n")
        }
    }
}

/// The two streams, unbuffered.
enum Console {
    /// Writes text to standard error; nobody can be told where that fails.
    static func error(_ text: String) {
        _ = Array(text.utf8).withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
