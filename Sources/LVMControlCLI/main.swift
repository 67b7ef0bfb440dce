import Glibc
import LVMControl

exit(LVMControlProgram.run())
