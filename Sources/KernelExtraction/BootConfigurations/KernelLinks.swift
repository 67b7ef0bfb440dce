/// The links `vmlinuz` and `initrd.img` that Debian's kernels keep: the last resort, because they say nothing about the
/// kernel's arguments.
enum KernelLinks {
    /// The one entry of such a link; nil where there is none.
    static func draft(_ place: BootPlace, _ disk: BootDisk, _ volume: Int) -> BootDraft? {
        let path = Array(place.path.utf8)
        guard disk.exists(volume, path) != nil else { return nil }
        var entry = BootEntry(title: path)
        entry.kernel = BootFile(volume: volume, path: path)
        let initrd = Array(place.path.utf8.dropLast("vmlinuz".utf8.count)) + Array("initrd.img".utf8)
        if disk.exists(volume, initrd) != nil { entry.initrds = [BootFile(volume: volume, path: initrd)] }
        disk.warn("\(place.path) is booted without a configuration, so its arguments are not known")
        return BootDraft(lines: [.entry(disk.checked(entry))])
    }
}
