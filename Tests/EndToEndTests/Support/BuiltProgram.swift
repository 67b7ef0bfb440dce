import TestSupport

/// The program under test: built beside the bundle of these tests.
enum BuiltProgram {
    /// The environment variable that puts the whole host of a run below one directory.
    static let rootVariable = "XEN_PROVISION_ROOT"

    static let path = BuildDirectory.program("xen-provision")
}
