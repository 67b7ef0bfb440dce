#define _GNU_SOURCE
#include "host_isolation.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host_process.h"

/* ---- the guardian ---- */

static void watched_signals(sigset_t *set) {
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGHUP);
    sigaddset(set, SIGQUIT);
    sigaddset(set, SIGTSTP);
    sigaddset(set, SIGCHLD);
}

static void say(const char *text) {
    ssize_t written = write(STDERR_FILENO, text, strlen(text));
    (void)written;
}

/* The next program gets its signals as any other, and its children a namespace that lives: ours were to be born into the
 * isolated one, which has died with its first process, and fork fails there with ENOMEM (pid_namespaces(7)). Without
 * root's rights it was another process that left. */
static void go_on(char *const program[]) {
    int home = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
    if (home < 0 || (setns(home, CLONE_NEWPID) != 0 && geteuid() == 0)) {
        dprintf(STDERR_FILENO, "xen-provision: %s cannot be started outside: %s\n", program[0], strerror(errno));
        _exit(3);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execv(program[0], program);
    dprintf(STDERR_FILENO, "xen-provision: %s cannot be started: %s\n", program[0], strerror(errno));
    _exit(3);
}

/* Waits for the child, passing on signals that were sent to us alone. What the terminal sends reaches the child by
 * itself, for it is in the same process group. Never returns. */
static void guard(pid_t child, char *const afterwards[]) {
    sigset_t set;
    watched_signals(&set);
    for (;;) {
        int status;
        pid_t ended = waitpid(child, &status, WNOHANG);
        if (ended == child) {
            if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && afterwards) go_on(afterwards);
            if (WIFEXITED(status)) _exit(WEXITSTATUS(status));
            say("xen-provision: the working process was killed; 'xen-provision recover' clears up what it left\n");
            _exit(3);
        }
        siginfo_t info;
        int number = sigwaitinfo(&set, &info);
        if (number > 0 && number != SIGCHLD && number != SIGTSTP && info.si_code <= 0) kill(child, number);
    }
}

/* ---- the isolated side ---- */

/* Dies with the guardian: the signal for it comes when its thread ends, and it has only one. The pipe closes the race
 * with a guardian that was gone before the signal was asked for. */
static void die_with_guardian(int life) {
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    struct pollfd watch = {.fd = life, .events = 0};
    if (poll(&watch, 1, 0) > 0 && (watch.revents & (POLLHUP | POLLERR))) _exit(3);
}

static int host_proc = -1;

int hs_host_proc(void) { return host_proc; }

static int private_mounts(void) {
    /* The host's own /proc stays reachable by this descriptor: it shows the orphans of other runs. */
    host_proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    /* Slave, not private: an unmount on the host must still reach us, or we would keep its file systems busy. */
    if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) != 0) return -errno;
    /* A /proc of our own PID namespace; where that is forbidden (some containers), the old one serves. */
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) != 0 && errno != EPERM) return -errno;
    return 0;
}

static int run_mapper(const char *program, pid_t target, unsigned own, unsigned first, unsigned count) {
    char pid[16], own_text[16], first_text[16], count_text[16];
    snprintf(pid, sizeof pid, "%d", (int)target);
    snprintf(own_text, sizeof own_text, "%u", own);
    snprintf(first_text, sizeof first_text, "%u", first);
    snprintf(count_text, sizeof count_text, "%u", count);
    pid_t child = fork();
    if (child < 0) return -errno;
    if (child == 0) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        execlp(program, program, pid, "0", own_text, "1", "1", first_text, count_text, (char *)NULL);
        _exit(127);
    }
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return -errno;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -EPERM;
}

static int write_byte(int fd) {
    char byte = 1;
    return write(fd, &byte, 1) == 1 ? 0 : -EPIPE;
}

static int read_byte(int fd) {
    char byte = 0;
    return read(fd, &byte, 1) == 1 ? 0 : -EPIPE;
}

/* Second process of an unprivileged run: makes the user namespace, becomes uid 0 in it, then forks PID 1. */
static int enter_user_namespace(int ready, int mapped) {
    if (unshare(CLONE_NEWUSER) != 0) return -errno;
    int rc = write_byte(ready);
    if (rc == 0) rc = read_byte(mapped);
    if (rc != 0) return rc;
    if (setgroups(0, NULL) != 0 || setresgid(0, 0, 0) != 0 || setresuid(0, 0, 0) != 0) return -errno;
    return 0;
}

