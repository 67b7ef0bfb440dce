/// Runs a GRUB 2 script as far as booting needs it: variables, control flow, menu entries, and which files they load.
///
/// Nothing has an effect beyond this value. A menu entry's body runs after the whole configuration, in a copy of the
/// variables as they are then, as GRUB runs it when the entry is chosen.
final class GrubInterpreter {
    /// What stops the commands that follow.
    enum Flow: Equatable {
        case next
        /// `break` and `continue` with the number of loops that they leave.
        case leave(Int)
        case again(Int)
        case returning
        /// `exit`, `boot`, or a nested menu that was shown.
        case stopped
    }

    /// A menu entry before its body is run.
    struct Definition {
        var title: [UInt8]
        var id: [UInt8]?
        var arguments: [[UInt8]]
        var body: [GrubCommand]
        var isSubmenu: Bool
    }

    private static let maximumDepth = 64
    /// Bytes of a variable's value and of a command's words.
    private static let maximumValue = 1 << 14
    private static let maximumWords = 1 << 16

    let session: GrubSession
    var environment: GrubEnvironment
    var functions: [String: [GrubCommand]] = [:]
    /// `$1` and what follows.
    var parameters: [[UInt8]] = []
    var definitions: [Definition] = []
    /// What `linux` and `initrd` have loaded so far.
    var loaded = BootEntry(title: [])
    /// Why what was loaded last cannot be used.
    var problem: String?
    /// A command that means the entry is not for us, whatever else it loads.
    var hindrance: String?
    /// Whether the script said `boot`.
    var isBooted = false
    /// A menu that `configfile` or `normal` showed in place of this one.
    var shown: BootDraft?
    var flow = Flow.next
    /// The last command's status: 0 is success.
    var status = 0
    var sourceDepth = 0
    private var depth = 0

    init(session: GrubSession, environment: GrubEnvironment) {
        self.session = session
        self.environment = environment
    }

    /// An interpreter for what this one leads to: an entry's body, or a nested menu, which sees exported variables only.
    init(within outer: GrubInterpreter, isMenu: Bool) {
        session = outer.session
        environment = isMenu ? outer.environment.nested() : outer.environment
        functions = outer.functions
        sourceDepth = outer.sourceDepth
        depth = outer.depth
    }

    /// Runs a script; what is wrong in it becomes a warning, and the rest goes on as in GRUB.
    func run(script: [UInt8], name: String) throws(ExtractionError) {
        try session.spend(1 + script.count / 16)
        var parser = GrubParser(script)
        while flow == .next, let line = parser.nextLine() {
            switch line {
            case .success(let commands): try run(commands)
            case .failure(let mistake): session.disk.warn("\(name): \(mistake.message)")
            }
        }
    }

    /// Runs commands in order until something stops them.
    func run(_ commands: [GrubCommand]) throws(ExtractionError) {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else {
            throw ExtractionError(.limit, "the script's functions call each other too deep")
        }
        for command in commands where flow == .next { try run(command) }
    }

    private func run(_ command: GrubCommand) throws(ExtractionError) {
        try session.spend(1)
        switch command {
        case .simple(let words, let block): try runSimple(words, block)
        case .choice(let branches, let otherwise): try runChoice(branches, otherwise)
        case .each(let variable, let words, let body):
            for value in try expand(words) {
                try set(variable, value)
                try run(body)
                if isLoopLeft() { break }
            }
        case .loop(let condition, let stopsWhenTrue, let body):
            while true {
                try session.spend(1)
                try run(condition)
                guard flow == .next, (status == 0) != stopsWhenTrue else { break }
                try run(body)
                if isLoopLeft() { break }
            }
        case .function(let name, let body): functions[name] = body
        }
    }

    private func runChoice(_ branches: [GrubCommand.Branch], _ otherwise: [GrubCommand]) throws(ExtractionError) {
        for branch in branches {
            try run(branch.condition)
            guard flow == .next else { return }
            if status == 0 { return try run(branch.body) }
        }
        try run(otherwise)
    }

