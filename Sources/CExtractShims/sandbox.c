#define _GNU_SOURCE
#include "extract_shims.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <linux/securebits.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Newer than Debian 12's headers; the numbers are the kernel's interface. */
#define LANDLOCK_FS_ALL_OF(version) \
    ((version) >= 5 ? 0xffffULL : (version) >= 3 ? 0x7fffULL : (version) >= 2 ? 0x3fffULL : 0x1fffULL)
#define LANDLOCK_NET_ALL 0x3ULL
#define LANDLOCK_SCOPE_ALL 0x3ULL

static int namespaces(int root)
{
    int flags = CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
    return unshare(root ? flags : flags | CLONE_NEWUSER);
}

/* An empty file system that only this process sees and that goes with it, whenever it is killed. It hides a directory
 * that is surely there. */
static int empty_root(void)
{
    static const char place[] = "/proc";
    return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)
            || mount("none", place, "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=4k,nr_inodes=1,mode=555")
            || chdir(place) || chroot(".") || chdir("/")
        ? -1
        : 0;
}

/* What no process may ever get back; needs capabilities itself, so it comes before the change of user. */
static int bound_capabilities(void)
{
    for (int capability = 0; capability <= 63; capability++)
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) && errno != EINVAL)
            return -1;
    int bits = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED
        | SECBIT_KEEP_CAPS_LOCKED;
    return prctl(PR_SET_SECUREBITS, bits, 0, 0, 0);
}

static int drop_capabilities(void)
{
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2] = {{0, 0, 0}, {0, 0, 0}};
    return (int)syscall(SYS_capset, &header, none);
}

static int become(uid_t uid)
{
    return setgroups(0, NULL) || setresgid(uid, uid, uid) || setresuid(uid, uid, uid) ? -1 : 0;
}

static int landlock(void)
{
    struct {
        uint64_t files, network, scopes;
    } rules = {0, 0, 0};
    int version = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1)
        return -1;
    rules.files = LANDLOCK_FS_ALL_OF(version);
    if (version >= 4)
        rules.network = LANDLOCK_NET_ALL;
    if (version >= 6)
        rules.scopes = LANDLOCK_SCOPE_ALL;
    size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    int set = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
    if (set < 0)
        return -1;
    int result = (int)syscall(SYS_landlock_restrict_self, set, 0);
    close(set);
    return result;
}

/* Files: as much as the largest output may have, an initial RAM disk. */
static int limits(void)
{
    static const struct {
        int what;
        rlim_t value;
    } all[] = {
        {RLIMIT_AS, 1UL << 30}, {RLIMIT_FSIZE, 512UL << 20}, {RLIMIT_CPU, 60}, {RLIMIT_NOFILE, 0}, {RLIMIT_NPROC, 0},
        {RLIMIT_CORE, 0}, {RLIMIT_MEMLOCK, 0}, {RLIMIT_MSGQUEUE, 0},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct rlimit limit = {all[i].value, all[i].value}, old;
        if (getrlimit(all[i].what, &old))
            return -1;
        if (limit.rlim_max > old.rlim_max)
            limit.rlim_cur = limit.rlim_max = old.rlim_max;
        if (setrlimit(all[i].what, &limit))
            return -1;
    }
    return 0;
}

void xk_keep_memory(void)
{
    /* More than any piece, and less than what RLIMIT_AS would miss. */
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
    mallopt(M_TOP_PAD, 1 << 20);
}

/* No step may be reordered: each needs what the next ones take away. */
int xk_confine(uid_t uid, const char **layer)
{
    int root = geteuid() == 0;
    pid_t parent = getppid();
    *layer = "no_new_privs";
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return -errno;
    *layer = "namespaces";
    int apart = namespaces(root) == 0;
    if (root && !apart)
        return -errno;
    *layer = "an empty root directory";
    if (apart && empty_root() && root)
        return -errno;
    *layer = "capabilities";
    if (root && bound_capabilities())
        return -errno;
    *layer = "another user";
    if (root && become(uid))
        return -errno;
    *layer = "capabilities";
    if (drop_capabilities())
        return -errno;
    *layer = "the bond to the parent";
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0))
        return -errno;
    /* The parent may have gone before that bond. */
    if (getppid() != parent)
        return -ESRCH;
    *layer = "Landlock";
    if (landlock())
        return -errno;
    *layer = "resource limits";
    return limits() ? -errno : 0;
}
