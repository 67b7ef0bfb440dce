import Model

/// Makes a directory of the host that stays, unless it is there already.
struct MakeDirectory: Step {
    let path: String
    let mode: UInt16

    let phase = "Prepare"
    var title: String { "make the directory \(path)" }

    func undo(_ world: World) throws(ProvisionError) -> [UndoOperation] {
        try world.files.look(at: path) == nil ? [.removeEmptyDirectory(path: path)] : []
    }

    func run(_ world: World) throws(ProvisionError) {
        guard try world.files.look(at: path) == nil else { return }
        try world.files.makeDirectory(path, mode: mode)
    }
}

/// Makes a directory that belongs to this run alone; the run's name in its path proves it.
struct MakeWorkDirectory: Step {
    let path: String
    let mode: UInt16

    let phase = "Prepare"
    var title: String { "make the work directory \(path)" }

    func undo(_ world: World) throws(ProvisionError) -> [UndoOperation] {
        [.removeTree(path: path, identity: nil)]
    }

    func run(_ world: World) throws(ProvisionError) { try world.files.makeDirectory(path, mode: mode) }
}

/// Makes a directory inside the work directory; it goes when that goes.
struct MakeInnerDirectory: Step {
    let path: String
    let mode: UInt16

    let phase = "Prepare"
    var title: String { "make the directory \(path)" }

    func run(_ world: World) throws(ProvisionError) { try world.files.makeDirectory(path, mode: mode) }
}
