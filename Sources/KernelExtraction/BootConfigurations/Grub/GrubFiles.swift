/// Commands that read from the disk's file systems.
extension GrubInterpreter {
    /// Runs such a command; false for any other.
    func performFiles(_ name: String, _ arguments: [[UInt8]]) throws(ExtractionError) -> Bool {
        switch name {
        case "linux", "linux16", "linuxefi", "initrd", "initrd16", "initrdefi", "search", "search.fs_uuid",
            "search.fs_label", "search.file", "source", ".", "configfile", "normal", "load_env":
            try session.spend(100)
        default: break
        }
        switch name {
        case "linux", "linux16", "linuxefi": loadKernel(arguments)
        case "initrd", "initrd16", "initrdefi": loadInitrds(arguments)
        case "search": try search(arguments)
        case "search.fs_uuid": try search(.uuid, arguments.first, into: Self.name(arguments.dropFirst().first))
        case "search.fs_label": try search(.label, arguments.first, into: Self.name(arguments.dropFirst().first))
        case "search.file": try search(.file, arguments.first, into: Self.name(arguments.dropFirst().first))
        case "source", ".": try source(arguments)
        case "configfile": try show(arguments.first)
        case "normal": try show(arguments.first ?? (environment["prefix"] ?? []) + Array("/grub.cfg".utf8))
        case "load_env": try loadEnvironment(arguments)
        case "blscfg", "bls_import": try importSpecification(arguments)
        case "loopback":
            if let device = arguments.first(where: { $0.first != UInt8(ascii: "-") }) {
                session.loopDevices.insert(String(decoding: device, as: UTF8.self))
            }
            status = 0
        case "cryptomount":
            session.disk.warn("an encrypted device cannot be opened here ('cryptomount')")
            status = 1
        default: return false
        }
        return true
    }

    private static func name(_ bytes: [UInt8]?) -> String {
        bytes.map { String(decoding: $0, as: UTF8.self) } ?? "root"
    }

    private func loadKernel(_ arguments: [[UInt8]]) {
        loaded.kernel = nil
        loaded.initrds = []
        loaded.arguments = GrubCommandLine.join(arguments.dropFirst())
        problem = nil
        do {
            let file = try session.file(arguments.first ?? [], root: environment["root"])
            loaded.kernel = file
            status = session.disk.exists(file.volume, file.path) == nil ? 1 : 0
        } catch {
            problem = "its kernel: \(error.message)"
            status = 1
        }
    }

    private func loadInitrds(_ arguments: [[UInt8]]) {
        loaded.initrds = []
        status = 0
        for argument in arguments where argument.first != UInt8(ascii: "-") {
            do {
                loaded.initrds.append(try session.file(argument, root: environment["root"]))
            } catch {
                problem = problem ?? "its initial RAM disk: \(error.message)"
                status = 1
            }
        }
    }
}

// MARK: - search

extension GrubInterpreter {
    private enum Search { case uuid, label, file }

    /// `search` with options; hints and what concerns floppies are passed over.
    private func search(_ arguments: [[UInt8]]) throws(ExtractionError) {
        var kind = Search.file
        var variable: String?
        var wanted: [UInt8]?
        var isHint = false
        for argument in arguments {
            let text = String(decoding: argument, as: UTF8.self)
            if isHint {
                isHint = false
                continue
            }
            switch text {
            case "--fs-uuid", "-u": kind = .uuid
            case "--label", "--fs-label", "-l": kind = .label
            case "--file", "-f": kind = .file
            case "--set", "-s": variable = variable ?? "root"
            case "--hint", "-h": isHint = true
            default:
                if text.hasPrefix("--set=") {
                    variable = String(text.dropFirst("--set=".count))
                } else if !text.hasPrefix("-") {
                    wanted = wanted ?? argument
                }
            }
        }
        try search(kind, wanted, into: variable)
    }

