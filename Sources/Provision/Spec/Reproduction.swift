import Model

/// What makes a build come out the same a second time, bit for bit.
package struct Reproduction: Hashable, Codable, Sendable {
    /// Public: nothing secret may follow from it.
    package var seed: String
    /// Seconds since 1970; no time in the guest is later.
    package var epoch: Int64

    /// The identifier that a guest has for a purpose; the same in every build.
    package func uuid(_ purpose: String, of guest: GuestName) -> UUIDValue {
        UUIDValue(name: "\(seed)\u{0}\(guest)\u{0}\(purpose)", namespace: .guests)
    }
}

extension SpecRequest {
    /// - Returns: nil where nobody asked for a build that can be made again.
    /// - Throws: `.usage` for a seed without a time, or a time that is none.
    package func reproduction() throws(ProvisionError) -> Reproduction? {
        guard let seed = values.text(Settings.seed), !seed.isEmpty else {
            guard values.isGiven(Settings.sourceDateEpoch) else { return nil }
            throw ProvisionError(.usage, "--source-date-epoch is only for builds with a --seed", hint: "give both")
        }
        guard values.isGiven(Settings.sourceDateEpoch) else {
            throw ProvisionError(
                .usage, "--seed: a build that can be made again needs the time that it is made for",
                hint: "give --source-date-epoch, such as that of the archive's snapshot, in seconds since 1970")
        }
        guard let epoch = try number(Settings.sourceDateEpoch, in: 1...Int(UInt32.max)) else { return nil }
        return Reproduction(seed: seed, epoch: Int64(epoch))
    }
}

extension SettingValues {
    /// Takes the time from the variable that builders share, where a seed needs one and nobody has given it.
    package mutating func takeEpoch(from environment: [String: String]) {
        guard isGiven(Settings.seed), !isGiven(Settings.sourceDateEpoch), let text = environment["SOURCE_DATE_EPOCH"]
        else { return }
        set(Settings.sourceDateEpoch, [text], .commandLine)
    }
}

/// Refuses what would make two builds differ.
struct ReproductionCheck {
    let spec: GuestSpec
    let reproduction: Reproduction

    func check() throws(ProvisionError) {
        if let volume = spec.storage.volumes.first(where: { !$0.isSwap && !$0.type.hasPrefix("ext") }) {
            throw ProvisionError(
                .usage, "--seed: \(volume.type) for \(volume.mountPoint ?? volume.name) comes out different every time",
                hint: "use ext4")
        }
        guard case .snapshot = spec.installation.method else { return }
        throw ProvisionError(
            .usage, "--seed: a snapshot is what its origin is, times included", hint: "use another --install-method")
    }
}
