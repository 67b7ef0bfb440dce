import Glibc
import XenControl

exit(ControlProgram.main())
