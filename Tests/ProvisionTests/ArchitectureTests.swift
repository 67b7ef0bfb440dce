import Foundation
import Testing

@Suite("The arrows between modules")
struct ArchitectureTests {
    /// What every target of ours may import of ours and of C, by its folder.
    private static let allowed: [String: Set<String>] = [
        // inet_pton(3) knows every spelling of an address.
        "Sources/Model": ["Glibc"],
        "Sources/Distros": ["Model"],
        "Sources/Provision": ["Model", "Distros"],
        "Sources/KernelExtraction": ["CExtractShims", "CCodecs"],
        "Sources/ExtractKernelCLI": ["KernelExtraction"],
        "Sources/Fleet": ["Model", "Provision", "Yams"],
        "Sources/HostLinux": ["Model", "Provision", "Distros", "CHostShims", "CBlkid", "CCrypt", "CArchive"],
        "Sources/Commands": ["Model", "Provision", "Fleet", "Distros", "HostLinux", "Templates", "ArgumentParser"],
        "Sources/ProvisionCLI": ["Commands"],
        "Sources/LVMControl": ["Model", "CLVM"],
        "Sources/LVMControlCLI": ["LVMControl"],
        "Sources/XenControl": ["Model", "CXenBridge", "CHostShims"],
        "Sources/XenControlCLI": ["XenControl"],
        "Sources/TestSupport": ["Model", "Provision", "CXLUtil"],
        "Templates": ["Model", "Mustache"],
    ]

    /// What Swift brings; pure targets get less.
    private static let system: Set<String> = ["Glibc", "FoundationEssentials", "Foundation", "Synchronization"]
    private static let pure: Set<String> = ["FoundationEssentials"]
    private static let pureFolders: Set<String> = [
        "Sources/Model", "Sources/Distros", "Sources/Provision", "Sources/Fleet",
    ]
    /// What reads a hostile disk is small: Foundation would make it ten times as large.
    private static let smallFolders: Set<String> = ["Sources/KernelExtraction", "Sources/ExtractKernelCLI"]

    private static func systemModules(for folder: String) -> Set<String> {
        if pureFolders.contains(folder) { return pure }
        return smallFolders.contains(folder) ? ["Glibc"] : system
    }

    private static var root: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }

    @Test("hold in every source file", arguments: allowed.keys.sorted())
    func imports(folder: String) throws {
        let known = try #require(Self.allowed[folder])
        let permitted = known.union(Self.systemModules(for: folder))
        let files = try #require(FileManager.default.enumerator(atPath: Self.root.path + "/" + folder))
        var count = 0
        for case let name as String in files where name.hasSuffix(".swift") {
            count += 1
            let text = try String(contentsOfFile: "\(Self.root.path)/\(folder)/\(name)", encoding: .utf8)
            let stray = Self.imports(of: text).subtracting(permitted)
            #expect(stray == [], "\(folder)/\(name)")
        }
        #expect(count > 0)
    }

    @Test("are drawn for every target with Swift sources")
    func complete() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.root.path + "/Sources") {
            let files = FileManager.default.enumerator(atPath: "\(Self.root.path)/Sources/\(name)")
            let isSwift = files?.contains { ($0 as? String)?.hasSuffix(".swift") == true } ?? false
            if isSwift { #expect(Self.allowed["Sources/" + name] != nil, "\(name)") }
        }
    }

    @Test("are read from plain, scoped and attributed imports alike")
    func reader() {
        let text = "@testable import Model\nimport struct Glibc.stat\npackage import Distros\n// import Foundation\n"
        #expect(Self.imports(of: text) == ["Model", "Glibc", "Distros"])
    }

    private static func imports(of text: String) -> Set<String> {
        var found: Set<String> = []
        for line in text.split(separator: "\n") where !line.hasPrefix("//") {
            var words = line.split(separator: " ").map(String.init)
            while let first = words.first, first.hasPrefix("@") || ["package", "internal", "private"].contains(first) {
                words.removeFirst()
            }
            guard words.first == "import", words.count > 1 else { continue }
            let kinds = ["struct", "class", "enum", "func", "protocol", "var", "let", "typealias"]
            let module = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
            found.insert(module.split(separator: ".").first.map(String.init) ?? module)
        }
        return found
    }
}
