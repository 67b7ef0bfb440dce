#ifndef EXTRACT_SHIMS_H
#define EXTRACT_SHIMS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Thin C over what the kernel extractor needs from Linux and Swift cannot reach: the sandbox, and the parent's side of
// it. Functions return -errno where they fail.

/* The worker's descriptors. */
enum {
    XK_REQUEST = 0, /* a memory file with the request */
    XK_REPLY = 1,   /* a pipe for the reply */
    XK_DISK = 3,    /* the disk, open for reading */
    XK_KERNEL = 4,  /* a file for the kernel */
    XK_RAMDISK = 5  /* a file for the initial RAM disk */
};

/* Takes from the calling process, which must have one thread, everything but memory and its descriptors: no new
 * privileges, no core or ptrace, dies with its parent; where it may, namespaces of its own and an empty root; no
 * capabilities, the user `uid` (when started as root), Landlock without a rule, resource limits. Not to be undone.
 * As root every layer must hold; another user may lack what needs privileges.
 * `layer` names the layer that failed. */
int xk_confine(uid_t uid, const char **layer);

/* Allows from now on only the system calls that reading XK_DISK and writing the three outputs takes; any other one kills
 * the process with SIGSYS. Comes after xk_confine. */
int xk_filter(const char **layer);

/* Has freed memory kept for the next allocation instead of given back: pieces of files come and go by the hundred. */
void xk_keep_memory(void);

/* Starts `program` with `argument` as its only argument, an empty environment, no signal blocked and the descriptors
 * above; `descriptors` are request, reply, disk, kernel and RAM disk in this order, all close-on-exec. Every other one
 * is closed in it. */
int xk_spawn(const char *program, const char *argument, const int descriptors[5], pid_t *process);

/* A descriptor that becomes readable when the process ends; close-on-exec. */
int xk_process_descriptor(pid_t process);

/* A descriptor from which SIGHUP, SIGINT and SIGTERM are read; they are blocked from now on. */
int xk_signal_descriptor(void);

/* The signal read from it. */
int xk_read_signal(int descriptor);

/* Undoes xk_signal_descriptor's blocking. */
void xk_unblock_signals(void);

/* A file in memory that holds `bytes` and is read from its beginning; close-on-exec. */
int xk_memory_file(const void *bytes, size_t count);

/* A pipe; close-on-exec, [0] is for reading. */
int xk_pipe(int ends[2]);

/* Bytes of an open file. */
int64_t xk_size(int descriptor);

/* Size of a regular file or block device in bytes; -EINVAL for anything else. A block device's pages are dropped from
 * the cache first: a guest writes past it. */
int64_t xk_prepare_disk(int descriptor);

#endif
