import Glibc
import Model

/// Removes a directory and all in it, by descriptors: a link is removed and never followed, another file system that
/// is mounted inside is an error and stays as it is.
struct TreeRemover {
    func remove(_ path: String) throws(ProvisionError) {
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard directory >= 0 else {
            if errno == ENOENT { return }
            throw .system("removing \(path)", errno: errno)
        }
        var facts = stat()
        guard fstat(directory, &facts) == 0 else {
            let number = errno
            close(directory)
            throw .system("looking at \(path)", errno: number)
        }
        try empty(directory, path, device: facts.st_dev)
        guard rmdir(path) == 0 || errno == ENOENT else { throw .system("removing \(path)", errno: errno) }
    }

    /// Takes over the descriptor and closes it.
    private func empty(_ descriptor: Int32, _ path: String, device: dev_t) throws(ProvisionError) {
        guard let directory = fdopendir(descriptor) else {
            let number = errno
            close(descriptor)
            throw .system("listing \(path)", errno: number)
        }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let isDirectoryOrUnknown = [UInt8(DT_DIR), UInt8(DT_UNKNOWN)].contains(entry.pointee.d_type)
            try withUnsafePointer(to: &entry.pointee.d_name) { (pointer) throws(ProvisionError) in
                let name = UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self)
                if strcmp(name, ".") == 0 || strcmp(name, "..") == 0 { return }
                try remove(name, at: descriptor, in: path, isDirectoryOrUnknown, device)
            }
        }
    }

    private func remove(
        _ name: UnsafePointer<CChar>, at parent: Int32, in path: String, _ isDirectoryOrUnknown: Bool, _ device: dev_t
    ) throws(ProvisionError) {
        if isDirectoryOrUnknown {
            let child = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            if child >= 0 {
                let childPath = path + "/" + String(cString: name)
                var facts = stat()
                guard fstat(child, &facts) == 0, facts.st_dev == device else {
                    close(child)
                    throw ProvisionError(
                        .failed, "another file system is mounted on \(childPath)", hint: "unmount it first")
                }
                try empty(child, childPath, device: device)
                guard unlinkat(parent, name, AT_REMOVEDIR) == 0 else {
                    throw .system("removing \(childPath)", errno: errno)
                }
                return
            }
        }
        guard unlinkat(parent, name, 0) == 0 || errno == ENOENT else {
            throw .system("removing \(path)/\(String(cString: name))", errno: errno)
        }
    }
}
