import Model

/// Puts a finished guest's record together.
package struct RecordComposer: Sendable {
    let spec: GuestSpec
    let facts: HostFacts
    let run: RunID
    let configuration: String
    let hostsLines: [String]
    let settings: [String: [String]]?

    /// - Parameters:
    ///   - configuration: the domain configuration's text, as it is written.
    ///   - hostsLines: what was added to dom0's hosts file.
    ///   - settings: what it is made from (`SettingValues.recorded`).
    package init(
        spec: GuestSpec, facts: HostFacts, run: RunID, configuration: String, hostsLines: [String],
        settings: [String: [String]]? = nil
    ) {
        self.settings = settings
        self.spec = spec
        self.facts = facts
        self.run = run
        self.configuration = configuration
        self.hostsLines = hostsLines
    }

    /// The record, with what the run found out.
    package func record(_ results: RunResults) -> GuestRecord {
        let directory = spec.storage.imageDirectory(of: spec.name)
        let images = spec.storage.volumes.map { image($0, results) }
        return GuestRecord(
            name: spec.name, uuid: spec.uuid, run: run, createdAt: facts.now,
            distribution: spec.installation.distribution, architecture: spec.installation.architecture,
            installMethod: spec.installation.method.name, imageDirectory: directory, images: images,
            vifs: spec.network.vifs, configuration: spec.boot.configuration, configurationText: configuration,
            hostsLines: hostsLines, knownHosts: results.knownHosts, fingerprints: results.fingerprints,
            settings: settings)
    }

    private func image(_ volume: VolumeSpec, _ results: RunResults) -> GuestRecord.Image {
        var image = GuestRecord.Image(
            path: spec.storage.path(of: volume, for: spec.name), device: spec.storage.wholeDevice(volume),
            type: volume.type, mountPoint: volume.mountPoint, size: volume.size, uuid: volume.uuid)
        switch spec.storage.backend {
        case .files: break
        case .devices: image.kind = .device
        case .lvm(let group, _):
            image.kind = .volume
            let made = results.volumes[StorageSpec.volumeName(volume, for: spec.name)]
            image.volume = made.flatMap { $0.removal(in: group, run: run) }
        }
        return image
    }
}
