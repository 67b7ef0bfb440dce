import Glibc
import KernelExtraction

// As a worker it is hostile; otherwise it is the program as it is, which starts this one as its worker.
let arguments = CommandLine.arguments.dropFirst()
if Array(arguments) == [WorkerMain.marker] { HostileWorker.run() }
exit(ExtractProgram(name: "xen-extract-kernel").run(Array(arguments)))
