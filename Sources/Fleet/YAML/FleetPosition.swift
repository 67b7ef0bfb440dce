import Model
import Provision

/// A place in a fleet file, as editors name it.
package struct FleetPosition: Hashable, Sendable {
    /// The file's path, as it was given.
    package let file: String
    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars.
    package let column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// Where the settings of this place come from.
    package var origin: SettingOrigin { .document(path: file, line: line, column: column) }

    /// A refusal of what stands here.
    func refusal(_ message: String, hint: String? = nil) -> ProvisionError {
        ProvisionError(.badInput, "\(self): \(message)", hint: hint)
    }
}

extension FleetPosition: CustomStringConvertible {
    package var description: String { "\(file.printable):\(line):\(column)" }
}

/// Something with the place where it was said.
package struct Located<Value: Hashable & Sendable>: Hashable, Sendable {
    package let value: Value
    package let position: FleetPosition

    package init(_ value: Value, _ position: FleetPosition) {
        self.value = value
        self.position = position
    }
}
