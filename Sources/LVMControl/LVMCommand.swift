import Model

/// One command of LVM as words (lvm(8)); the library wants them as one string.
struct LVMCommand: Hashable {
    let words: [String]

    init(_ words: [String]) { self.words = words }

    /// The one string for `lvm2_run`.
    ///
    /// The library splits at white space, knows `'` and `"` only at the start of a word, has no way to escape either,
    /// takes a `#` at the start of a word as the end, and stops at 64 words (`lvm_split` in lvmcmdline.c).
    ///
    /// - Throws: `.badInput` for a word that no string can carry.
    func line() throws(ProvisionError) -> String {
        guard words.count < 64 else { throw ProvisionError(.badInput, "a command of LVM has too many words") }
        var quoted: [String] = []
        for word in words { quoted.append(try Self.quote(word)) }
        return quoted.joined(separator: " ")
    }

    private static func quote(_ word: String) throws(ProvisionError) -> String {
        let isPlain =
            !word.isEmpty && !word.utf8.contains { $0 <= 32 || $0 == 127 }
            && word.utf8.first.map { "'\"#".utf8.contains($0) } == false
        if isPlain { return word }
        guard !word.utf8.contains(0), let mark = Self.marks.first(where: { !word.contains($0) }) else {
            throw ProvisionError(.badInput, "LVM cannot be told '\(word.printable)'")
        }
        return "\(mark)\(word)\(mark)"
    }

    private static let marks: [Character] = ["'", "\""]
}

extension LVMCommand {
    private static let groupFields = [
        "vg_name", "vg_uuid", "vg_extent_size", "vg_extent_count", "vg_free_count", "vg_shared", "vg_clustered",
        "vg_lock_type", "vg_exported", "vg_partial", "vg_permissions",
    ]
    private static let volumeFields = [
        "lv_name", "lv_uuid", "lv_size", "lv_tags", "segtype", "lv_device_open", "pool_lv", "origin", "data_percent",
        "metadata_percent", "zero",
    ]

    /// `vgs` for one group by its name. `--shared` shows those that other hosts may lock, so that they can be refused
    /// by name instead of being invisible.
    static func groups(named name: LVMName) -> LVMCommand {
        report("vgs", groupFields, ["--shared", "--select", "vg_name=\"\(name)\""])
    }

    /// `lvs` for all volumes of one group.
    static func volumes(of group: LVMName) -> LVMCommand {
        report("lvs", volumeFields, ["--shared", "--select", "vg_name=\"\(group)\""])
    }

    private static func report(_ command: String, _ fields: [String], _ more: [String]) -> LVMCommand {
        LVMCommand(
            [
                command, "--reportformat", "json", "--units", "b", "--nosuffix", "--options",
                fields.joined(separator: ","),
            ] + more)
    }

    /// `lvcreate`.
    static func create(_ creation: VolumeCreation) -> LVMCommand {
        let common = ["--yes", "--name", creation.name.text, "--addtag", creation.tag.text]
        let group = creation.group.text
        switch creation.kind {
        case .linear(let size):
            // A stale signature would make udev offer the old content for a moment; the whole is wiped afterwards.
            let clear = ["--zero", "y", "--wipesignatures", "y"]
            return LVMCommand(["lvcreate"] + common + clear + ["--size", bytes(size), group])
        case .thin(let pool, let size):
            return LVMCommand(
                ["lvcreate", "--type", "thin"] + common
                    + ["--virtualsize", bytes(size), "--thinpool", pool.text, group])
        case .snapshot(let origin, let room?):
            return LVMCommand(["lvcreate", "--snapshot"] + common + ["--size", bytes(room), "\(group)/\(origin)"])
        case .snapshot(let origin, nil):
            // Snapshots of thin volumes are not activated by default (lvmthin(7)); a guest's disk must be.
            return LVMCommand(
                ["lvcreate", "--snapshot"] + common + ["--setactivationskip", "n", "\(group)/\(origin)"])
        }
    }

    /// LVM takes whole sectors only, and rounds up to extents itself.
    private static func bytes(_ size: ByteSize) -> String { "\((size.bytes + 511) / 512 * 512)b" }

    /// `lvremove` of what has this name and this tag. The selection is judged under the group's lock, so that nobody
    /// can put another volume in its place in between.
    static func remove(_ removal: VolumeRemoval) -> LVMCommand {
        var terms = ["lv_name=\"\(removal.name)\"", "lv_tags={\"\(removal.tag)\"}"]
        if let uuid = removal.uuid { terms.append("lv_uuid=\"\(uuid)\"") }
        return LVMCommand(["lvremove", "--yes", "--select", terms.joined(separator: " && "), removal.group.text])
    }
}
