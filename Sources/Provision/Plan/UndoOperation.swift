import Model

/// How to take one effect back: data that is on disk before the effect happens.
///
/// Each is idempotent, and each proves before it removes anything that the thing is ours: by an identity that was
/// seen, or by the run's random name in the path. What does not match is left alone.
package enum UndoOperation: Hashable, Codable, Sendable {
    /// Remove a directory and all in it. Without identity the path must hold the run's name.
    case removeTree(path: String, identity: FileIdentity?)
    /// Remove a file. Without identity the path must hold the run's name.
    case removeFile(path: String, identity: FileIdentity?)
    /// Remove a directory that we made, if it is empty.
    case removeEmptyDirectory(path: String)
    /// Remove this very line from a text file of the host.
    case removeLine(path: String, line: String)
    /// Remove the domain that this run made.
    case removeDomain(MarkedDomain)
    /// Not an undoing, but what is left to do once a start has been committed: let the domain go.
    case releaseDomain(MarkedDomain, staysPaused: Bool)
    /// Remove the volume of this name that has this run's tag.
    case removeVolume(VolumeRemoval)
    /// Take the signature off a device that the user named, if it is the one that this run has put there.
    case clearDevice(path: String, uuid: UUIDValue)
}

extension UndoOperation: CustomStringConvertible {
    package var description: String {
        switch self {
        case .removeTree(let path, _): "remove the directory \(path)"
        case .removeFile(let path, _): "remove \(path)"
        case .removeEmptyDirectory(let path): "remove the directory \(path) if it is empty"
        case .removeLine(let path, let line): "remove the line '\(line)' from \(path)"
        case .removeDomain(let domain): "remove the domain \(domain.uuid)"
        case .releaseDomain(let domain, _): "let the domain \(domain.uuid) go"
        case .removeVolume(let removal): "remove the volume \(removal.group)/\(removal.name) tagged \(removal.tag)"
        case .clearDevice(let path, _): "take this run's file system off \(path)"
        }
    }
}

/// The random name of one run: 16 hexadecimal digits, part of every temporary name that it makes.
package struct RunID: Hashable, Codable, Sendable {
    package let text: String

    /// - Parameter bytes: eight random bytes.
    package init(bytes: [UInt8]) {
        text = bytes.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    package init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension RunID: CustomStringConvertible {
    package var description: String { text }
}