static int map_child(pid_t child, const struct hs_id_range *ids, int ready, int mapped) {
    int rc = read_byte(ready);
    if (rc == 0) rc = run_mapper("newuidmap", child, ids->outside_uid, ids->first_subuid, ids->subuid_count);
    if (rc == 0) rc = run_mapper("newgidmap", child, ids->outside_gid, ids->first_subgid, ids->subgid_count);
    if (rc == 0) rc = write_byte(mapped);
    return rc;
}

/* Becomes PID 1 of a new PID namespace; the calling process stays as its guardian. */
static int become_init(const char *host_name, int life_read, int *life_write, char *const afterwards[]) {
    if (unshare(CLONE_NEWPID) != 0) return -errno;
    sigset_t set, before;
    watched_signals(&set);
    sigprocmask(SIG_BLOCK, &set, &before);
    pid_t child = fork();
    if (child < 0) {
        int rc = -errno;
        sigprocmask(SIG_SETMASK, &before, NULL);
        return rc;
    }
    if (child > 0) guard(child, afterwards);
    sigprocmask(SIG_SETMASK, &before, NULL);
    close(*life_write);
    *life_write = -1;
    die_with_guardian(life_read);
    if (unshare(CLONE_NEWNS | CLONE_NEWUTS) != 0) return -errno;
    if (host_name && sethostname(host_name, strlen(host_name)) != 0) return -errno;
    return private_mounts();
}

/* In the isolated process there is nobody to go back to: a failure must end it. */
static void end_isolated(int rc) {
    dprintf(STDERR_FILENO, "xen-provision: the run cannot be isolated: %s\n", strerror(-rc));
    _exit(69);
}

static int isolate_unprivileged(const struct hs_id_range *ids, const char *host_name, int life[2],
                                char *const afterwards[]) {
    int ready[2], mapped[2];
    if (pipe2(ready, O_CLOEXEC) != 0 || pipe2(mapped, O_CLOEXEC) != 0) return -errno;
    sigset_t set, before;
    watched_signals(&set);
    sigprocmask(SIG_BLOCK, &set, &before);
    pid_t child = fork();
    if (child < 0) return -errno;
    if (child > 0) {
        close(ready[1]);
        int rc = map_child(child, ids, ready[0], mapped[1]);
        if (rc == 0) guard(child, afterwards);
        kill(child, SIGKILL);
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
        sigprocmask(SIG_SETMASK, &before, NULL);
        return rc;
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    close(mapped[1]);
    close(ready[0]);
    int outer_life[2] = {life[0], life[1]};
    close(outer_life[1]);
    int rc = enter_user_namespace(ready[1], mapped[0]);
    if (rc != 0) end_isolated(rc);
    die_with_guardian(outer_life[0]);
    int inner[2];
    if (pipe2(inner, O_CLOEXEC) != 0) end_isolated(-errno);
    /* The outer guardian sees to it. */
    rc = become_init(host_name, inner[0], &inner[1], NULL);
    if (rc != 0) end_isolated(rc);
    return 0;
}

int hs_isolate(const struct hs_id_range *map_ids, const char *host_name, char *const afterwards[]) {
    if (hs_thread_count() != 1) return -EDEADLK;
    int life[2];
    if (pipe2(life, O_CLOEXEC) != 0) return -errno;
    if (map_ids) return isolate_unprivileged(map_ids, host_name, life, afterwards);
    pid_t before = getpid();
    int rc = become_init(host_name, life[0], &life[1], afterwards);
    if (rc != 0 && getpid() != before) end_isolated(rc);
    return rc;
}

int hs_kill_all_others(void) {
    if (getpid() != 1) return -EPERM;
    /* ESRCH: nobody there. A process may be forking right now, so do it until nobody is left to wait for. */
    for (;;) {
        if (kill(-1, SIGKILL) != 0 && errno != ESRCH) return -errno;
        pid_t ended = waitpid(-1, NULL, 0);
        if (ended < 0 && errno == ECHILD) return 0;
        if (ended < 0 && errno != EINTR) return -errno;
    }
}
