import ArgumentParser

/// `create` under xen-tools' name, with help and completion of its own.
struct CreateImageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "xen-create-image", abstract: CreateCommand.configuration.abstract,
        discussion: CreateCommand.configuration.discussion, version: Composition.version)

    @OptionGroup var command: CreateCommand

    mutating func run() throws { try command.run() }
}

/// `delete` under xen-tools' name.
struct DeleteImageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "xen-delete-image", abstract: DeleteCommand.configuration.abstract,
        discussion: DeleteCommand.configuration.discussion, version: Composition.version)

    @OptionGroup var command: DeleteCommand

    mutating func run() throws { try command.run() }
}

/// `list` under xen-tools' name.
struct ListImagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "xen-list-images", abstract: ListCommand.configuration.abstract, version: Composition.version)

    @OptionGroup var command: ListCommand

    mutating func run() throws { try command.run() }
}
