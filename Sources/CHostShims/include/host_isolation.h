#ifndef HOST_ISOLATION_H
#define HOST_ISOLATION_H

/* Moves the rest of the program into a mount, PID and UTS namespace of its own.
 *
 * Must be called while the process has one thread. It forks: the caller goes on as PID 1 of the new PID namespace, so
 * that every process it will ever start dies with it, and with them every mount. The original process stays behind as
 * a guardian that only passes signals on, waits and exits with the same status; if the guardian dies, the kernel kills
 * the other side.
 *
 * map_ids: nonzero for an unprivileged user: a user namespace is made too, in which the caller is uid 0 and the user's
 * subordinate ids (subuid(5), subgid(5)) are mapped by newuidmap(1) and newgidmap(1). The ranges are given.
 *
 * afterwards: a program with its arguments that takes the guardian's place once the run has ended with status 0; NULL
 * for none.
 *
 * Returns 0 in the isolated process; -errno where it was not possible (the original process then goes on alone). */
struct hs_id_range {
    unsigned int outside_uid, outside_gid;    /* the user's own ids, which become 0 */
    unsigned int first_subuid, subuid_count;  /* these become 1, 2, ... */
    unsigned int first_subgid, subgid_count;
};

int hs_isolate(const struct hs_id_range *map_ids, const char *host_name, char *const afterwards[]);

/* A descriptor of the host's /proc from before the isolation; -1 where /proc itself is still the host's. */
int hs_host_proc(void);

/* Kills every other process of our PID namespace and waits for them. Only for PID 1; -EPERM elsewhere. */
int hs_kill_all_others(void);

/* Mounts for programs inside a root: procfs, a read-only sysfs and a small /dev (null, zero, full, random, urandom,
 * tty, console, pts, shm, fd links). The mount points are opened with openat2(RESOLVE_IN_ROOT), so that a link in the
 * root cannot lead outside. `own_devices` nonzero: bind the host's nodes instead of making nodes (user namespaces). */
int hs_mount_for_programs(const char *root, int own_devices);

/* Mounts an image, by a loop device that clears itself, or a block device on a directory. `read_only` nonzero: the image
 * is not written to either. */
int hs_mount_image(const char *image, const char *type, const char *directory, int read_only);

/* Unmounts one mount point; -EBUSY while somebody uses it, -EINVAL where nothing is mounted. */
int hs_unmount(const char *path);

#endif
