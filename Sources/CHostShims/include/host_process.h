#ifndef HOST_PROCESS_H
#define HOST_PROCESS_H

#include <stddef.h>
#include <sys/types.h>

/* An anonymous file in memory with this content, positioned at its start; the file descriptor is close-on-exec. */
int hs_memory_file(const void *bytes, size_t count);

/* Starts a program in a session of its own, with default signals, an empty signal mask and no descriptors but 0, 1, 2.
 * `root`: chroot(2) there first, NULL for none; `directory`: working directory. Returns the pid. */
pid_t hs_spawn(const char *path, char *const argv[], char *const envp[], const char *root, const char *directory,
               int input, int output, int error);

/* The same for a program whose files are thrown away should the machine stop: whatever it and its children ask to be
 * written to disk at once (fsync(2) and its like) is answered at once, by a seccomp filter. */
pid_t hs_spawn_scratch(const char *path, char *const argv[], char *const envp[], const char *root, int input, int output,
                       int error);

/* The same for a program that gets SIGTERM when we end, however we end. */
pid_t hs_spawn_tied(const char *path, char *const argv[], char *const envp[], const char *directory, int input, int output,
                    int error);

/* A file descriptor that is readable once the process has ended. */
int hs_process_descriptor(pid_t pid);

/* Waits for the process; returns its exit status, or 1000 + the signal that ended it. */
int hs_wait(pid_t pid);

/* Takes SIGINT, SIGTERM and SIGHUP out of ordinary delivery and SIGPIPE out of the way. Returns a descriptor that is
 * readable when one has come. */
int hs_signals_open(void);

/* The next signal that has come, or 0. Never waits. */
int hs_signals_take(int descriptor);

/* Bytes that an unprivileged writer has left on the file system of this path; 0 and *bytes set. */
int hs_free_space(const char *path, unsigned long long *bytes);

/* renameat2(RENAME_NOREPLACE). */
int hs_rename_exclusively(const char *from, const char *to);
/* The same for a name in an open directory. */
int hs_rename_exclusively_at(int directory, const char *name, const char *to);

/* A pipe, both ends close-on-exec. */
int hs_pipe(int ends[2]);

/* Number of threads of this process. */
int hs_thread_count(void);

#endif