    /// Whether a loop is to end after a turn; a `continue` or `break` that is for this loop is used up.
    private func isLoopLeft() -> Bool {
        switch flow {
        case .next: return false
        case .leave(let loops):
            flow = loops > 1 ? .leave(loops - 1) : .next
            return true
        case .again(let loops):
            flow = loops > 1 ? .again(loops - 1) : .next
            return loops > 1
        case .returning, .stopped: return true
        }
    }

    private func runSimple(_ words: [GrubWord], _ block: [GrubCommand]?) throws(ExtractionError) {
        var arguments = try expand(words)
        let isInverted = arguments.first == Array("!".utf8)
        if isInverted { arguments.removeFirst() }
        guard let first = arguments.first else { return }
        arguments.removeFirst()
        try perform(first, arguments, block)
        if isInverted { status = status == 0 ? 1 : 0 }
    }

    /// Calls a function of the script.
    func call(_ body: [GrubCommand], _ arguments: [[UInt8]]) throws(ExtractionError) {
        let outer = parameters
        parameters = arguments
        defer { parameters = outer }
        status = 0
        try run(body)
        if flow == .returning { flow = .next }
    }
}

// MARK: - Words and variables

extension GrubInterpreter {
    /// Sets a variable.
    ///
    /// - Throws: `.limit` for too long a value.
    func set(_ name: String, _ value: [UInt8]) throws(ExtractionError) {
        guard value.count <= Self.maximumValue else {
            throw ExtractionError(.limit, "a variable of the script has more than \(Self.maximumValue) bytes")
        }
        environment[name] = value
    }

    /// The words with their variables replaced: quoted values as they are, others split at spaces, and a word of which
    /// nothing is left dropped unless something in it was quoted.
    private func expand(_ words: [GrubWord]) throws(ExtractionError) -> [[UInt8]] {
        var expansion = Expansion()
        for word in words {
            for part in word.parts {
                switch part {
                case .text(let text): expansion.append(text)
                case .variable(let name, let isQuoted): append(name, isQuoted: isQuoted, to: &expansion)
                }
                guard expansion.size <= Self.maximumWords else {
                    throw ExtractionError(.limit, "a command of the script has more than \(Self.maximumWords) bytes")
                }
            }
            expansion.endWord()
        }
        try session.spend(expansion.size / 64)
        return expansion.words
    }

    private func append(_ name: String, isQuoted: Bool, to expansion: inout Expansion) {
        switch name {
        case "#": expansion.append(Array(String(parameters.count).utf8))
        case "?": expansion.append(Array(String(status).utf8))
        case "*" where isQuoted: expansion.append(Array(parameters.joined(separator: [0x20])))
        case "@", "*":
            for (index, value) in parameters.enumerated() {
                if index > 0 { expansion.endWord() }
                if isQuoted { expansion.append(value) } else { expansion.appendSplit(value) }
            }
        default:
            let value = Int(name).map { parameters.indices.contains($0 - 1) ? parameters[$0 - 1] : [] }
            let bytes = value ?? environment[name] ?? []
            if isQuoted { expansion.append(bytes) } else { expansion.appendSplit(bytes) }
        }
    }

    /// Words as they grow.
    private struct Expansion {
        private(set) var words: [[UInt8]] = []
        private(set) var size = 0
        private var current: [UInt8]?

        mutating func append(_ text: some Collection<UInt8>) {
            if current == nil { current = [] }
            current?.append(contentsOf: text)
            size += text.count
        }

        /// Text whose spaces end words.
        mutating func appendSplit(_ text: [UInt8]) {
            var rest = text[...]
            while let space = rest.firstIndex(where: { $0 == 0x20 || $0 == 0x09 || $0 == 0x0a }) {
                if space > rest.startIndex { append(rest[..<space]) }
                endWord()
                rest = rest[(space + 1)...]
            }
            if !rest.isEmpty { append(rest) }
        }

        mutating func endWord() {
            if let current { words.append(current) }
            current = nil
            size += 1
        }
    }
}
