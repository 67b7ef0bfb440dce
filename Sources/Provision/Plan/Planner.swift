import Distros
import Model

/// Makes the plan for a new guest. Pure: a spec, facts and a run's name in, steps out.
package struct Planner {
    private let spec: GuestSpec
    private let facts: HostFacts
    private let paths: HostPaths
    package let run: RunID
    private let partitionID: UUIDValue
    private let diskID: UUIDValue
    private let templates: any TextTemplates
    private let base: BaseUse
    private let settings: [String: [String]]?

    /// - Parameters:
    ///   - base: what to do about the base that the spec's root could come from.
    ///   - diskID: for the partition table of a whole disk, as is `partitionID`.
    ///   - templates: to show the guest's files before they are made.
    ///   - settings: what the spec was made from, for the record.
    package init(
        spec: GuestSpec, facts: HostFacts, paths: HostPaths, run: RunID, diskID: UUIDValue, partitionID: UUIDValue,
        templates: any TextTemplates, base: BaseUse = .none, settings: [String: [String]]? = nil
    ) {
        self.settings = settings
        self.spec = spec
        self.facts = facts
        self.paths = paths
        self.run = run
        self.diskID = diskID
        self.partitionID = partitionID
        self.templates = templates
        self.base = base
    }

    /// - Throws: `.unavailable` when a tool is missing, `.failed` when there is not enough space, before anything is
    ///   touched.
    package func plan() throws(ProvisionError) -> Plan {
        let configuration = try ConfigurationWriter(spec: spec).configuration()
        try Requirements(spec: spec, facts: facts).check()
        try StartRequirements(spec: spec, facts: facts, configuration: configuration).check()
        let text = try configuration.text(header: ["Written by xen-provision for the guest \(spec.name)."])
        let steps = try prepare + carve() + install() + configure() + images() + commit(text)
        return Plan(guest: spec.name, run: run, steps: steps, afterwards: [.removeTree(path: work, identity: nil)])
    }

    package var guest: GuestName { spec.name }

    /// The plan that makes the base and no guest.
    package func basePlan() throws(ProvisionError) -> Plan {
        try Requirements(spec: spec, facts: facts).check()
        return Plan(
            guest: spec.name, run: run, steps: try prepare + install(),
            afterwards: [
                .removeTree(path: work, identity: nil), .removeEmptyDirectory(path: spec.storage.domainsDirectory),
            ])
    }

    // Everything of a run that is not finished lives in one directory with the run's name in it.
    private var work: String { "\(spec.storage.domainsDirectory)/.\(spec.name).\(run)" }
    private var root: String { work + "/root" }
    private var imageDirectory: String { work + "/images" }
    private var keys: String { work + "/keys" }
    private var temporary: String { work + "/tmp" }
    private var notes: IndexNotes { IndexNotes(directory: work + "/indexes") }
    private func image(_ volume: VolumeSpec) -> String {
        spec.storage.isOnDevices
            ? spec.storage.path(of: volume, for: spec.name) : "\(imageDirectory)/\(volume.imageName)"
    }
    /// With block devices there is a directory beside them only for what is copied out of the guest.
    private var hasImageDirectory: Bool { !spec.storage.isOnDevices || spec.boot.way == .copiedKernel }

    private var prepare: [any Step] {
        [
            MakeDirectory(path: spec.storage.domainsDirectory, mode: 0o755),
            // Others may pass through, as apt's own user must; what is in it has modes of its own.
            MakeWorkDirectory(path: work, mode: 0o711),
            MakeInnerDirectory(path: root, mode: 0o755),
            MakeInnerDirectory(path: imageDirectory, mode: 0o755),
            MakeInnerDirectory(path: keys, mode: 0o700),
        ]
    }

    private func carve() throws(ProvisionError) -> [any Step] {
        try VolumePlanner(spec: spec, facts: facts, run: run).carve()
    }

    // MARK: Install

    private func install() throws(ProvisionError) -> [any Step] {
        switch base {
        case .none: try fromNothing()
        case .make(let location, let identity):
            try fromNothing() + [
                StoreBase(root: root, location: location, identity: identity, run: run, now: facts.now)
            ]
        case .clone(let location, let description): fromBase(location, description)
        }
    }

    private func fromBase(_ location: BaseLocation, _ description: BaseDescription) -> [any Step] {
        guard let volume = cloned else {
            return [
                CopyBase(base: location, description: description, root: root, mountPoint: work + "/base")
            ]
        }
        let target = target(volume)
        return [
            CloneBase(base: location, description: description, image: target, volume: volume),
            MountRoot(source: target, type: volume.type, root: root),
        ]
    }

    /// The file system that is made by copying a base whole: one that holds all of the guest, in a file.
    private var cloned: VolumeSpec? {
        // What a kernel has mounted has times of that day, and blocks where it saw fit.
        guard spec.reproduction == nil, case .clone(_, let description) = base, case .files = spec.storage.backend,
            spec.storage.mounted.count == 1,
            let volume = spec.storage.root, volume.type == "ext4", volume.size >= description.size
        else { return nil }
        return volume
    }

    private func fromNothing() throws(ProvisionError) -> [any Step] {
        switch spec.installation.method {
        case .mmdebstrap(let archive): return try mmdebstrap(archive)
        case .debootstrap(let archive): return try debootstrap(archive)
        case .tar(let path, let sha256):
            return [
                UnpackRoot(archive: path, sha256: sha256, directory: root), CheckRoot(directory: root, source: path),
            ]
        case .copy(let path):
            return [
                RunTool(
                    phase: "Install",
                    command: ToolInvocation(
                        "cp", ["--archive", "--reflink=auto", "--one-file-system", "--", path + "/.", root],
                        purpose: "copy \(path)")),
                CheckRoot(directory: root, source: path),
            ]
        case .snapshot(let source):
            let volumes = VolumePlanner(spec: spec, facts: facts, run: run)
            return volumes.openSnapshot(on: root) + [
                CheckRoot(directory: root, source: "\(source.group)/\(source.origin)")
            ]
        }
    }

    private func mmdebstrap(_ archive: ArchiveSpec) throws(ProvisionError) -> [any Step] {
        let tool = Mmdebstrap(
            archive: archive, release: try facts.release(of: archive), architecture: spec.installation.architecture,
            root: root, temporary: temporary, notes: notes, reproduction: spec.reproduction)
        return [
            // As open as /tmp: apt does part of its work as a user of its own.
            MakeInnerDirectory(path: temporary, mode: 0o1777),
            MakeInnerDirectory(path: notes.directory, mode: 0o700),
            Bootstrap(command: tool.invocation, archive: archive, sources: tool.sources, progress: .mmdebstrap),
            ReadIndexes(root: root, notes: notes),
        ]
    }

    private func debootstrap(_ archive: ArchiveSpec) throws(ProvisionError) -> [any Step] {
        let tool = Debootstrap(archive: archive, architecture: spec.installation.architecture, root: root)
        let further = tool.furtherCommands.map { RunTool(phase: "Install", command: $0) }
        return [
            Bootstrap(command: tool.invocation, archive: archive, sources: nil, progress: .debootstrap),
            PrepareApt(root: root, archive: archive, release: try facts.release(of: archive)),
            MountForPrograms(directory: root, phase: "Install"),
        ] + further + [
            // Before apt throws away its cache, which it would take a second and more to make again.
            AskApt(root: root, phase: "Install", hasCache: true),
            RunTool(phase: "Install", command: tool.cleaning),
            UnmountForPrograms(directory: root, phase: "Install"),
        ]
    }

    // MARK: Configure

    private func configure() throws(ProvisionError) -> [any Step] {
        var steps: [any Step] = [SettlePassword(access: spec.access)]
        if let files = spec.access.hostKeyFiles {
            steps.append(TakeHostKeys(spec: spec, files: files))
        } else if hasSSH, spec.access.hostKeysAtFirstBoot != true {
            steps.append(MakeHostKeys(spec: spec, directory: keys))
        }
        let customisation = GuestCustomisation(spec: spec, facts: facts)
        let effects = try CustomisationPreview(customisation, templates: templates).effects
        steps.append(CustomiseRoot(spec: spec, root: root, customisation: customisation, effects: effects))
        steps += programsInside
        if let roles = spec.installation.roles { steps += [RunRoles(roles: roles, root: root)] + digestsAfterRoles }
        steps.append(NotePackages(root: root, isBootstrapped: isBootstrapped))
        if case .copiedKernel = spec.boot.way {
            steps.append(
                CopyKernel(root: root, kernel: imageDirectory + "/vmlinuz", initrd: imageDirectory + "/initrd.img"))
        }
        return steps
    }

    /// A tarball may bring a server that we do not know of; its keys must be this guest's own too.
    private var hasSSH: Bool { spec.installation.method.archive?.packages.contains("openssh-server") ?? true }

    /// Programs of the guest run only where there is no other way, and never those of a root that somebody brought.
    private var programsInside: [any Step] {
        guard spec.installation.method.archive?.packages.contains("locales") == true else { return [] }
        return [
            MountForPrograms(directory: root, phase: "Configure"),
            RunTool(
                phase: "Configure",
                command: ToolInvocation(
                    "locale-gen", [], root: root, purpose: "generate the locale \(spec.system.locale)")),
            UnmountForPrograms(directory: root, phase: "Configure"),
        ]
    }

    private var isBootstrapped: Bool { spec.installation.method.archive != nil }

    /// A role may have installed more packages, and left the indexes that it had them from.
    private var digestsAfterRoles: [any Step] {
        guard isBootstrapped else { return [] }
        return [
            MountForPrograms(directory: root, phase: "Configure"),
            AskApt(root: root, phase: "Configure", hasCache: false),
            UnmountForPrograms(directory: root, phase: "Configure"),
        ]
    }

    // MARK: Images

    private func images() throws(ProvisionError) -> [any Step] {
        let features = try unsupportedFeatures()
        let mounted = spec.storage.mounted
        let splits: [any Step] = mounted.reversed().filter { !$0.isRoot }.map { volume in
            SplitTree(root: root, mountPoint: volume.mountPoint ?? "/", tree: tree(volume))
        }
        let unmount: [any Step] = cloned == nil ? [] : [UnmountRoot(root: root)]
        let volumes = VolumePlanner(spec: spec, facts: facts, run: run)
        let fills = spec.storage.volumes.flatMap { volume in
            volumes.clear(volume)
                + (spec.storage.isOnDevices ? fillDevice(volume, features) : fill(volume, features))
        }
        // A tree that is split off leaves its mount point behind, made anew.
        let clamps: [any Step] =
            spec.reproduction.map { reproduction in
                mounted.map { ClampTimes(root: tree($0), epoch: reproduction.epoch) }
            } ?? []
        return unmount + splits + clamps + fills + spec.storage.volumes.map(verify)
    }

    private func tree(_ volume: VolumeSpec) -> String { volume.isRoot ? root : "\(work)/tree-\(volume.name)" }

    private func isDisk(_ volume: VolumeSpec) -> Bool { spec.storage.layout == .disk && volume.isRoot }

    /// Where a file system is made: its image, or what becomes a partition of it.
    private func target(_ volume: VolumeSpec) -> String {
        isDisk(volume) ? "\(work)/\(volume.name).part" : image(volume)
    }

    private func fill(_ volume: VolumeSpec, _ features: [String]) -> [any Step] {
        let isDisk = isDisk(volume)
        let target = target(volume)
        if volume == cloned {
            if isDisk { return [disk(volume, content: target)] }
            return spec.storage.sparse ? [] : [AllocateImage(image: target)]
        }
        let needsMount = MakeFilesystem.needsMount(volume.type)
        let command = MakeFilesystem(
            volume: volume, image: target, tree: volume.isSwap || needsMount ? nil : tree(volume),
            ext4Features: features, reproduction: spec.reproduction)
        var steps: [any Step] = [
            MakeFilledImage(
                image: target, volume: volume, sparse: isDisk || spec.storage.sparse, command: command.invocation)
        ]
        if needsMount { steps.append(mountAndFill(volume, target)) }
        steps += settleTimes(volume, target)
        return isDisk ? steps + [disk(volume, content: target)] : steps
    }

    private func fillDevice(_ volume: VolumeSpec, _ features: [String]) -> [any Step] {
        if volume.isRoot, case .snapshot = spec.installation.method {
            return [UnmountRoot(root: root)]
        }
        let needsMount = MakeFilesystem.needsMount(volume.type)
        let command = MakeFilesystem(
            volume: volume, image: image(volume), tree: volume.isSwap || needsMount ? nil : tree(volume),
            ext4Features: features, isOnDevice: true, reproduction: spec.reproduction)
        let step = FillDevice(path: image(volume), volume: volume, command: command.invocation)
        return needsMount
            ? [step, mountAndFill(volume, image(volume))] : [step] + settleTimes(volume, image(volume))
    }

    private func settleTimes(_ volume: VolumeSpec, _ image: String) -> [any Step] {
        guard let reproduction = spec.reproduction, volume.type.hasPrefix("ext") else { return [] }
        return [SettleInodeTimes(image: image, reproduction: reproduction)]
    }

    private func mountAndFill(_ volume: VolumeSpec, _ image: String) -> any Step {
        FillByMount(
            image: image, type: volume.type, tree: tree(volume), mountPoint: "\(work)/mount-\(volume.name)")
    }

    private func disk(_ volume: VolumeSpec, content: String) -> any Step {
        let table = PartitionDisk(image: image(volume), content: volume.size, diskID: diskID, partitionID: partitionID)
        return MakeDisk(
            image: image(volume), size: ByteSize(bytes: volume.size.bytes + PartitionDisk.overhead.bytes),
            sparse: spec.storage.sparse, content: content, table: table.invocation, script: table.script)
    }

    private func verify(_ volume: VolumeSpec) -> any Step {
        let offset = isDisk(volume) ? MakeDisk.partitionStart : 0
        return VerifyImage(image: image(volume), offset: offset, volume: volume)
    }

    /// What the guest's own kernel could not mount; a root that somebody brought is taken as a current one.
    private func unsupportedFeatures() throws(ProvisionError) -> [String] {
        guard let archive = spec.installation.method.archive else { return [] }
        return try facts.release(of: archive).filesystemFeatures.words(knownTo: facts.mke2fsVersion)
    }

    // MARK: Commit

    private func commit(_ configuration: String) throws(ProvisionError) -> [any Step] {
        let imagesTarget = spec.storage.imageDirectory(of: spec.name)
        var steps: [any Step] = []
        if hasImageDirectory { steps.append(Publish(from: imageDirectory, target: imagesTarget, kind: .directory)) }
        steps += publish(spec.boot.configuration, mode: 0o644, origin: "the settings", preview: configuration) { _ in
            configuration
        }
        if spec.boot.autostart { steps += autostart }
        let lines = hostsLines
        if let path = paths.hosts { steps += lines.map { AddHostsLine(path: path, line: $0, run: run) } }
        if case .generated(_, let target?) = spec.access.rootPassword {
            steps += publish(target, mode: 0o600, origin: "--write-password", preview: nil) { results in
                results.rootPassword.map { $0 + "\n" } ?? ""
            }
        }
        let spec = spec
        steps += publish(
            paths.manifest(of: spec.name.text), mode: 0o644, origin: "the root's packages", preview: nil
        ) { results in
            RecordText.encode(GuestManifest(spec, proof: results.proof, packages: results.packages))
        }
        let record = RecordComposer(
            spec: spec, facts: facts, run: run, configuration: configuration, hostsLines: lines, settings: settings)
        steps += publish(paths.record(of: spec.name.text), mode: 0o644, origin: "this run", preview: nil) { results in
            RecordText.encode(record.record(results))
        }
        return steps
    }

    /// xendomains takes every file there that has no dot in front.
    private var autostart: [any Step] {
        let (directory, name) = spec.boot.configuration.lastComponentSplit
        let temporary = "\(paths.autostart)/.\(name).\(run)"
        let target = "\(paths.autostart)/\(name)"
        let destination = directory == paths.xen[...] ? "../\(name)" : spec.boot.configuration
        return [
            MakeDirectory(path: paths.autostart, mode: 0o755),
            StageLink(temporary: temporary, target: target, destination: destination),
            Publish(from: temporary, target: target, kind: .file),
        ]
    }

    private func publish(
        _ target: String, mode: UInt16, origin: String, preview: String?,
        content: @escaping @Sendable (RunResults) -> String
    ) -> [any Step] {
        Publish.file(target, run: run, mode: mode, origin: origin, preview: preview, content: content)
    }

    /// As xen-tools does for static guests: `address fqdn short` in dom0's hosts file.
    private var hostsLines: [String] {
        guard spec.listInHosts, paths.hosts != nil else { return [] }
        let names = [spec.name.fullyQualified, spec.name.short].compactMap { $0 }.joined(separator: " ")
        return spec.network.vifs.prefix(1).flatMap { vif in
            vif.addressing.addresses.map { "\($0.address)\t\(names)" }
        }
    }
}
