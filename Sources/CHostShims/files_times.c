#define _GNU_SOURCE
#include "host_files.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <sys/stat.h>

int hs_clamp_times(const char *directory, int64_t epoch)
{
    char *paths[] = {(char *)directory, NULL};
    FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_XDEV | FTS_NOCHDIR, NULL);
    if (!tree)
        return -errno;
    int rc = 0;
    FTSENT *entry;
    while (rc == 0 && (errno = 0, entry = fts_read(tree))) {
        /* A directory's turn comes when it has been read, which changes when it was read last. */
        if (entry->fts_info == FTS_D)
            continue;
        if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR || entry->fts_info == FTS_NS) {
            rc = -entry->fts_errno;
            break;
        }
        const struct stat *facts = entry->fts_statp;
        int is_later = facts->st_mtim.tv_sec >= epoch;
        struct timespec times[2] = {{.tv_sec = (time_t)epoch}, facts->st_mtim};
        if (is_later)
            times[1] = times[0];
        if (utimensat(AT_FDCWD, entry->fts_path, times, AT_SYMLINK_NOFOLLOW) != 0)
            rc = -errno;
    }
    if (rc == 0 && errno != 0)
        rc = -errno;
    fts_close(tree);
    return rc;
}
