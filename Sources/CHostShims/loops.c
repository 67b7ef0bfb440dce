#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "host_files.h"

int hs_loop_attach(int file, int read_only, const char *name) {
    int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
    if (control < 0) return -errno;
    int loop = -1, rc = -EBUSY;
    for (int attempt = 0; attempt < 16; attempt++) {
        int number = ioctl(control, LOOP_CTL_GET_FREE);
        if (number < 0) { rc = -errno; break; }
        char path[32];
        snprintf(path, sizeof path, "/dev/loop%d", number);
        loop = open(path, O_RDWR | O_CLOEXEC);
        if (loop < 0) { rc = -errno; break; }
        struct loop_config config = {.fd = (unsigned)file, .info.lo_flags = LO_FLAGS_AUTOCLEAR};
        if (read_only) config.info.lo_flags |= LO_FLAGS_READ_ONLY;
        if (name) snprintf((char *)config.info.lo_file_name, LO_NAME_SIZE, "%s", name);
        if (ioctl(loop, LOOP_CONFIGURE, &config) == 0) { rc = loop; break; }
        rc = -errno;
        close(loop);
        if (rc != -EBUSY) break;  /* somebody else took that number between the two calls */
    }
    close(control);
    return rc;
}

int hs_loop_keep(int loop) {
    struct loop_info64 info;
    if (ioctl(loop, LOOP_GET_STATUS64, &info) != 0) return -errno;
    info.lo_flags &= ~(unsigned)LO_FLAGS_AUTOCLEAR;
    return ioctl(loop, LOOP_SET_STATUS64, &info) == 0 ? 0 : -errno;
}

int hs_loop_detach(int loop) { return ioctl(loop, LOOP_CLR_FD) == 0 ? 0 : -errno; }
