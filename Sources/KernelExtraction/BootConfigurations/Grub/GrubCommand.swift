/// A word of a GRUB script before its variables are replaced.
struct GrubWord {
    /// A piece of a word.
    enum Part {
        /// Text as it is; it makes a word even when it is empty and quoted.
        case text([UInt8])
        /// A variable's name, one of `?#@*`, or a number; unquoted, its value is split at spaces.
        case variable(String, quoted: Bool)
    }

    var parts: [Part] = []
    /// The word as it is written when it is plain unquoted text: only such a word can be a keyword.
    var plain: String?
}

/// A command of a GRUB script.
indirect enum GrubCommand {
    /// Words, and the block in braces that may follow them.
    case simple(words: [GrubWord], block: [GrubCommand]?)
    /// The branches of `if` and `elif` in order, and what `else` has.
    case choice(branches: [Branch], otherwise: [GrubCommand])
    case each(variable: String, words: [GrubWord], body: [GrubCommand])
    /// `while`, or `until` when `stopsWhenTrue`.
    case loop(condition: [GrubCommand], stopsWhenTrue: Bool, body: [GrubCommand])
    case function(name: String, body: [GrubCommand])

    /// A condition and what is done where it holds.
    struct Branch {
        var condition: [GrubCommand]
        var body: [GrubCommand]
    }
}
