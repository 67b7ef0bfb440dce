import Distros
import Model

/// What a spec is made from: the settings, the facts of the host, and a source of fresh identifiers.
package struct SpecRequest {
    package let values: SettingValues
    package let facts: HostFacts
    package let paths: HostPaths
    /// Where relative paths of the command line start.
    package let workingDirectory: String
    /// The variables that the user's environment may set for role scripts; nothing else of it is passed on.
    package let randomUUID: () throws(ProvisionError) -> UUIDValue

    package init(
        values: SettingValues, facts: HostFacts, paths: HostPaths, workingDirectory: String,
        randomUUID: @escaping () throws(ProvisionError) -> UUIDValue
    ) {
        self.values = values
        self.facts = facts
        self.paths = paths
        self.workingDirectory = workingDirectory
        self.randomUUID = randomUUID
    }

    /// A path of the user, made absolute.
    func absolute(_ path: String) -> String { HostPath.absolute(path, from: workingDirectory) }

    /// A size from a setting, with the setting's name in the refusal.
    func size(_ setting: Setting) throws(ProvisionError) -> ByteSize? {
        guard let text = values.text(setting) else { return nil }
        return try naming(setting) { () throws(ProvisionError) in try ByteSize(parsing: text) }
    }

    /// A whole number within bounds.
    func number(_ setting: Setting, in range: ClosedRange<Int>) throws(ProvisionError) -> Int? {
        guard let text = values.text(setting) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw ProvisionError(
                .usage, "\(values.source(of: setting)): '\(text.printable)' is not a whole number that fits",
                hint: "use \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Runs a parser and puts the setting's source in front of its refusal.
    func naming<T>(_ setting: Setting, _ body: () throws(ProvisionError) -> T) throws(ProvisionError) -> T {
        do throws(ProvisionError) {
            return try body()
        } catch {
            throw error.during(values.source(of: setting))
        }
    }

    /// Refuses a path in the guest that a setting has made up, as wrong use of it.
    @discardableResult
    func checkGuestPath(_ path: String, of setting: Setting) throws(ProvisionError) -> GuestPath {
        do throws(ProvisionError) {
            return try GuestPath(path)
        } catch {
            throw ProvisionError(.usage, "\(values.source(of: setting)): \(error.message)", hint: error.hint)
        }
    }

    /// One of a setting's words.
    func choice(_ setting: Setting) throws(ProvisionError) -> String {
        guard case .choice(let words) = setting.kind, let text = values.text(setting) else { return "" }
        guard words.contains(text) else {
            throw ProvisionError(
                .usage, "\(values.source(of: setting)): '\(text.printable)' is none of its values",
                hint: "use \(words.joined(separator: ", "))")
        }
        return text
    }
}

/// Paths of the host as text.
package enum HostPath {
    /// The time zones.
    package static let zones = "/usr/share/zoneinfo"

    /// An absolute path without `.`, `..` and doubled slashes.
    package static func absolute(_ path: String, from directory: String) -> String {
        let whole = path.hasPrefix("/") ? path : directory + "/" + path
        var components: [Substring] = []
        for component in whole.split(separator: "/") where component != "." {
            if component == ".." { _ = components.popLast() } else { components.append(component) }
        }
        return "/" + components.joined(separator: "/")
    }

    /// An absolute path and all directories above it, the nearest first.
    package static func lineage(of path: String) -> [String] {
        let components = path.split(separator: "/")
        return (0...components.count).reversed().map { "/" + components.prefix($0).joined(separator: "/") }
    }
}
