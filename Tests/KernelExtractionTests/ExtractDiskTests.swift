import Foundation
import KernelExtraction
import Testing

/// A way to lay a guest's disk out.
struct DiskLayout: CustomStringConvertible, Sendable {
    let description: String
    let tools: [String]
    let make: @Sendable (ImageLab) throws -> Void

    static let all = [
        DiskLayout(description: "ext2 with small blocks", tools: ["mke2fs"]) { lab in
            try lab.run("mke2fs", ["-q", "-F", "-t", "ext2", "-b", "1024", "-d", "root", "disk.img", "16m"])
        },
        DiskLayout(description: "ext4 in a GPT's second partition", tools: ["mke2fs", "sfdisk"]) { lab in
            try lab.partitioned("label: gpt\nsize=2048\nstart=6144\n", at: 6144)
        },
        DiskLayout(description: "ext4 in a logical partition", tools: ["mke2fs", "sfdisk"]) { lab in
            try lab.partitioned("label: dos\nstart=2048, type=5\nstart=6144, type=83\n", at: 6144)
        },
        DiskLayout(description: "xfs", tools: ["mkfs.xfs"]) { lab in
            let folder = lab.folder.path
            let proto = """
                /none
                0 0
                d--755 0 0
                boot d--755 0 0
                grub d--755 0 0
                grub.cfg ---644 0 0 \(folder)/root/boot/grub/grub.cfg
                $
                vmlinuz ---644 0 0 \(folder)/root/boot/vmlinuz
                vmlinux ---644 0 0 \(folder)/root/boot/vmlinux
                initrd.img ---644 0 0 \(folder)/root/boot/initrd.img
                $
                $

                """
            try Data(proto.utf8).write(to: lab.folder.appending(path: "proto"))
            try lab.run("truncate", ["-s", "320M", "disk.img"])
            try lab.run("mkfs.xfs", ["-q", "-p", "proto", "disk.img"])
        },
        DiskLayout(description: "btrfs", tools: ["mkfs.btrfs"]) { lab in
            try lab.run("truncate", ["-s", "160M", "disk.img"])
            try lab.run("mkfs.btrfs", ["-q", "--rootdir", "root", "disk.img"])
        },
        DiskLayout(description: "vfat", tools: ["mkfs.fat", "mcopy"]) { lab in
            try lab.run("truncate", ["-s", "64M", "disk.img"])
            try lab.run("mkfs.fat", ["-F", "32", "disk.img"])
            try lab.run("mcopy", ["-i", "disk.img", "-s", "root/boot", "::"])
        },
        DiskLayout(description: "iso9660", tools: ["xorriso"]) { lab in
            try lab.run("xorriso", ["-as", "mkisofs", "-quiet", "-R", "-J", "-o", "disk.img", "root"])
        },
    ]
}

extension ImageLab {
    /// A disk with a table by `sfdisk` and an ext4 file system at a sector of it.
    fileprivate func partitioned(_ table: String, at sector: Int) throws {
        try run("truncate", ["-s", "32M", "disk.img"])
        try run("sfdisk", ["-q", "disk.img"], input: table)
        let options = ["-q", "-F", "-t", "ext4", "-d", "root", "-E", "offset=\(sector * 512)", "disk.img", "16m"]
        try run("mke2fs", options)
    }
}

@Suite("From a disk of any layout")
struct ExtractDiskTests {
    @Test("the sandboxed worker takes kernel and RAM disk", arguments: DiskLayout.all)
    func layouts(layout: DiskLayout) throws {
        guard layout.tools.allSatisfy({ ImageLab.has($0) }) else { return }
        let guest = try Guest.usual(make: layout.make)
        let outcome = try guest.run(["--output-directory=\(guest.output)", guest.image])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try guest.made("boot_kernel.").bytes == Guest.kernel.elf)
        #expect(try guest.made("boot_ramdisk.").bytes == Guest.ramdisk)
    }

    @Test("the sandboxed worker unpacks every compression", arguments: Packing.all)
    func compressions(packing: Packing) throws {
        let image = try Guest.kernel.bzImage(packing.tool, packing.arguments, trailer: packing.codec != .gzip)
        let guest = try Guest(["vmlinuz": image])
        let outcome = try guest.run([
            "--kernel=/boot/vmlinuz", "--type=pv", "--output-directory=\(guest.output)", guest.image,
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try guest.made("boot_kernel.").bytes == Guest.kernel.elf)
    }

    @Test("joins several RAM disks, each padded to four bytes")
    func ramdisks() throws {
        let menu = "menuentry 'x' {\n linux /boot/vmlinuz\n initrd /boot/microcode /boot/initrd\n}\n"
        let guest = try Guest([
            "grub/grub.cfg": Array(menu.utf8), "vmlinuz": Guest.kernel.elf, "microcode": [1, 2, 3, 4, 5],
            "initrd": [6, 7],
        ])
        #expect(try guest.run(["--output-directory=\(guest.output)", guest.image]).status == 0)
        #expect(try guest.made("boot_ramdisk.").bytes == [1, 2, 3, 4, 5, 0, 0, 0, 6, 7])
    }
}
