import Model

/// Takes kernel and ramdisk out of the guest's disk; they go when the work directory goes.
struct FetchKernel: Step {
    let config: XLConfig
    let program: String
    let directory: String

    let phase = "Kernel"
    var title: String { "fetch the kernel out of the guest's disk with \(program)" }

    func run(_ world: World) throws(ProvisionError) {
        let call = try BootLoaderCall(config, program: program, directory: directory)
        try world.files.create(call.answer, content: "", mode: 0o600)
        try world.runner.run(call.invocation)
        world.results.fetchedKernel = try call.fetched(world.files.readBytes(call.answer) ?? [])
    }
}

/// Makes a domain with all its devices, and leaves it at its first instruction until the run is committed.
struct StartDomain: Step {
    let config: XLConfig
    let defaults: StartDefaults
    let domain: MarkedDomain

    let phase = "Start"
    var title: String { "make the domain \(config.name?.printable ?? "") with the UUID \(domain.uuid)" }

    func undo(_ world: World) throws(ProvisionError) -> [UndoOperation] { [.removeDomain(domain)] }

    func run(_ world: World) throws(ProvisionError) {
        var defaults = defaults
        defaults.uuid = domain.uuid
        defaults.boot = world.results.fetchedKernel
        var request = try DomainRequest(config, defaults: defaults)
        request.mark = domain.mark
        request.startsPaused = true
        world.results.domid = try world.hypervisor.start(request)
    }
}
