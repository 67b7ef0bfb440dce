#define _GNU_SOURCE
#include "host_files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

const int HS_O_PATH = O_PATH;

int hs_open_in_root(int root, const char *path, int flags)
{
    struct open_how how = {
        .flags = (unsigned long long)(flags | O_CLOEXEC),
        .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
    };
    /* The kernel answers EAGAIN where a rename or mount elsewhere raced with `..`; that is never for long. */
    for (int attempt = 0; attempt < 1000; attempt++) {
        long descriptor = syscall(SYS_openat2, root, path, &how, sizeof how);
        if (descriptor >= 0)
            return (int)descriptor;
        if (errno != EAGAIN && errno != EINTR)
            return -errno;
    }
    return -EAGAIN;
}

int hs_own_working_directory(void)
{
    return unshare(CLONE_FS) == 0 ? 0 : -errno;
}
