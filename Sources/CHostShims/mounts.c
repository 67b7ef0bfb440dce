#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "host_files.h"
#include "host_isolation.h"

/* Opens (and where needed makes) a directory inside the root, following links inside the root only. */
static int open_inside(int root, const char *path) {
    struct open_how how = {.flags = O_PATH | O_DIRECTORY | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS};
    long fd = syscall(SYS_openat2, root, path, &how, sizeof how);
    return fd < 0 ? -errno : (int)fd;
}

static int mount_at(int directory, const char *source, const char *type, unsigned long flags, const char *data) {
    char target[32];
    snprintf(target, sizeof target, "/proc/self/fd/%d", directory);
    return mount(source, target, type, flags, data) == 0 ? 0 : -errno;
}

static int mount_inside(int root, const char *path, const char *type, unsigned long flags, const char *data) {
    int directory = open_inside(root, path);
    if (directory < 0) return directory;
    int rc = mount_at(directory, type, type, flags, data);
    close(directory);
    return rc;
}

struct node {
    const char *name;
    unsigned major, minor;
};

static const struct node nodes[] = {{"null", 1, 3},   {"zero", 1, 5},    {"full", 1, 7},
                                    {"random", 1, 8}, {"urandom", 1, 9}, {"tty", 5, 0}};

static const char *const links[][2] = {{"fd", "/proc/self/fd"},
                                       {"stdin", "/proc/self/fd/0"},
                                       {"stdout", "/proc/self/fd/1"},
                                       {"stderr", "/proc/self/fd/2"},
                                       {"ptmx", "pts/ptmx"}};

static int make_node(int dev, const struct node *node, int own_devices) {
    if (!own_devices)
        return mknodat(dev, node->name, S_IFCHR | 0666, makedev(node->major, node->minor)) == 0 ? 0 : -errno;
    int file = openat(dev, node->name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (file < 0) return -errno;
    char source[32];
    snprintf(source, sizeof source, "/dev/%s", node->name);
    int rc = mount_at(file, source, NULL, MS_BIND, NULL);
    close(file);
    return rc;
}

static int fill_dev(int dev, int own_devices) {
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) {
        int rc = make_node(dev, &nodes[i], own_devices);
        if (rc != 0) return rc;
    }
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        if (symlinkat(links[i][1], dev, links[i][0]) != 0) return -errno;
    if (mkdirat(dev, "pts", 0755) != 0 || mkdirat(dev, "shm", 01777) != 0) return -errno;
    return 0;
}

static int mount_dev(int root, int own_devices) {
    int rc = mount_inside(root, "dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=755,size=1m");
    if (rc != 0) return rc;
    int dev = open_inside(root, "dev");
    if (dev < 0) return dev;
    /* A user namespace's tmpfs and root create with our umask; the modes of the nodes matter. */
    mode_t before = umask(0);
    rc = fill_dev(dev, own_devices);
    umask(before);
    if (rc == 0) rc = mount_inside(root, "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620");
    if (rc == 0) rc = mount_inside(root, "dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777,size=64m");
    close(dev);
    return rc;
}

int hs_mount_for_programs(const char *root_path, int own_devices) {
    int root = open(root_path, O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (root < 0) return -errno;
    int rc = mount_inside(root, "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    if (rc == 0) {
        rc = mount_inside(root, "sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, NULL);
        /* sysfs needs a network namespace of our own in a user namespace; programs get along without it. */
        if (rc == -EPERM) rc = 0;
    }
    if (rc == 0) rc = mount_dev(root, own_devices);
    close(root);
    return rc;
}

int hs_mount_image(const char *image_path, const char *type, const char *directory, int read_only) {
    unsigned long flags = MS_NOSUID | MS_NODEV | (read_only ? MS_RDONLY : 0);
    struct stat facts;
    /* Volumes' names are links that udev has made; a device needs no loop device in front of it. */
    if (stat(image_path, &facts) == 0 && S_ISBLK(facts.st_mode))
        return mount(image_path, directory, type, flags, NULL) == 0 ? 0 : -errno;
    int image = open(image_path, (read_only ? O_RDONLY : O_RDWR) | O_CLOEXEC | O_NOFOLLOW);
    if (image < 0) return -errno;
    int loop = hs_loop_attach(image, read_only, NULL);
    close(image);
    if (loop < 0) return loop;
    char path[64], link[32];
    snprintf(link, sizeof link, "/proc/self/fd/%d", loop);
    ssize_t length = readlink(link, path, sizeof path - 1);
    int rc = length < 0 ? -errno : 0;
    if (rc == 0) {
        path[length] = 0;
        if (mount(path, directory, type, flags, NULL) != 0) rc = -errno;
    }
    close(loop);  /* the mount holds it from here; without one it clears itself */
    return rc;
}

int hs_unmount(const char *path) { return umount2(path, UMOUNT_NOFOLLOW) == 0 ? 0 : -errno; }
