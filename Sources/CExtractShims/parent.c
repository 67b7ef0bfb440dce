#define _GNU_SOURCE
#include "extract_shims.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int xk_spawn(const char *program, const char *argument, const int descriptors[5], pid_t *process)
{
    static const int places[5] = {XK_REQUEST, XK_REPLY, XK_DISK, XK_KERNEL, XK_RAMDISK};
    char *const arguments[] = {(char *)program, (char *)argument, NULL};
    char *const environment[] = {NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int high[5], error = 0, made = 0;
    /* Above every place first, so that no move overwrites the source of another one. */
    for (; made < 5; made++) {
        high[made] = fcntl(descriptors[made], F_DUPFD_CLOEXEC, 16);
        if (high[made] < 0) {
            error = errno;
            break;
        }
    }
    if (!error && !(error = posix_spawn_file_actions_init(&actions))) {
        for (int i = 0; i < 5 && !error; i++)
            error = posix_spawn_file_actions_adddup2(&actions, high[i], places[i]);
        if (!error)
            error = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        if (!error)
            error = posix_spawn_file_actions_addclosefrom_np(&actions, XK_RAMDISK + 1);
        if (!error && !(error = posix_spawnattr_init(&attributes))) {
            sigemptyset(&none);
            sigfillset(&all);
            posix_spawnattr_setsigmask(&attributes, &none);
            posix_spawnattr_setsigdefault(&attributes, &all);
            posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
            error = posix_spawn(process, program, &actions, &attributes, arguments, environment);
            posix_spawnattr_destroy(&attributes);
        }
        posix_spawn_file_actions_destroy(&actions);
    }
    while (made-- > 0)
        close(high[made]);
    return -error;
}

int xk_process_descriptor(pid_t process)
{
    int descriptor = (int)syscall(SYS_pidfd_open, process, 0);
    return descriptor < 0 ? -errno : descriptor;
}

static sigset_t ending(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

int xk_signal_descriptor(void)
{
    sigset_t set = ending();
    if (sigprocmask(SIG_BLOCK, &set, NULL))
        return -errno;
    int descriptor = signalfd(-1, &set, SFD_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}

int xk_read_signal(int descriptor)
{
    struct signalfd_siginfo information;
    ssize_t count = read(descriptor, &information, sizeof information);
    return count == sizeof information ? (int)information.ssi_signo : -EIO;
}

void xk_unblock_signals(void)
{
    sigset_t set = ending();
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}

int xk_memory_file(const void *bytes, size_t count)
{
    int descriptor = memfd_create("request", MFD_CLOEXEC);
    if (descriptor < 0)
        return -errno;
    for (size_t done = 0; done < count;) {
        ssize_t written = pwrite(descriptor, (const char *)bytes + done, count - done, (off_t)done);
        if (written <= 0) {
            int error = written < 0 ? errno : EIO;
            close(descriptor);
            return -error;
        }
        done += (size_t)written;
    }
    return descriptor;
}

int xk_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) ? -errno : 0; }

int64_t xk_size(int descriptor)
{
    struct stat status;
    return fstat(descriptor, &status) ? -errno : status.st_size;
}

int64_t xk_prepare_disk(int descriptor)
{
    struct stat status;
    if (fstat(descriptor, &status))
        return -errno;
    if (S_ISREG(status.st_mode))
        return status.st_size;
    if (!S_ISBLK(status.st_mode))
        return -EINVAL;
    (void)posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
    off_t end = lseek(descriptor, 0, SEEK_END);
    return end < 0 ? -errno : end;
}
