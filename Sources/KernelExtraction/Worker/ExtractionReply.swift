/// What the worker says about a disk. The parent believes none of it that it can check.
package struct ExtractionReply: Equatable, Sendable {
    /// An entry as a menu shows it.
    package struct Choice: Equatable, Sendable {
        package let title: [UInt8]
        package let isUsable: Bool

        package init(title: [UInt8], isUsable: Bool) {
            self.title = title
            self.isUsable = isUsable
        }
    }

    /// Bytes written to the kernel's file.
    package var kernelSize: UInt64 = 0
    /// Bytes written to the RAM disk's file; nil where there is none.
    package var ramdiskSize: UInt64?
    /// The kernel's command line.
    package var arguments: [UInt8] = []
    /// How the kernel can boot; nil where nobody looked.
    package var modes: [BootMode]?
    /// The menu as text or JSON.
    package var listing: [UInt8] = []
    package var choices: [Choice] = []
    /// The index among ``choices`` of the one that boots by itself.
    package var defaultChoice: Int?
    /// One sentence each.
    package var warnings: [String] = []
    /// Why nothing could be done; nil when it was.
    package var failure: ExtractionError?

    package init() {}

    /// The answer that there is none.
    package init(_ failure: ExtractionError) { self.failure = failure }
}
