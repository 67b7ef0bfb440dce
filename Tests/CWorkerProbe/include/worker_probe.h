#ifndef WORKER_PROBE_H
#define WORKER_PROBE_H

/* Any system call with two arguments; -1 and errno on failure. */
long xp_call(long number, long first, long second);

/* fork(2), which Swift does not offer. */
int xp_fork(void);

/* execve(2) of /bin/true. */
int xp_exec(void);

/* Reads another process' memory (process_vm_readv(2)). */
long xp_peek(int process);

/* mount(2) over the root. */
int xp_mount(void);

#endif
