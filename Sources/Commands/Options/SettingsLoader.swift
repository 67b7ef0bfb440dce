import HostLinux
import Model
import Provision

/// Merges the layers of settings: defaults, the predecessor's configuration, ours, `--config`, the command line.
struct SettingsLoader {
    let paths: HostPaths
    let workingDirectory: String
    let runner: any CommandRunner
    let warn: (String) -> Void

    private let files = LinuxFiles()

    func load(_ given: [String: [String]]) throws(ProvisionError) -> SettingValues {
        var values = SettingValues()
        for path in [paths.xenTools + "/xen-tools.conf", paths.configuration + "/xen-provision.conf"] {
            if let text = try files.read(path) { try add(text, path, to: &values, except: given) }
        }
        if let name = given[Settings.config.name]?.last {
            let path =
                name.contains("/") ? HostPath.absolute(name, from: workingDirectory) : "\(paths.xenTools)/\(name)"
            guard let text = try files.read(path) else {
                throw ProvisionError(.usage, "--config: there is no file \(path.printable)")
            }
            try add(text, path, to: &values, except: given)
        }
        for (name, texts) in given {
            guard let setting = Settings.named(name) else { continue }
            values.set(setting, texts, .commandLine)
        }
        values.settleStorage(Set(given.keys))
        values.settleAddressing(Set(given.keys))
        return values
    }

    /// - Parameter given: what the command line says anyway; no command is run for those.
    private func add(
        _ text: String, _ path: String, to values: inout SettingValues, except given: [String: [String]]
    ) throws(ProvisionError) {
        let conf = try XenToolsConf(parsing: text, file: path)
        var names: Set<String> = []
        for key in conf.keys {
            guard let value = conf[key] else { continue }
            guard let setting = Settings.named(key) else {
                if let advice = ForeignKeys.advice(on: key) { warn("\(value.place): '\(key.printable)' \(advice)") }
                continue
            }
            if given[setting.name] != nil { continue }
            // As xen-tools: an empty value takes nothing back.
            guard let text = evaluated(value), !text.isEmpty else { continue }
            values.set(
                setting, setting.kind == .list ? Self.items(setting, text) : [text], .file(path: path, line: value.line)
            )
            names.insert(setting.name)
        }
        values.settleStorage(names)
    }

    /// A file has one line for what the command line repeats. xen-tools' own partial `ip = 192.168.1.` means nothing.
    private static func items(_ setting: Setting, _ text: String) -> [String] {
        let separators: Set<Character> = [Settings.ip, Settings.nameserver].contains(setting) ? [" ", ","] : [" "]
        return [Settings.set, Settings.repository, Settings.sshKey].contains(setting)
            ? [text] : text.split { separators.contains($0) }.map(String.init)
    }

    /// xen-tools runs what stands in backticks by the shell, as root; whoever may write the file may do that anyway.
    /// A command that fails makes no setting, for half of a value (`/boot/vmlinuz-`) is none: xen-tools' own
    /// `xt-guess-suite-and-mirror` fails on every host whose apt sources are deb822.
    private func evaluated(_ value: ConfValue) -> String? {
        do throws(ProvisionError) {
            return try value.text { (command) throws(ProvisionError) in
                try runner.run(ToolInvocation("/bin/sh", ["-c", command], purpose: "evaluate `\(command)`")).trimmed
            }
        } catch {
            let commands = value.commands.map { "`\($0)`" }.joined(separator: ", ")
            warn("\(value.place): the command \(commands) fails; the setting is passed over")
            return nil
        }
    }
}
