import Testing

/// Everything that find(1) can say about a tree: names, kinds, modes, owners, sizes, times, link targets, and contents.
func snapshot(_ path: String) throws -> String {
    try Tool.run(
        "sh", "-c",
        "cd '\(path)' && find . -printf '%p %y %m %U %G %s %C@ %l\\n' | sort && find . -type f -exec cksum {} + | sort")
}
