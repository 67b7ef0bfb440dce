#define _GNU_SOURCE
#include "host_files.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

int hs_random(void *bytes, size_t count)
{
    unsigned char *next = bytes;
    while (count > 0) {
        ssize_t filled = getrandom(next, count, 0);
        if (filled < 0) {
            if (errno == EINTR)
                continue;
            return -errno;
        }
        next += filled;
        count -= (size_t)filled;
    }
    return 0;
}

void hs_wipe(void *bytes, size_t count)
{
    explicit_bzero(bytes, count);
}
