#define _GNU_SOURCE
#include "worker_probe.h"

#include <sys/mount.h>
#include <sys/uio.h>
#include <unistd.h>

long xp_call(long number, long first, long second) { return syscall(number, first, second, 0, 0, 0, 0); }

int xp_fork(void)
{
    int child = fork();
    if (child == 0)
        _exit(0);
    return child;
}

int xp_exec(void)
{
    char *const arguments[] = {"true", 0};
    char *const environment[] = {0};
    return execve("/bin/true", arguments, environment);
}

long xp_peek(int process)
{
    static char here[16];
    /* Where programs are linked at least; which address it is does not matter, the right to look comes first. */
    struct iovec to = {here, sizeof here}, from = {(void *)0x400000, sizeof here};
    return process_vm_readv(process, &to, 1, &from, 1, 0);
}

int xp_mount(void) { return mount("none", "/", "tmpfs", 0, 0); }
