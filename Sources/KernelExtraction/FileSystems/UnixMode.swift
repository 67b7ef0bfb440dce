/// The file type in an inode's mode (inode(7)).
enum UnixMode {
    private static let typeMask: UInt32 = 0o170000

    /// What a node with this mode is.
    static func kind(_ mode: UInt32) -> NodeKind {
        switch mode & typeMask {
        case 0o100000: .file
        case 0o040000: .directory
        case 0o120000: .link
        default: .other
        }
    }
}
