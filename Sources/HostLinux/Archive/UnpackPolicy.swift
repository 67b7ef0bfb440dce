/// What an archive may bring into a guest's root.
package struct UnpackPolicy: Hashable, Sendable {
    /// Device nodes below `dev/`; anywhere else they are refused.
    package enum Devices: Hashable, Sendable {
        case allowed
        /// Left out, because a user namespace cannot make them. Mounts give the guest's programs their own.
        case skipped
    }

    package var devices: Devices
    /// The most that the content of all files may take; nil is the free space of the target.
    package var maximumBytes: UInt64?
    /// The most entries; far above any distribution, so that a small archive cannot fill memory and inodes.
    package var maximumEntries: Int

    package init(devices: Devices, maximumBytes: UInt64? = nil, maximumEntries: Int = 5_000_000) {
        self.devices = devices
        self.maximumBytes = maximumBytes
        self.maximumEntries = maximumEntries
    }
}

/// What unpacking an archive has done.
package struct UnpackResult: Hashable, Sendable {
    package var entries = 0
    /// Bytes of file content.
    package var bytes: UInt64 = 0
    /// Device nodes that the policy left out.
    package var skippedDevices = 0
    /// What could not be restored and does no harm: attributes that the file system lacks. The first hundred.
    package var warnings: [String] = []
}
