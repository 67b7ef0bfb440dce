import Model

/// Takes every time in a root that is later back to the one that the build is made for.
struct ClampTimes: Step {
    let root: String
    /// Seconds since 1970.
    let epoch: Int64

    let phase = "Images"
    var title: String { "let no file below \(root) be younger than \(epoch) seconds after 1970" }

    func run(_ world: World) throws(ProvisionError) { try world.files.clampTimes(below: root, to: epoch) }
}

/// Sets the times of an ext file system's inodes that no host lets anybody choose: when they were last changed and read.
struct SettleInodeTimes: Step {
    let image: String
    let reproduction: Reproduction

    let phase = "Images"
    var title: String { "give all inodes in \(image) one time of change" }
    var effects: [PlannedEffect] { [.command(list), .command(change), .command(copy)] }

    private var list: ToolInvocation {
        ToolInvocation("dumpe2fs", [image], purpose: "find the inodes in \(image)")
    }
    private var change: ToolInvocation {
        ToolInvocation(
            "debugfs", ["-w", "-f", "-", image], environment: reproduction.toolEnvironment,
            purpose: "set the times of inodes in \(image)")
    }

    /// debugfs changes the first superblock only; this changes nothing and writes all of them.
    private var copy: ToolInvocation {
        ToolInvocation(
            "tune2fs", ["-L", "", image], environment: reproduction.toolEnvironment,
            purpose: "write the superblock's copies in \(image)")
    }

    func run(_ world: World) throws(ProvisionError) {
        let used = try InodeUse(dumpe2fs: world.runner.run(list))
        var script = ""
        for inode in used.inodes {
            script += "sif <\(inode)> ctime @\(reproduction.epoch)\nsif <\(inode)> atime @\(reproduction.epoch)\n"
        }
        // How much was written depends on where a tree's files have holes; what is 0 is not counted on.
        script += "ssv kbytes_written 0\n"
        // It goes on after a command that fails, and ends as if all were well.
        let told = try world.runner.run(change, input: Array(script.utf8))
        for line in told.lines where !line.isEmpty && !line.hasPrefix("debugfs") {
            throw ProvisionError(.failed, "setting the times of inodes in \(image): debugfs says '\(line.printable)'")
        }
        try world.runner.run(copy)
    }
}

/// The inodes of an ext file system that hold something, by what dumpe2fs(8) says of it.
struct InodeUse {
    /// The root directory's, and those that are not reserved.
    let inodes: [Int]

    init(dumpe2fs text: String) throws(ProvisionError) {
        var total: Int?
        var free: [ClosedRange<Int>] = []
        for line in text.lines {
            let (key, value) = line.split(separator: ":", maxSplits: 1).map { String($0).trimmed }.pair
            if key == "Inode count" { total = Int(value) }
            guard key == "Free inodes", line.hasPrefix("  ") else { continue }
            for part in value.split(separator: ",") {
                let ends = String(part).trimmed.split(separator: "-").compactMap { Int($0) }
                if let first = ends.first, let last = ends.last, first <= last { free.append(first...last) }
            }
        }
        guard let total, total >= 11 else {
            throw ProvisionError(.failed, "dumpe2fs does not say how many inodes there are")
        }
        var isFree = [Bool](repeating: false, count: total + 1)
        for range in free { for inode in range where inode <= total { isFree[inode] = true } }
        inodes = [2] + (11...total).filter { !isFree[$0] }
    }
}

extension [String] {
    fileprivate var pair: (String, String) { (first ?? "", count > 1 ? self[1] : "") }
}
