#define _GNU_SOURCE
#include "host_process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int hs_memory_file(const void *bytes, size_t count) {
    int fd = memfd_create("input", MFD_CLOEXEC);
    if (fd < 0) return -errno;
    const char *at = bytes;
    while (count > 0) {
        ssize_t written = write(fd, at, count);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            int rc = -errno;
            close(fd);
            return rc;
        }
        at += written;
        count -= (size_t)written;
    }
    lseek(fd, 0, SEEK_SET);
    return fd;
}

static void report_and_exit(int pipe_end) {
    int error = errno;
    ssize_t written = write(pipe_end, &error, sizeof error);
    (void)written;
    _exit(127);
}

#if defined(__x86_64__)
#define NATIVE_ABI AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ABI AUDIT_ARCH_AARCH64
#endif

#define ANSWER_AT_ONCE(call)                            \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1),  \
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO)

/* Calls of another ABI (a 32-bit guest's) pass as they are. Without the right to set a filter all of them do: the work
 * then only takes longer. */
static void disregard_sync(void) {
#ifdef NATIVE_ABI
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ABI, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        ANSWER_AT_ONCE(SYS_fsync),
        ANSWER_AT_ONCE(SYS_fdatasync),
        ANSWER_AT_ONCE(SYS_sync),
        ANSWER_AT_ONCE(SYS_syncfs),
        ANSWER_AT_ONCE(SYS_sync_file_range),
        ANSWER_AT_ONCE(SYS_msync),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#endif
}

enum manner { PLAIN, SCRATCH, TIED };

/* Who forks; for a child that must find out whether it is still there. */
static pid_t starter;

/* Between fork and exec: only async-signal-safe calls. */
static void become_program(const char *path, char *const argv[], char *const envp[], const char *root,
                           const char *directory, int input, int output, int error, int report, enum manner manner) {
    setsid();
    /* The parent has one thread: the signal comes when it is gone, however it went. */
    if (manner == TIED && (prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0) != 0 || getppid() != starter)) report_and_exit(report);
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (root && (chroot(root) != 0 || chdir("/") != 0)) report_and_exit(report);
    if (!root && chdir(directory ? directory : "/") != 0) report_and_exit(report);
    /* The three may be each other's numbers: lift them above 2 first, and the report pipe too. */
    int lifted[4] = {fcntl(input, F_DUPFD, 10), fcntl(output, F_DUPFD, 10), fcntl(error, F_DUPFD, 10),
                     fcntl(report, F_DUPFD_CLOEXEC, 10)};
    for (int i = 0; i < 4; i++)
        if (lifted[i] < 0) report_and_exit(report);
    for (int i = 0; i < 3; i++)
        if (dup2(lifted[i], i) < 0) report_and_exit(report);
    if (dup2(lifted[3], 3) < 0) _exit(127);
    fcntl(3, F_SETFD, FD_CLOEXEC);
    close_range(4, ~0U, 0);
    if (manner == SCRATCH) disregard_sync();
    execve(path, argv, envp);
    report_and_exit(3);
}

static pid_t start(const char *path, char *const argv[], char *const envp[], const char *root, const char *directory,
                   int input, int output, int error, enum manner manner) {
    int report[2];
    if (pipe2(report, O_CLOEXEC) != 0) return -errno;
    starter = getpid();
    pid_t child = fork();
    if (child < 0) {
        int rc = -errno;
        close(report[0]);
        close(report[1]);
        return rc;
    }
    if (child == 0)
        become_program(path, argv, envp, root, directory, input, output, error, report[1], manner);
    close(report[1]);
    int problem = 0;
    ssize_t got;
    do got = read(report[0], &problem, sizeof problem);
    while (got < 0 && errno == EINTR);
    close(report[0]);
    if (got == sizeof problem) {
        hs_wait(child);
        return -problem;
    }
    return child;
}

pid_t hs_spawn(const char *path, char *const argv[], char *const envp[], const char *root, const char *directory,
               int input, int output, int error) {
    return start(path, argv, envp, root, directory, input, output, error, PLAIN);
}

pid_t hs_spawn_scratch(const char *path, char *const argv[], char *const envp[], const char *root, int input, int output,
                       int error) {
    return start(path, argv, envp, root, NULL, input, output, error, SCRATCH);
}

pid_t hs_spawn_tied(const char *path, char *const argv[], char *const envp[], const char *directory, int input, int output,
                    int error) {
    return start(path, argv, envp, NULL, directory, input, output, error, TIED);
}

int hs_process_descriptor(pid_t pid) {
    long fd = syscall(SYS_pidfd_open, pid, 0);
    return fd < 0 ? -errno : (int)fd;
}

int hs_wait(pid_t pid) {
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) return -errno;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static void answered_signals(sigset_t *set) {
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGHUP);
}

int hs_signals_open(void) {
    sigset_t set;
    answered_signals(&set);
    signal(SIGPIPE, SIG_IGN);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) return -errno;
    int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return fd < 0 ? -errno : fd;
}

int hs_signals_take(int descriptor) {
    struct signalfd_siginfo info;
    return read(descriptor, &info, sizeof info) == sizeof info ? (int)info.ssi_signo : 0;
}

int hs_free_space(const char *path, unsigned long long *bytes) {
    struct statvfs facts;
    if (statvfs(path, &facts) != 0) return -errno;
    *bytes = (unsigned long long)facts.f_bavail * facts.f_frsize;
    return 0;
}

int hs_rename_exclusively(const char *from, const char *to) {
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0 ? 0 : -errno;
}

int hs_rename_exclusively_at(int directory, const char *name, const char *to) {
    return renameat2(directory, name, AT_FDCWD, to, RENAME_NOREPLACE) == 0 ? 0 : -errno;
}

int hs_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) == 0 ? 0 : -errno; }

int hs_thread_count(void) {
    DIR *tasks = opendir("/proc/self/task");
    if (!tasks) return 1;
    int count = 0;
    for (struct dirent *entry; (entry = readdir(tasks)) != NULL;) count += entry->d_name[0] != '.';
    closedir(tasks);
    return count;
}
