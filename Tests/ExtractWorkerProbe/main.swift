import KernelExtraction

HostileWorker.run()
