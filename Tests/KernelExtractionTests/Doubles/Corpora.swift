import Foundation

/// Data of other projects that tests may read where it lies beside this one: `shared/corpora` in a folder above.
enum Corpora {
    /// The files of a corpus by name; empty where the corpus is missing.
    static func files(_ corpus: String) -> [String: [UInt8]] {
        guard let folder = folder(corpus) else { return [:] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let files = names.compactMap { name in
            (try? Data(contentsOf: folder.appendingPathComponent(name))).map { (name, Array($0)) }
        }
        return Dictionary(uniqueKeysWithValues: files)
    }

    /// Whether a corpus is there.
    static func has(_ corpus: String) -> Bool { folder(corpus) != nil }

    private static func folder(_ corpus: String) -> URL? {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let candidate = folder.appendingPathComponent("shared/corpora/\(corpus)")
            if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
        }
        return nil
    }
}
