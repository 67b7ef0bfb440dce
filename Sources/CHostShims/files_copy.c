#define _GNU_SOURCE
#include "host_files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static int64_t seek(int descriptor, int64_t offset, int whence)
{
    off_t found = lseek(descriptor, offset, whence);
    return found < 0 ? -errno : found;
}

int64_t hs_next_data(int descriptor, int64_t offset)
{
    return seek(descriptor, offset, SEEK_DATA);
}

int64_t hs_next_hole(int descriptor, int64_t offset)
{
    return seek(descriptor, offset, SEEK_HOLE);
}

int64_t hs_copy_range(int from, int64_t from_offset, int to, int64_t to_offset, size_t count)
{
    off_t in = from_offset, out = to_offset;
    ssize_t copied = copy_file_range(from, &in, to, &out, count, 0);
    return copied < 0 ? -errno : copied;
}

int hs_share_blocks(int from, int to)
{
    return ioctl(to, FICLONE, from) == 0 ? 0 : -errno;
}

int hs_punch_hole(int descriptor, int64_t offset, int64_t count)
{
    return fallocate(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, count) == 0 ? 0 : -errno;
}

int64_t hs_size(int descriptor)
{
    struct stat facts;
    uint64_t bytes;
    if (fstat(descriptor, &facts) != 0)
        return -errno;
    if (S_ISREG(facts.st_mode))
        return facts.st_size;
    if (!S_ISBLK(facts.st_mode))
        return -EINVAL;
    return ioctl(descriptor, BLKGETSIZE64, &bytes) == 0 ? (int64_t)bytes : -errno;
}
