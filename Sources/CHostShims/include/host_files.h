#ifndef HOST_FILES_H
#define HOST_FILES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* openat2(2) with RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS: every link, also an absolute one and `..`, stays below the
 * directory `root`. `flags` as for open(2), O_CLOEXEC is added. Returns a descriptor. */
int hs_open_in_root(int root, const char *path, int flags);

/* O_PATH of open(2), which the C library shows only to GNU sources. */
extern const int HS_O_PATH;

/* Gives the calling thread a working directory and umask of its own (unshare(2), CLONE_FS); nothing changes for a
 * program with one thread. */
int hs_own_working_directory(void);

/* First byte of data, or of a hole, at or after this offset (lseek(2) SEEK_DATA, SEEK_HOLE); -ENXIO behind the last. */
int64_t hs_next_data(int descriptor, int64_t offset);
int64_t hs_next_hole(int descriptor, int64_t offset);

/* copy_file_range(2) with explicit offsets; the number of bytes copied. */
int64_t hs_copy_range(int from, int64_t from_offset, int to, int64_t to_offset, size_t count);

/* Makes a range read as zeros and gives its blocks back; the file's size stays. */
int hs_punch_hole(int descriptor, int64_t offset, int64_t count);

/* Size in bytes of a regular file or a block device. */
int64_t hs_size(int descriptor);

/* Fills the bytes from the kernel's random source (getrandom(2)), waiting for it to be seeded. */
int hs_random(void *bytes, size_t count);

/* Puts a free loop device on an open file; `name` is what losetup(8) shows of it, NULL for none. It clears itself when
 * the returned descriptor and every other user of it are gone. */
int hs_loop_attach(int file, int read_only, const char *name);
/* Has it stay on its file until it is detached. */
int hs_loop_keep(int loop);
/* Takes the file off an open loop device, or has that happen when its last user goes. */
int hs_loop_detach(int loop);

/* memset that the compiler does not remove. */
void hs_wipe(void *bytes, size_t count);

/* When the file behind a path was made, links not followed, in nanoseconds since 1970; 0 where the file system does not
 * know. -errno on failure. */
int hs_birth_time(const char *path, long long *nanoseconds);

/* A sum over a file's content, by blocks of 4 KiB with their places; blocks of zeros do not count, whether they are holes
 * or not. It finds accidents, not forgers. 0 and *digest set. */
int hs_digest(int descriptor, uint64_t *digest);

/* Copies a file over an empty one and sums it up in one go: blocks of zeros stay holes. The page cache is passed by where
 * the file system allows that; elsewhere what is written is on its way to the disk. `to` keeps O_DIRECT. 0 and *digest
 * set. */
int hs_copy_digest(int from, int to, uint64_t *digest);

/* Sets the times of everything in a tree, without links followed or file systems crossed, back to `epoch` where they are
 * later. */
int hs_clamp_times(const char *directory, int64_t epoch);

/* Has a file share the blocks of another one (FICLONE of ioctl_ficlone(2)), where their file system can. */
int hs_share_blocks(int from, int to);

/* Asks on an Ethernet interface who has these IPv4 addresses (network order), as RFC 5227 has a host ask before it takes
 * one, and listens for so many milliseconds; answered[i] becomes 1 where somebody does. */
int hs_arp_probe(const char *interface, const uint32_t *addresses, size_t count, uint8_t *answered, int milliseconds);

#endif
