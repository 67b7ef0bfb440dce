/// A GRUB 2 configuration, `grub.cfg`.
package enum GrubConfiguration {
    /// The syntax errors of a script, each with its line, as `grub-script-check` finds them.
    package static func mistakes(in script: [UInt8]) -> [String] {
        var parser = GrubParser(script)
        var mistakes: [String] = []
        while let line = parser.nextLine() {
            if case .failure(let mistake) = line { mistakes.append(mistake.message) }
        }
        return mistakes
    }

    private static let features = [
        "chainloader_bpb", "ntldr", "platform_search_hint", "default_font_path", "all_video_module", "menuentry_id",
        "menuentry_options", "200_final", "nativedisk_cmd", "timeout_style",
    ]

    /// The menu that a script makes.
    ///
    /// - Parameters:
    ///   - script: the file's bytes.
    ///   - path: the file's path on its volume.
    ///   - session: the disk, and the volume with the file.
    /// - Throws: `.limit` when the script does not end within its budget.
    static func draft(_ script: [UInt8], path: String, _ session: GrubSession) throws(ExtractionError) -> BootDraft {
        let interpreter = GrubInterpreter(session: session, environment: environment(path, session))
        try interpreter.run(script: script, name: path)
        return try interpreter.draft()
    }

    /// The variables that GRUB has set when it begins to read its configuration.
    private static func environment(_ path: String, _ session: GrubSession) -> GrubEnvironment {
        let device = session.disk.volumes[session.home].grubName
        let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? ""
        var variables = [
            "root": device, "prefix": "(\(device))\(folder)", "config_directory": "(\(device))\(folder)",
            "config_file": "(\(device))\(path)", "grub_platform": "xen", "grub_cpu": "x86_64", "boot": device,
        ]
        for feature in features { variables["feature_\(feature)"] = "y" }
        var environment = GrubEnvironment()
        for (name, value) in variables {
            environment[name] = Array(value.utf8)
            environment.export(name)
        }
        return environment
    }
}
