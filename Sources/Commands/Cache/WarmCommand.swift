import ArgumentParser
import Fleet
import Glibc
import HostLinux
import Model
import Provision

extension CacheCommand {
    /// `xen-provision cache warm`.
    struct Warm: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make bases before any guest needs them.",
            discussion: """
                Of a fleet file it makes every base that the guests of this host are cloned from, each once; without one, \
                that of a guest with the options of 'create'. What is kept already is left alone.
                """)

        @Argument(help: ArgumentHelp("A fleet file.", valueName: "fleet.yaml")) var file: String?
        @OptionGroup var choice: FleetChoice
        @Option(help: ArgumentHelp("Bases to make at once; as many as there are cores.", valueName: "n"))
        var parallel: Int?
        @OptionGroup var options: CreateOptions

        func run() throws {
            guard let file else { return try GuestCreation(given: options.given, makesBaseOnly: true).run() }
            guard options.given.isEmpty else {
                throw ProvisionError(
                    .usage, "a fleet file says what its guests are made of", hint: "give the file or options, not both")
            }
            let composition = try Composition()
            let reporter = composition.reporter(verbose: false, json: false, log: nil)
            let session = try FleetSession(composition, reporter, path: file, choice: choice)
            let style: ProgressBoard.Style = isatty(STDERR_FILENO) == 1 ? .terminal : .plain
            let board = ProgressBoard(style: style) { try? ConsoleOutput.standardError.write($0) }
            let maker = CreatingMaker(
                composition: composition, directory: session.directory, command: ["cache", "warm"], passesSecrets: false
            )
            var failure: Int32?
            let bounded = try Parallelism.bounded(parallel)
            try maker.make(BaseOrder.leaders(session.wanted), atOnce: bounded.count) { _ in
            } onProgress: { guest, line in
                board.show(guest.name.text, line)
            } onEnd: { guest, outcome in
                board.end(guest.name.text, outcome.status == 0 ? "its base is kept" : outcome.message ?? "failed")
                if outcome.status != 0 { failure = outcome.status >= 1000 ? 1 : outcome.status }
                return true
            }
            if let failure { throw ExitCode(failure) }
        }
    }
}

extension SettingValues {
    /// The settings of a guest that is made for its base's sake: it takes nobody's name, address or disk.
    ///
    /// - Parameters:
    ///   - name: that nobody has.
    ///   - directory: where it is put together.
    func forBaseOnly(name: String, directory: String) -> SettingValues {
        var values = self
        for (chooses, with) in Settings.storageChoices { for row in [chooses] + with { values.clear(row) } }
        for row in [
            Settings.ip, Settings.gateway, Settings.netmask, Settings.broadcast, Settings.pointToPoint, Settings.mac,
            Settings.vifname, Settings.writePassword, Settings.partitions, Settings.disk, Settings.startNow,
            Settings.autostart, Settings.output,
        ] { values.clear(row) }
        values.set(Settings.hostname, [name], .commandLine)
        values.set(Settings.dir, [directory], .commandLine)
        values.set(Settings.vif, values[list: Settings.vif].map { SettingValue(Self.anonymous($0.text), $0.origin) })
        // Whether addresses come by DHCP decides about packages.
        if !values.isOn(Settings.dhcp), !values.isOn(Settings.dhcp6) {
            values.set(Settings.slaac, ["yes"], .commandLine)
        }
        return values
    }

    /// A vif without what it calls its own.
    private static func anonymous(_ text: String) -> String {
        let parts = text.split(separator: ",").filter { part in
            !["ip=", "mac=", "gateway=", "vifname=", "netmask=", "p2p="].contains { part.hasPrefix($0) }
        }
        let hasAddress = parts.contains { $0.hasPrefix("dhcp") || $0.hasPrefix("slaac") }
        return (parts.map(String.init) + (hasAddress ? [] : ["slaac"])).joined(separator: ",")
    }
}
