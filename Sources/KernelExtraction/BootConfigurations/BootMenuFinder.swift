/// The user's wishes about boot configurations.
package struct BootMenuOptions: Sendable {
    /// Obey `grub-reboot`'s entry for the next boot only, which then holds until the guest clears it.
    package var honourNextEntry: Bool
    /// Also read `/etc/lilo.conf`.
    package var lilo: Bool
    /// Only offer entries whose files are there.
    package var checksFiles: Bool

    package init(honourNextEntry: Bool = false, lilo: Bool = false, checksFiles: Bool = true) {
        self.honourNextEntry = honourNextEntry
        self.lilo = lilo
        self.checksFiles = checksFiles
    }
}

/// Finds the boot menu of a disk: the first configuration, in pygrub's order and then the newer places, that offers an
/// entry which can be booted.
package struct BootMenuFinder {
    private let disk: BootDisk
    private let options: BootMenuOptions

    /// - Parameter fileSystems: those of the disk, in the order in which they are to be searched.
    package init(fileSystems: [BootVolume], options: BootMenuOptions = BootMenuOptions()) {
        disk = BootDisk(fileSystems, checksFiles: options.checksFiles)
        self.options = options
    }

    /// The menu.
    ///
    /// - Throws: `.notFound` when no configuration was found, `.unbootable` when none of those found has an entry that
    ///   can be booted; either says for each file system what was found there and why it was rejected.
    package func find() throws(ExtractionError) -> BootMenu {
        var rejections: [[String]] = disk.volumes.map { _ in [] }
        for stage in BootPlace.stages {
            for volume in disk.volumes.indices {
                for place in BootPlace.places(of: stage, options, on: disk.volumes[volume].files.type) {
                    switch outcome(place, volume, rejections) {
                    case .nothing: continue
                    case .rejected(let reason):
                        let report = "\(place.path): \(reason)"
                        if !rejections[volume].contains(report) { rejections[volume].append(report) }
                    case .found(let menu): return menu
                    }
                }
            }
        }
        throw failure(rejections)
    }

    private enum Outcome {
        case nothing
        case rejected(String)
        case found(BootMenu)
    }

    /// What a place has; a menu that is found warns of those before it that were rejected.
    private func outcome(_ place: BootPlace, _ volume: Int, _ rejections: [[String]]) -> Outcome {
        do {
            guard let draft = try place.read(disk, volume, options) else { return .nothing }
            let source = BootMenu.Source(format: place.format, volume: volume, path: place.path)
            let passed = zip(disk.volumes, rejections).flatMap { volume, reasons in
                reasons.map { "\(volume.description): \($0)" }
            }
            let menu = draft.menu(source: source, warnings: passed + disk.takeWarnings())
            return menu.defaultEntry == nil ? .rejected(menu.rejection) : .found(menu)
        } catch {
            _ = disk.takeWarnings()
            return .rejected(error.message)
        }
    }

    private func failure(_ rejections: [[String]]) -> ExtractionError {
        guard !disk.volumes.isEmpty else { return ExtractionError(.notFound, "the disk has no file system to search") }
        let reports = zip(disk.volumes, rejections).map { volume, reasons in
            "\(volume.description): \(reasons.isEmpty ? "no boot configuration" : reasons.joined(separator: "; "))"
        }
        let kind: ExtractionError.Kind = rejections.allSatisfy(\.isEmpty) ? .notFound : .unbootable
        return ExtractionError(kind, "nothing to boot was found: \(reports.joined(separator: "; "))")
    }
}
