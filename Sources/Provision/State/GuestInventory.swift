import Model

/// A guest as far as this host knows it, with all of its record.
package typealias KnownGuest = Known<GuestRecord>

/// A guest as far as this host knows it: by its record or what is needed of that, by its configuration, or by both.
package struct Known<Record: Recorded>: Sendable {
    package let name: String
    package let record: Record?
    /// Path of the domain configuration that is there.
    package let configurationPath: String?
    package let configuration: XLConfig?
    /// Keys that somebody changed in the configuration since it was written.
    package let drift: [String]

    package init(
        name: String, record: Record?, configurationPath: String?, configuration: XLConfig?, drift: [String]
    ) {
        self.name = name
        self.record = record
        self.configurationPath = configurationPath
        self.configuration = configuration
        self.drift = drift
    }
}

/// All guests of this host: those with records, and those that xen-tools or an administrator made, which have a
/// configuration only.
package struct GuestInventory {
    private let files: any HostFiles
    private let directory: String
    private let suffix: String

    /// - Parameters:
    ///   - directory: where configurations are, `/etc/xen`.
    ///   - suffix: of their names, `.cfg`.
    package init(files: any HostFiles, directory: String, suffix: String) {
        self.files = files
        self.directory = directory
        self.suffix = suffix
    }

    /// - Parameter unreadable: told about every configuration that cannot be read; one of them hides no other guest.
    package func guests<Record: Recorded>(
        _ records: [Record], unreadable: (ProvisionError) -> Void
    ) throws(ProvisionError) -> [Known<Record>] {
        var guests: [Known<Record>] = []
        for record in records { guests.append(try known(record)) }
        return (guests + (try strangers(records, unreadable: unreadable))).sorted { $0.name < $1.name }
    }

    /// Those without a record. Configurations of the others are not read.
    package func strangers<Record: Recorded>(
        _ records: [Record], unreadable: (ProvisionError) -> Void
    ) throws(ProvisionError) -> [Known<Record>] {
        var guests: [Known<Record>] = []
        let recorded = Set(records.map(\.configuration))
        for name in try files.names(in: directory) where isConfiguration(name) {
            let path = "\(directory)/\(name)"
            guard !recorded.contains(path) else { continue }
            let guest: Known<Record>? = try foreign(path, fileName: name, unreadable)
            if let guest { guests.append(guest) }
        }
        return guests
    }

    /// The guest of that name; nil where neither a record nor a configuration speaks of it.
    package func guest(named name: GuestName, record: GuestRecord?) throws(ProvisionError) -> KnownGuest? {
        if let record { return try known(record) }
        let path = "\(directory)/\(name)\(suffix)"
        guard let config = try configuration(at: path) else { return nil }
        return KnownGuest(name: name.text, record: nil, configurationPath: path, configuration: config, drift: [])
    }

    /// One file that nobody can read must not hide all other guests.
    private func foreign<Record: Recorded>(
        _ path: String, fileName: String, _ unreadable: (ProvisionError) -> Void
    ) throws(ProvisionError) -> Known<Record>? {
        let name = String(fileName.dropLast(suffix.count))
        do throws(ProvisionError) {
            guard let config = try configuration(at: path) else { return nil }
            return Known(
                name: config.name ?? name, record: nil, configurationPath: path, configuration: config, drift: [])
        } catch  where error.code == .badInput {
            unreadable(error)
            return Known(
                name: name, record: nil, configurationPath: path, configuration: nil,
                drift: ["(the file cannot be read)"])
        }
    }

    private func known<Record: Recorded>(_ record: Record) throws(ProvisionError) -> Known<Record> {
        let text = try files.read(record.configuration)
        let written = try XLConfig(parsing: record.configurationText, file: record.configuration)
        var config: XLConfig?
        var drift = ["(the file is gone)"]
        if text == record.configurationText {
            (config, drift) = (written, [])
        } else if let text {
            do throws(ProvisionError) {
                let parsed = try XLConfig(parsing: text, file: record.configuration)
                (config, drift) = (parsed, parsed.keysDiffering(from: written))
            } catch {
                // Whatever it says now, the record knows what belongs to the guest.
                drift = ["(\(error.message))"]
            }
        }
        return Known(
            name: record.name.text, record: record, configurationPath: text == nil ? nil : record.configuration,
            configuration: config, drift: drift)
    }

    /// As xl's own scripts: no editor's or dpkg's leftovers, no hidden files, not xl's own settings.
    private func isConfiguration(_ name: String) -> Bool {
        !suffix.isEmpty && name.hasSuffix(suffix) && !name.hasPrefix(".") && !name.contains(".dpkg-")
            && name != "xl.conf"
    }

    private func configuration(at path: String) throws(ProvisionError) -> XLConfig? {
        guard try files.look(at: path)?.kind != .directory, let text = try files.read(path) else { return nil }
        return try XLConfig(parsing: text, file: path)
    }
}
