import Glibc
import KernelExtraction

let arguments = CommandLine.arguments
// The worker is this program again; see WorkerProcess.
if arguments.dropFirst() == [WorkerMain.marker] { WorkerMain.run() }
exit(ExtractProgram(name: arguments.first ?? "xen-extract-kernel").run(Array(arguments.dropFirst())))
