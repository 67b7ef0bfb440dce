#define _GNU_SOURCE
#include "host_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 4096, CHUNK = 1 << 20 };

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

int hs_digest(int descriptor, uint64_t *digest)
{
    static const char zeros[BLOCK];
    char *buffer = aligned_alloc(BLOCK, CHUNK);
    if (!buffer)
        return -ENOMEM;
    uint64_t sum = 0;
    int64_t offset = 0;
    int rc = 0;
    for (;;) {
        int64_t data = hs_next_data(descriptor, offset);
        if (data == -ENXIO)
            break;
        if (data < 0) {
            rc = (int)data;
            break;
        }
        offset = data / BLOCK * BLOCK;
        ssize_t count = read_fully(descriptor, buffer, CHUNK, offset);
        if (count <= 0) {
            rc = (int)count;
            break;
        }
        size_t whole = ((size_t)count + BLOCK - 1) / BLOCK * BLOCK;
        memset(buffer + count, 0, whole - (size_t)count);
        for (size_t at = 0; at < whole; at += BLOCK)
            if (memcmp(buffer + at, zeros, BLOCK) != 0)
                sum += block_sum((const uint64_t *)(buffer + at), (uint64_t)offset + at + 1);
        offset += (int64_t)whole;
    }
    free(buffer);
    *digest = sum;
    return rc;
}