    /// Sets a variable to the device that was searched for, or leaves it and fails.
    private func search(_ kind: Search, _ wanted: [UInt8]?, into variable: String?) throws(ExtractionError) {
        try session.spend(session.disk.volumes.count)
        let disk = session.disk
        let found: Int? =
            switch kind {
            case .uuid: wanted.flatMap { disk.volume(uuid: $0) }
            case .label: wanted.flatMap { disk.volume(label: $0) }
            case .file: wanted.flatMap { disk.volume(holding: $0) }
            }
        status = found == nil ? 1 : 0
        guard let found else {
            let what = ["UUID", "label", "file"][kind == .uuid ? 0 : kind == .label ? 1 : 2]
            disk.warn("no file system of this disk has the \(what) '\(ExtractionError.printable(wanted ?? []))'")
            return
        }
        if let variable { try set(variable, Array(disk.volumes[found].grubName.utf8)) }
    }
}

// MARK: - Other configurations

extension GrubInterpreter {
    /// A file's bytes, nil with a warning where it cannot be read.
    func read(_ name: [UInt8]) -> [UInt8]? {
        let shown = ExtractionError.printable(name)
        do {
            let file = try session.file(name, root: environment["root"])
            if let bytes = try session.disk.contents(file.volume, file.path) { return bytes }
            session.disk.warn("the script's file \(shown) does not exist")
        } catch {
            session.disk.warn("the script's file \(shown): \(error.message)")
        }
        return nil
    }

    private func source(_ arguments: [[UInt8]]) throws(ExtractionError) {
        guard let name = arguments.first, let script = read(name) else {
            status = 1
            return
        }
        try runNested(script, name: ExtractionError.printable(name))
    }

    /// Runs another configuration as a menu of its own. When it has entries, its menu takes this one's place: GRUB
    /// comes back only when a person leaves it.
    private func show(_ name: [UInt8]?) throws(ExtractionError) {
        guard let name, let script = read(name) else {
            status = 1
            return
        }
        let inner = GrubInterpreter(within: self, isMenu: true)
        inner.environment["config_file"] = name
        let folder = name.lastIndex(of: UInt8(ascii: "/")).map { Array(name[..<$0]) } ?? name
        inner.environment["config_directory"] = folder
        try inner.runNested(script, name: ExtractionError.printable(name))
        let draft = try inner.draft()
        status = inner.status
        guard !draft.lines.isEmpty else { return }
        shown = draft
        flow = .stopped
    }

    /// `load_env`: variables from an environment block, all or those that are named.
    private func loadEnvironment(_ arguments: [[UInt8]]) throws(ExtractionError) {
        var file = (environment["prefix"] ?? []) + Array("/grubenv".utf8)
        var wanted: Set<String> = []
        var isFile = false
        for argument in arguments {
            let text = String(decoding: argument, as: UTF8.self)
            if isFile {
                file = argument
                isFile = false
            } else if text == "-f" || text == "--file" {
                isFile = true
            } else if text.hasPrefix("--file=") {
                file = Array(argument.dropFirst("--file=".count))
            } else if !text.hasPrefix("-") {
                wanted.insert(text)
            }
        }
        status = 1
        guard let bytes = read(file) else { return }
        guard let variables = GrubEnvironmentBlock.parse(bytes) else {
            session.disk.warn("\(ExtractionError.printable(file)) is no environment block of GRUB")
            return
        }
        status = 0
        try session.spend(bytes.count / 64)
        try adopt(variables.filter { wanted.isEmpty || wanted.contains($0.name) })
    }

    /// Takes over variables from an environment block. What was meant for one boot only is left out: we cannot clear
    /// it, so it would hold for every boot from now on.
    private func adopt(_ variables: [(name: String, value: [UInt8])]) throws(ExtractionError) {
        let honoursOnce = session.options.honourNextEntry
        for (name, value) in variables {
            if name == "next_entry", !value.isEmpty, !honoursOnce {
                session.disk.warn(
                    "the entry for the next boot only, '\(ExtractionError.printable(value))', is ignored: "
                        + "it could not be cleared afterwards")
                continue
            }
            try set(name, value)
        }
        guard !honoursOnce, let usual = environment["prev_saved_entry"], !usual.isEmpty else { return }
        session.disk.warn("the entry saved for the next boot only is ignored: it could not be cleared afterwards")
        environment["saved_entry"] = usual
        environment["prev_saved_entry"] = nil
    }
}
