#include "extract_shims.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the system call filter knows x86-64 and AArch64 only"
#endif

/* The low half of an argument: all that is looked at are descriptors and flags. */
#define ARGUMENT(n) (offsetof(struct seccomp_data, args) + 8 * (n))
#define LOAD(offset) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (offset))
#define IF_EQUAL(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), (yes), (no))
#define IF_ANY(bits, yes, no) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), (yes), (no))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define KILL BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)

#define ALLOW_CALL(name) IF_EQUAL(__NR_##name, 0, 1), ALLOW
/* The disk may be read and nothing else. */
#define ALLOW_ON_DISK(name) IF_EQUAL(__NR_##name, 0, 4), LOAD(ARGUMENT(0)), IF_EQUAL(XK_DISK, 0, 1), ALLOW, KILL

int xk_filter(const char **layer)
{
    struct sock_filter program[] = {
        LOAD(offsetof(struct seccomp_data, arch)),
        IF_EQUAL(ARCHITECTURE, 1, 0),
        KILL,
        LOAD(offsetof(struct seccomp_data, nr)),
        ALLOW_ON_DISK(pread64),
        ALLOW_ON_DISK(lseek),
        /* Writing is for the three outputs. */
        IF_EQUAL(__NR_write, 0, 6),
        LOAD(ARGUMENT(0)),
        IF_EQUAL(XK_REPLY, 2, 0),
        IF_EQUAL(XK_KERNEL, 1, 0),
        IF_EQUAL(XK_RAMDISK, 0, 1),
        ALLOW,
        KILL,
        /* Memory is anonymous and never executable. */
        IF_EQUAL(__NR_mmap, 0, 6),
        LOAD(ARGUMENT(2)),
        IF_ANY(PROT_EXEC, 3, 0),
        LOAD(ARGUMENT(3)),
        IF_ANY(MAP_ANONYMOUS, 0, 1),
        ALLOW,
        KILL,
        ALLOW_CALL(munmap),
        ALLOW_CALL(mremap),
        ALLOW_CALL(madvise),
        ALLOW_CALL(brk),
        ALLOW_CALL(futex),
        ALLOW_CALL(rt_sigreturn),
        ALLOW_CALL(rt_sigprocmask),
        ALLOW_CALL(clock_gettime),
        ALLOW_CALL(getrandom),
        ALLOW_CALL(getpid),
        ALLOW_CALL(exit),
        ALLOW_CALL(exit_group),
        KILL,
    };
    struct sock_fprog filter = {sizeof program / sizeof *program, program};
    *layer = "seccomp";
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) ? -errno : 0;
}
