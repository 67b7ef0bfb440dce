import Model

/// Keeps a bootstrapped root as a base. Whatever goes wrong with that is no reason for the guest to fail.
struct StoreBase: Step {
    let root: String
    let location: BaseLocation
    let identity: BaseIdentity
    let run: RunID
    /// Seconds since 1970.
    let now: Int64

    let phase = "Install"
    var title: String { "keep the root as the base \(location.key.prefix(12))" }
    var effects: [PlannedEffect] {
        [.file(path: location.image, origin: "the bootstrapped root", content: nil)]
    }

    private var image: String { temporary(location.image) }
    private var description: String { temporary(location.description) }

    func undo(_ world: World) throws(ProvisionError) -> [UndoOperation] {
        [.removeFile(path: image, identity: nil), .removeFile(path: description, identity: nil)]
    }

    func run(_ world: World) throws(ProvisionError) {
        do throws(ProvisionError) {
            try store(world)
        } catch {
            try world.files.removeFile(image)
            try world.files.removeFile(description)
            try world.interruption.check()
            world.reporter.warn("the root is not kept as a base: \(error)")
        }
    }

    private func store(_ world: World) throws(ProvisionError) {
        let size = try BaseSize.image(forTree: treeSize(world))
        try world.files.createImage(image, size: size, sparse: true)
        try world.runner.run(MakeBase(image: image, root: root, features: identity.ext4Features).invocation)
        try world.files.sync(image)
        let digest = try world.files.digest(image)
        let kept = BaseDescription(
            identity: identity, made: now, size: size, digest: digest, proof: world.results.proof)
        try world.files.create(description, content: RecordText.encode(kept), mode: 0o600)
        // An image without description is what a run has left that was cut off between the two.
        try world.files.removeFile(location.description)
        try world.files.removeFile(location.image)
        try world.files.move(image, to: location.image)
        try world.files.move(description, to: location.description)
        try BaseCheck(base: location, description: kept).note(world.files)
        world.results.onBaseKept()
    }

    private func treeSize(_ world: World) throws(ProvisionError) -> ByteSize {
        let command = ToolInvocation(
            "du", ["--summarize", "--one-file-system", "--block-size=1", root], purpose: "measure the root")
        let text = try world.runner.run(command)
        guard let bytes = text.split(separator: "\t").first.flatMap({ UInt64($0) }) else {
            throw ProvisionError(.failed, "du says '\(text.trimmed.printable)' instead of a size")
        }
        return ByteSize(bytes: bytes)
    }

    private func temporary(_ path: String) -> String {
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        return "\(path[..<slash])/.\(path[path.index(after: slash)...]).\(run)"
    }
}

/// How large the image of a base is.
enum BaseSize {
    /// Below it mke2fs takes other proportions (mke2fs.conf(5), "small"), and a clone would have them for ever.
    private static let smallest = ByteSize(mebibytes: 768)

    /// Room for a tree with a file system's own structures, in whole MiB.
    static func image(forTree tree: ByteSize) -> ByteSize {
        let wanted = ByteSize(mebibytes: (tree.bytes + tree.bytes / 8) >> 20 + 192)
        return max(wanted, smallest)
    }
}

/// `mke2fs` for a base.
struct MakeBase {
    let image: String
    let root: String
    let features: [String]

    var invocation: ToolInvocation {
        // A journal as large as that of most guests: it does not grow with the file system.
        var words = ["-q", "-F", "-t", "ext4", "-J", "size=64"]
        if !features.isEmpty { words += ["-O", features.joined(separator: ",")] }
        return ToolInvocation("mke2fs", words + ["-d", root, image], writesScratch: true, purpose: "make the base")
    }
}
