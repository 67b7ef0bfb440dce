// swift-tools-version:6.2
import PackageDescription

/// Every target of ours: warnings are errors, and members come only from modules that the file imports.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// Xen's version as libxen-dev has it; Debian 12's where the Makefile does not say.
let xen = Context.environment["XEN_VERSION"] ?? "4.17"

let package = Package(
    name: "xen-provision",
    products: [
        .executable(name: "xen-provision", targets: ["ProvisionCLI"]),
        .executable(name: "lvm-control", targets: ["LVMControlCLI"]),
        // One for each Xen that it is built against, whose version it says itself too.
        .executable(name: "xen-control-\(xen)", targets: ["XenControlCLI"]),
        .executable(name: "xen-extract-kernel", targets: ["ExtractKernelCLI"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // C libraries of the host, bound by module maps.
        .systemLibrary(name: "CBlkid", pkgConfig: "blkid", providers: [.apt(["libblkid-dev"])]),
        .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),
        .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CXLUtil", providers: [.apt(["libxen-dev"])]),
        .systemLibrary(name: "CLVM", providers: [.apt(["liblvm2-dev"])]),
        .systemLibrary(
            name: "CCodecs", providers: [.apt(["zlib1g-dev", "liblzma-dev", "libbz2-dev", "libzstd-dev"])]),

        // Thin C over what Swift cannot reach.
        .target(name: "CHostShims", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
        .target(
            name: "CXenBridge",
            cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])],
            linkerSettings: ["xenctrl", "xenguest", "xenstore", "xentoollog"].map { .linkedLibrary($0) }
        ),

        // The domain, pure or orchestrating.
        .target(name: "Model", swiftSettings: strict),
        .target(name: "Distros", dependencies: ["Model"], swiftSettings: strict),
        .target(name: "Provision", dependencies: ["Model", "Distros"], swiftSettings: strict),
        .target(
            name: "Fleet", dependencies: ["Provision", "Model", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),

        // Kernel extraction: everything that it reads is hostile, so it is memory-safe, small, and free of Foundation.
        .target(name: "CExtractShims", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
        .target(name: "KernelExtraction", dependencies: ["CExtractShims", "CCodecs"], swiftSettings: strict),
        .executableTarget(name: "ExtractKernelCLI", dependencies: ["KernelExtraction"], swiftSettings: strict),

        // Adapters and the command line.
        .target(
            name: "Templates",
            dependencies: ["Model", .product(name: "Mustache", package: "swift-mustache")],
            path: "Templates",
            resources: [.embedInCode("text")],
            swiftSettings: strict
        ),
        .target(
            name: "HostLinux",
            dependencies: ["Provision", "Model", "CHostShims", "CBlkid", "CCrypt", "CArchive"],
            swiftSettings: strict
        ),
        .target(
            name: "Commands",
            dependencies: [
                "Fleet", "Provision", "Distros", "HostLinux", "Templates", "Model",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        .target(name: "XenControl", dependencies: ["Model", "CXenBridge", "CHostShims"], swiftSettings: strict),
        .executableTarget(name: "XenControlCLI", dependencies: ["XenControl"], swiftSettings: strict),
        .executableTarget(name: "ProvisionCLI", dependencies: ["Commands"], swiftSettings: strict),

        // The helper for LVM: the only part that needs liblvm2cmd.
        .target(name: "LVMControl", dependencies: ["Model", "CLVM"], swiftSettings: strict),
        .executableTarget(name: "LVMControlCLI", dependencies: ["LVMControl"], swiftSettings: strict),

        // Tests mirror every target.
        .target(name: "TestSupport", dependencies: ["Provision", "Model", "CXLUtil"], swiftSettings: strict),
        .testTarget(
            name: "ModelTests", dependencies: ["Model", "TestSupport"], exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "TemplatesTests", dependencies: ["Templates", "Model"], swiftSettings: strict),
        .testTarget(
            name: "DistrosTests",
            dependencies: ["Distros", "Model", "Templates", "TestSupport"],
            exclude: ["Fixtures"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ProvisionTests", dependencies: ["Provision", "Distros", "Model", "TestSupport"],
            exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "LVMControlTests",
            dependencies: ["LVMControl", "LVMControlCLI", "HostLinux", "Provision", "Model", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "FleetTests", dependencies: ["Fleet", "Provision", "Model", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "HostLinuxTests", dependencies: ["HostLinux", "Provision", "Model", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "XenControlTests", dependencies: ["XenControl", "Model"], exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            // The programs themselves are what is tested: naming them makes sure that they are built first.
            dependencies: ["ProvisionCLI", "LVMControlCLI", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "KernelExtractionTests",
            dependencies: [
                "KernelExtraction", "ExtractKernelCLI", "ExtractWorkerProbe", "FuzzTargets", "XenGuestOracle",
            ],
            swiftSettings: strict
        ),
        // A worker in the hands of an attacker, for those tests.
        .target(name: "CWorkerProbe", path: "Tests/CWorkerProbe"),
        .executableTarget(
            name: "ExtractWorkerProbe", dependencies: ["KernelExtraction", "CWorkerProbe"],
            path: "Tests/ExtractWorkerProbe", swiftSettings: strict),
        // What the fuzzer calls (Tests/Fuzz/build.sh), for a short run of the same with every test.
        .target(
            name: "FuzzTargets", dependencies: ["KernelExtraction"], path: "Tests/Fuzz/Targets", swiftSettings: strict),
        // Xen's own domain builder without Xen, to be asked whether it takes a kernel.
        .executableTarget(
            name: "XenGuestOracle", path: "Tests/XenGuestOracle",
            linkerSettings: [.linkedLibrary("xenguest"), .linkedLibrary("xenctrl")]),
        .testTarget(
            name: "CommandsTests",
            dependencies: [
                "Commands", "Fleet", "Provision", "HostLinux", "Templates", "Distros", "Model", "TestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["Fixtures"],
            swiftSettings: strict
        ),
    ]
)
