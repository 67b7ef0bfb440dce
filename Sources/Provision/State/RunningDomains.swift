import Model

/// The domains that run now, besides dom0.
package struct RunningDomains: Sendable {
    private let names: Set<String>
    private let uuids: Set<String>

    package init(names: Set<String>, uuids: Set<String> = []) {
        self.names = names
        self.uuids = Set(uuids.map { $0.lowercased() })
    }

    /// Whether one of them is this guest, by any name or UUID that its record, the configuration that it was made with
    /// or the one that is there now gives it: an edit of the latter since it was started must not hide it.
    package func contains(_ guest: KnownGuest) -> Bool {
        let record = guest.record
        let written = record.flatMap { try? XLConfig(parsing: $0.configurationText, file: $0.configuration) }
        let configurations = [guest.configuration, written].compactMap { $0 }
        let itsNames = [guest.name, record?.name.text].compactMap { $0 } + configurations.compactMap(\.name)
        let itsUUIDs = [record?.uuid.description].compactMap { $0 } + configurations.compactMap(\.uuid)
        return itsNames.contains(where: names.contains) || itsUUIDs.contains { uuids.contains($0.lowercased()) }
    }
}

extension Hypervisor {
    /// - Returns: nil where this is no dom0.
    package func running() throws(ProvisionError) -> RunningDomains? {
        guard let names = try runningDomains() else { return nil }
        do throws(ProvisionError) {
            let uuids = try domains().filter { $0.domid != 0 }.map(\.uuid)
            return RunningDomains(names: names, uuids: Set(uuids))
        } catch  where [.unavailable, .notPermitted].contains(error.code) {
            // Without a control layer that may be asked, names are all that xenstore tells.
            return RunningDomains(names: names)
        }
    }
}
