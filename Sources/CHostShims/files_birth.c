#define _GNU_SOURCE
#include "host_files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

int hs_birth_time(const char *path, long long *nanoseconds) {
    struct statx facts;
    if (statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_BTIME, &facts) != 0) return -errno;
    *nanoseconds =
        facts.stx_mask & STATX_BTIME ? facts.stx_btime.tv_sec * 1000000000LL + facts.stx_btime.tv_nsec : 0;
    return 0;
}
