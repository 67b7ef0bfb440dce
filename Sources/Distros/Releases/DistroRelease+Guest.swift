/// What a release can do as a guest, before there is a root to look at.
extension DistroRelease {
    /// apt reads deb822 sources since 1.1: Debian stretch (1.4), Ubuntu xenial (1.2); Debian jessie has 1.0.9.
    package var understandsDeb822: Bool { isAtLeast(debian: 9, ubuntu: "16.04") }

    /// New passwords are hashed with yescrypt: Debian 11's release notes (5.1.4), Ubuntu since 22.04.
    package var defaultsToYescrypt: Bool { isAtLeast(debian: 11, ubuntu: "22.04") }

    /// What configures the network when nobody asks for something else; Ubuntu changed with 17.10.
    package var defaultRenderer: GuestTraits.Renderer {
        family == .ubuntu && number >= ReleaseNumber("17.10") ? .netplan : .ifupdown
    }

    /// The package that always depends on the newest kernel, for a Debian architecture; nil where none is known.
    package func kernelPackage(architecture: String) -> String? {
        if family == .ubuntu {
            return ["amd64", "arm64", "armhf", "i386", "riscv64"].contains(architecture) ? "linux-image-virtual" : nil
        }
        return switch architecture {
        // PAE by name since wheezy; trixie has no kernel for i386 any more (release notes of Debian 13, 5.1.1).
        case "i386" where number >= ReleaseNumber([13]): nil
        case "i386": number >= ReleaseNumber([7]) ? "linux-image-686-pae" : "linux-image-686"
        case "armhf": "linux-image-armmp"
        case "amd64", "arm64", "riscv64": "linux-image-\(architecture)"
        case "ppc64el": "linux-image-powerpc64le"
        default: nil
        }
    }

    /// Features of ext4 that the release's kernel cannot mount or its e2fsck refuses to check, for `mke2fs -O`.
    ///
    /// Both count: a root that its own e2fsck does not know stops the boot. From ext4(5) and e2fsprogs' release notes:
    /// metadata_csum came with kernel 3.6 and e2fsck 1.43, metadata_csum_seed with 4.4 and 1.43, orphan_file with 5.15
    /// and 1.47; 64bit with e2fsck 1.42, and is trusted from 1.42.9 on. Debian 8 has 3.16 and 1.42.12, Debian 11 has
    /// 5.10 and 1.46; Ubuntu 14.04 has 3.13 and 1.42.9, 16.04 has 4.4 and 1.42.13, 22.10 has 1.46.6, 23.04 has 1.47.0.
    package var filesystemFeatures: FilesystemFeatures {
        var features: [FilesystemFeatures.Feature] = []
        if !isAtLeast(debian: 8, ubuntu: "14.04") { features.append(.large) }
        if !isAtLeast(debian: 9, ubuntu: "16.10") { features += [.checksums, .checksumSeed] }
        if !isAtLeast(debian: 12, ubuntu: "23.04") { features.append(.orphanFile) }
        return FilesystemFeatures(unsupported: features)
    }

    /// Its base wants `usrmerge | usr-is-merged` (init-system-helpers 1.65) and does not bring the links itself (base-files
    /// from 13 on): a bootstrap by apt alone takes the former, with all of perl, and moves the files afterwards.
    package var wantsMergedUsrFirst: Bool { family == .debian && number == ReleaseNumber([12]) }

    /// systemd-resolved is a package of its own: since Debian 12 and Ubuntu 23.04; before, systemd brought it.
    package var hasResolvedPackage: Bool { isAtLeast(debian: 12, ubuntu: "23.04") }

    /// The DHCP client for ifupdown: ISC's left Debian with forky. ifupdown has preferred dhcpcd since 0.8.44, which trixie
    /// and Ubuntu 25.04 have.
    package var dhcpClient: String { isAtLeast(debian: 14, ubuntu: "25.04") ? "dhcpcd-base" : "isc-dhcp-client" }

    private func isAtLeast(debian: Int, ubuntu: String) -> Bool {
        number >= (family == .ubuntu ? ReleaseNumber(ubuntu) : ReleaseNumber([debian]))
    }
}
