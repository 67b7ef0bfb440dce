extension GrubInterpreter {
    /// Commands that only change how the menu looks or what GRUB has in memory: they succeed and do nothing.
    private static let ignored: Set<String> = [
        "insmod", "rmmod", "load_video", "savedefault", "save_env", "echo", "clear", "sleep", "play", "serial",
        "keymap",
        "loadfont", "font", "terminal", "terminal_input", "terminal_output", "background_image", "background_color",
        "gfxmode", "gfxterm", "password", "password_pbkdf2", "btrfs-mount-subvol", "nativedisk", "authenticate", "true",
        ":", "cutmem", "badram", "acpi", "rdmsr", "videoinfo", "ls", "cat", "set_background", "vbeinfo", "devicetree",
    ]

    /// Commands that start something else than a Linux kernel of this disk.
    private static let foreign: Set<String> = [
        "chainloader", "multiboot", "multiboot2", "module", "module2", "xen_hypervisor", "xen_module", "xen_linux",
        "xen_initrd", "xen_xsm", "knetbsd", "kfreebsd", "kopenbsd", "ntldr", "plan9", "truecrypt", "freedos",
        "appleloader", "fwsetup", "reboot", "halt", "exit",
    ]

    /// Runs one command with its words expanded. As in GRUB, a command goes before a function of the same name, and a
    /// function before an assignment.
    func perform(_ word: [UInt8], _ arguments: [[UInt8]], _ block: [GrubCommand]?) throws(ExtractionError) {
        let name = String(decoding: word, as: UTF8.self)
        if let block, name == "menuentry" || name == "submenu" {
            return try define(arguments, block, isSubmenu: name == "submenu")
        }
        if try performVariables(name, arguments) { return }
        if try performFlow(name, arguments) { return }
        if try performFiles(name, arguments) { return }
        if let body = functions[name] { return try call(body, arguments) }
        if Self.foreign.contains(name) {
            hindrance = hindrance ?? "it uses '\(name)'"
            status = 0
            if name == "exit" || name == "reboot" || name == "halt" { flow = .stopped }
        } else if Self.ignored.contains(name) || name.hasPrefix("gfx") || name.hasPrefix("terminal_") {
            status = 0
        } else if let equals = word.firstIndex(of: UInt8(ascii: "=")), equals > 0 {
            status = 0
            try set(String(decoding: word[..<equals], as: UTF8.self), Array(word[(equals + 1)...]))
        } else {
            status = 1
            session.disk.warn("the script's command '\(ExtractionError.printable(name.utf8))' is not known")
        }
    }

    private func performVariables(_ name: String, _ arguments: [[UInt8]]) throws(ExtractionError) -> Bool {
        switch name {
        case "set":
            for argument in arguments {
                guard let equals = argument.firstIndex(of: UInt8(ascii: "=")) else { continue }
                let variable = String(decoding: argument[..<equals], as: UTF8.self)
                try set(variable, Array(argument[(equals + 1)...]))
            }
        case "unset": for argument in arguments { environment[String(decoding: argument, as: UTF8.self)] = nil }
        case "export": for argument in arguments { environment.export(String(decoding: argument, as: UTF8.self)) }
        case "increment", "decrement":
            guard let variable = arguments.first.map({ String(decoding: $0, as: UTF8.self) }) else { break }
            let value = Int(String(decoding: environment[variable] ?? [], as: UTF8.self)) ?? 0
            try set(variable, Array(String(name == "increment" ? value &+ 1 : value &- 1).utf8))
        case "setparams": parameters = arguments
        case "shift": parameters = Array(parameters.dropFirst(Self.number(arguments) ?? 1))
        default: return false
        }
        status = 0
        return true
    }

    private func performFlow(_ name: String, _ arguments: [[UInt8]]) throws(ExtractionError) -> Bool {
        switch name {
        case "false": status = 1
        case "test", "[":
            try session.spend(arguments.count { $0.first == UInt8(ascii: "-") } * 50)
            status = GrubTest { [self] in lookUp($0) }.holds(arguments) ? 0 : 1
        case "break": flow = .leave(max(1, Self.number(arguments) ?? 1))
        case "continue": flow = .again(max(1, Self.number(arguments) ?? 1))
        case "return":
            status = Self.number(arguments) ?? status
            flow = .returning
        case "boot":
            isBooted = loaded.kernel != nil
            status = isBooted ? 0 : 1
            if isBooted { flow = .stopped }
        case "eval":
            try runNested(Array(arguments.joined(separator: [0x20])), name: "eval")
        default: return false
        }
        return true
    }

    private static func number(_ arguments: [[UInt8]]) -> Int? {
        arguments.first.flatMap { Int(String(decoding: $0, as: UTF8.self)) }.flatMap { $0 >= 0 ? $0 : nil }
    }

    /// What a file test sees.
    private func lookUp(_ name: [UInt8]) -> Node? {
        do {
            let file = try session.file(name, root: environment["root"])
            return session.disk.exists(file.volume, file.path)
        } catch {
            return nil
        }
    }

    /// Runs a script within this one: `source`, `eval`.
    func runNested(_ script: [UInt8], name: String) throws(ExtractionError) {
        guard sourceDepth < 16 else {
            throw ExtractionError(.limit, "the scripts include each other more than 16 deep")
        }
        sourceDepth += 1
        defer { sourceDepth -= 1 }
        status = 0
        try run(script: script, name: name)
    }
}
