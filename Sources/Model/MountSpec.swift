/// A line of the guest's fstab.
package struct MountSpec: Hashable, Codable, Sendable {
    /// `UUID=…`, or a device for swap without one.
    package var source: String
    /// Absolute path, or `none` for swap.
    package var mountPoint: String
    /// `ext4`, `xfs`, `btrfs`, `swap`, …
    package var type: String
    /// Comma list, `defaults` where there is nothing to say.
    package var options: String
    /// fsck order: 1 for the root, 2 for others, 0 for file systems that need none (xfs, btrfs, swap).
    package var pass: Int

    package init(source: String, mountPoint: String, type: String, options: String, pass: Int) {
        self.source = source
        self.mountPoint = mountPoint
        self.type = type
        self.options = options
        self.pass = pass
    }
}
