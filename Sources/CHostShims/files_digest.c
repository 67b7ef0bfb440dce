#define _GNU_SOURCE
#include "host_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 4096, CHUNK = 4 << 20 };

/* Odd numbers with well spread bits (the golden ratio, and the constants of SplitMix64). */
static const uint64_t lanes[4] = {0x9e3779b97f4a7c15, 0xbf58476d1ce4e5b9, 0x94d049bb133111eb, 0xd6e8feb86659fd93};

static uint64_t mix(uint64_t sum, uint64_t word, uint64_t factor)
{
    sum = (sum ^ word) * factor;
    return sum ^ (sum >> 29);
}

/* Each step can be undone, so that no change of one word can be lost; the lanes are for the processor's pipelines. */
static uint64_t block_sum(const uint64_t *words, uint64_t position)
{
    uint64_t sum[4] = {position, position, position, position};
    for (int i = 0; i < BLOCK / 8; i += 4)
        for (int lane = 0; lane < 4; lane++)
            sum[lane] = mix(sum[lane], words[i + lane], lanes[lane]);
    return mix(mix(mix(sum[0], sum[1], lanes[1]), sum[2], lanes[2]), sum[3], lanes[3]);
}

static ssize_t read_fully(int descriptor, char *buffer, size_t count, int64_t offset)
{
    size_t done = 0;
    while (done < count) {
        ssize_t got = pread(descriptor, buffer + done, count - done, offset + (int64_t)done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -errno;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

/* Past the page cache, where the file system lets us: what is copied is larger than the memory of many a dom0, and nobody
 * reads it soon. Everything that is written is aligned to blocks, in memory and in the file. */
static void set_direct(int descriptor, int is_direct)
{
    int flags = fcntl(descriptor, F_GETFL);
    if (flags >= 0)
        fcntl(descriptor, F_SETFL, is_direct ? flags | O_DIRECT : flags & ~O_DIRECT);
}

static int write_fully(int descriptor, const char *buffer, size_t count, int64_t offset)
{
    while (count > 0) {
        ssize_t put = pwrite(descriptor, buffer, count, offset);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0 && errno == EINVAL && fcntl(descriptor, F_GETFL) & O_DIRECT) {
            set_direct(descriptor, 0);
            continue;
        }
        if (put <= 0)
            return put < 0 ? -errno : -ENOSPC;
        buffer += put, offset += put, count -= (size_t)put;
    }
    return 0;
}

/* Sums one chunk up; where there is a target, its blocks go there in runs between those of zeros. */
static int take_chunk(const char *buffer, size_t whole, int64_t offset, int to, uint64_t *sum)
{
    static const char zeros[BLOCK];
    size_t start = 0;
    for (size_t at = 0; at <= whole; at += BLOCK) {
        int is_data = at < whole && memcmp(buffer + at, zeros, BLOCK) != 0;
        if (is_data)
            *sum += block_sum((const uint64_t *)(buffer + at), (uint64_t)offset + at + 1);
        if (is_data || to < 0)
            continue;
        int rc = start < at ? write_fully(to, buffer + start, at - start, offset + (int64_t)start) : 0;
        if (rc != 0)
            return rc;
        start = at + BLOCK;
    }
    /* Where the page cache took it, the disk begins now, and not when everything has been read. */
    if (to >= 0)
        sync_file_range(to, offset, (off_t)whole, SYNC_FILE_RANGE_WRITE);
    return 0;
}

static int sum_up(int from, int to, uint64_t *digest)
{
    char *buffer = aligned_alloc(BLOCK, CHUNK);
    if (!buffer)
        return -ENOMEM;
    uint64_t sum = 0;
    int64_t offset = 0;
    int rc = 0;
    while (rc == 0) {
        int64_t data = hs_next_data(from, offset);
        if (data == -ENXIO)
            break;
        if (data < 0) {
            rc = (int)data;
            break;
        }
        offset = data / BLOCK * BLOCK;
        ssize_t count = read_fully(from, buffer, CHUNK, offset);
        if (count <= 0) {
            rc = (int)count;
            break;
        }
        size_t whole = ((size_t)count + BLOCK - 1) / BLOCK * BLOCK;
        memset(buffer + count, 0, whole - (size_t)count);
        rc = take_chunk(buffer, whole, offset, to, &sum);
        offset += (int64_t)whole;
    }
    free(buffer);
    *digest = sum;
    return rc;
}

int hs_digest(int descriptor, uint64_t *digest)
{
    return sum_up(descriptor, -1, digest);
}

int hs_copy_digest(int from, int to, uint64_t *digest)
{
    set_direct(to, 1);
    return sum_up(from, to, digest);
}
