extension SettingValues {
    /// Takes back what lower layers said about where the disks are, as xen-tools does, where a layer says it anew.
    ///
    /// - Parameter names: of the settings that the layer gives.
    package mutating func settleStorage(_ names: Set<String>) {
        let rows = Settings.storageChoices
        for (index, row) in rows.enumerated()
        where ([row.chooses] + row.with).contains(where: { names.contains($0.name) }) {
            var others = rows.enumerated().filter { $0.offset != index }.flatMap {
                [$0.element.chooses] + $0.element.with
            }
            // A pool is one of its group's.
            if names.contains(row.chooses.name) { others += row.with }
            for setting in others where !names.contains(setting.name) { clear(setting) }
        }
    }

    /// What a layer says about addresses replaces what lower ones say, as a whole.
    ///
    /// - Parameter names: of the settings that the layer gives.
    package mutating func settleAddressing(_ names: Set<String>) {
        guard Settings.addressing.contains(where: { names.contains($0.name) }) else { return }
        for setting in Settings.addressing where !names.contains(setting.name) { clear(setting) }
    }
}

extension Settings {
    /// The rows that say how a guest gets its addresses.
    package static let addressing = [ip, dhcp, slaac, dhcp6]
}
