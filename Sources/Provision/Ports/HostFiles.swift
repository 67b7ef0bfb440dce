import Model

/// Which file a path meant when it was looked at: proof that what undo finds later is what this run made.
package struct FileIdentity: Hashable, Codable, Sendable {
    package let device: UInt64
    package let inode: UInt64
    /// When it was made, in nanoseconds since 1970, for the number of an inode is used again at once; 0 where the file
    /// system does not know.
    package let born: Int64

    package init(device: UInt64, inode: UInt64, born: Int64 = 0) {
        self.device = device
        self.inode = inode
        self.born = born
    }
}

/// What kind of thing a path names; links are not followed.
package enum FileKind: String, Codable, Sendable { case file, directory, link, other }

/// Files of the host, outside any guest's root. Every call is durable when it returns, unless it says otherwise.
package protocol HostFiles {
    /// Kind and identity, without following a link at the end; nil where nothing is.
    func look(at path: String) throws(ProvisionError) -> (kind: FileKind, identity: FileIdentity)?
    /// The content as UTF-8; nil where no file is.
    func read(_ path: String) throws(ProvisionError) -> String?
    /// The content as it is; nil where no file is.
    func readBytes(_ path: String) throws(ProvisionError) -> [UInt8]?
    /// Names in a directory, sorted; empty where there is none.
    func names(in path: String) throws(ProvisionError) -> [String]
    /// Makes one directory. `.exists` when the name is taken.
    func makeDirectory(_ path: String, mode: UInt16) throws(ProvisionError)
    /// Makes a file that was not there, with this content. `.exists` when the name is taken.
    func create(_ path: String, content: String, mode: UInt16) throws(ProvisionError)
    /// Makes a symbolic link. `.exists` when the name is taken.
    func link(_ path: String, to target: String) throws(ProvisionError)
    /// Makes an image file of this many bytes that was not there; `sparse` leaves it without blocks.
    func createImage(_ path: String, size: ByteSize, sparse: Bool) throws(ProvisionError)
    /// Gives every byte of an image its block; what is in it stays. Programs that make file systems discard them.
    func allocate(_ path: String) throws(ProvisionError)
    /// Puts new content in the place of an existing file in one step, keeping its mode and owner.
    func replace(_ path: String, content: String) throws(ProvisionError)
    /// Changes a text file that others have a say in too, such as /etc/hosts: no other run of ours changes it meanwhile, and
    /// what an edit with the same tag left when it was cut off is removed.
    ///
    /// - Returns: whether it changed; false where no file is.
    func edit(_ path: String, tag: String, _ change: (String) -> String) throws(ProvisionError) -> Bool
    /// Renames, and fails with `.exists` instead of replacing anything.
    func move(_ path: String, to target: String) throws(ProvisionError)
    /// Removes a file or link; nothing happens where there is none.
    func removeFile(_ path: String) throws(ProvisionError)
    /// Removes an empty directory; nothing happens where there is none.
    func removeDirectory(_ path: String) throws(ProvisionError)
    /// Removes a directory and all in it, without following links or leaving its file system.
    func removeTree(_ path: String) throws(ProvisionError)
    /// Copies the bytes of one file into another at an offset in bytes; holes stay holes.
    func splice(_ source: String, into target: String, at offset: UInt64) throws(ProvisionError)
    /// Waits until a file's content is on its disk.
    func sync(_ path: String) throws(ProvisionError)
    /// A sum over an image's content and its length: what a copy of it is checked against.
    ///
    /// It finds what a disk or a half-written file does to an image, and is no proof against somebody who can write it.
    func digest(_ path: String) throws(ProvisionError) -> String
    /// Gives everything in a directory, itself included, that was written to after a time that time, in seconds since
    /// 1970. Links are not followed, other file systems not entered.
    func clampTimes(below directory: String, to epoch: Int64) throws(ProvisionError)
    /// Copies an image of whole blocks over an empty one, without its holes; sharing its blocks where the file system can.
    ///
    /// - Returns: the source's digest; nil where blocks are shared and nothing was read.
    func copyImage(_ source: String, into target: String) throws(ProvisionError) -> String?
    /// What changes whenever a file does, and when this host has started: as long as it is the same, a file that was
    /// read once needs no second look.
    func changeMark(of path: String) throws(ProvisionError) -> String
    /// Free bytes for us on the file system of this directory.
    func freeSpace(at path: String) throws(ProvisionError) -> ByteSize
}
