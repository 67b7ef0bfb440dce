#ifndef XEN_STORE_H
#define XEN_STORE_H

#include <stddef.h>
#include <stdint.h>

struct xb_store;

int xb_store_open(struct xb_store **store);
void xb_store_close(struct xb_store *store);

/* One transaction at a time; everything between belongs to it. */
int xb_store_begin(struct xb_store *store);
/* -EAGAIN: somebody else changed what was read or written; do all of it again. */
int xb_store_end(struct xb_store *store, int abort);

/* The value, to be freed; `count` without the NUL behind it. */
int xb_store_read(struct xb_store *store, const char *path, char **value, size_t *count);
int xb_store_write(struct xb_store *store, const char *path, const void *value, size_t count);
/* 0 also where nothing was there. */
int xb_store_remove(struct xb_store *store, const char *path);
/* The names below a node, each NUL-terminated in one block to be freed; their number. */
int xb_store_list(struct xb_store *store, const char *path, char **names);

struct xb_permission {
    uint32_t domid;
    int read, write;
};
int xb_store_set_permissions(struct xb_store *store, const char *path, const struct xb_permission *list, unsigned count);

/* From now on changes of the node (or `@releaseDomain`) are told. Starts a thread of the library's own. */
int xb_store_watch(struct xb_store *store, const char *path);
/* Readable when there is something to tell. */
int xb_store_descriptor(struct xb_store *store);
/* Takes everything that was told. */
void xb_store_drain(struct xb_store *store);

int xb_store_introduce(struct xb_store *store, uint32_t domid, uint64_t frame, uint32_t port);

#endif
