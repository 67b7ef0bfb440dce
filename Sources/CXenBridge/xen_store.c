#define _GNU_SOURCE
#include "xen_store.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <xen/io/xs_wire.h>
#include <xenstore.h>

struct xb_store {
    struct xs_handle *handle;
    xs_transaction_t transaction;
};

static int failure(void) { return errno > 0 ? -errno : -EIO; }

/*
 * Whether xenstored answers by way of the kernel within so many milliseconds. libxenstore turns to the kernel where the
 * daemon's socket is missing, and waits there for ever when the daemon is gone: the kernel of dom0 goes on waiting for it.
 * The message is that of xen/io/xs_wire.h.
 */
static bool kernel_answers(int timeout) {
    int device = open("/dev/xen/xenbus", O_RDWR | O_CLOEXEC);
    if (device < 0) return false;
    struct { struct xsd_sockmsg head; char path[6]; } request = {
        .head = {.type = XS_READ, .len = sizeof "domid"}, .path = "domid",
    };
    size_t size = sizeof request.head + sizeof "domid";
    struct pollfd readable = {.fd = device, .events = POLLIN};
    bool answers = write(device, &request, size) == (ssize_t)size && poll(&readable, 1, timeout) == 1;
    close(device);
    return answers;
}

/* A daemon in a domain of its own has no socket; one in dom0 that has died has left its own, where nobody listens. */
static bool daemon_answers(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = xs_daemon_socket();
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return false;
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    bool connects = connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0;
    close(descriptor);
    return connects || kernel_answers(5000);
}

int xb_store_open(struct xb_store **store) {
    /* The library lets the environment name another daemon's socket. */
    unsetenv("XENSTORED_PATH");
    unsetenv("XENSTORED_RUNDIR");
    if (!daemon_answers()) return access("/dev/xen/xenbus", F_OK) == 0 ? -ECONNREFUSED : -ENOENT;
    errno = 0;
    struct xs_handle *handle = xs_open(0);
    if (!handle) return failure();
    *store = calloc(1, sizeof **store);
    if (!*store) {
        xs_close(handle);
        return -ENOMEM;
    }
    (*store)->handle = handle;
    (*store)->transaction = XBT_NULL;
    return 0;
}

void xb_store_close(struct xb_store *store) {
    xs_close(store->handle);
    free(store);
}

int xb_store_begin(struct xb_store *store) {
    errno = 0;
    xs_transaction_t transaction = xs_transaction_start(store->handle);
    if (transaction == XBT_NULL) return failure();
    store->transaction = transaction;
    return 0;
}

int xb_store_end(struct xb_store *store, int abort) {
    xs_transaction_t transaction = store->transaction;
    store->transaction = XBT_NULL;
    errno = 0;
    return xs_transaction_end(store->handle, transaction, abort != 0) ? 0 : failure();
}

int xb_store_read(struct xb_store *store, const char *path, char **value, size_t *count) {
    unsigned length = 0;
    errno = 0;
    *value = xs_read(store->handle, store->transaction, path, &length);
    if (!*value) return failure();
    *count = length;
    return 0;
}

int xb_store_write(struct xb_store *store, const char *path, const void *value, size_t count) {
    errno = 0;
    return xs_write(store->handle, store->transaction, path, value, (unsigned)count) ? 0 : failure();
}

int xb_store_remove(struct xb_store *store, const char *path) {
    errno = 0;
    if (xs_rm(store->handle, store->transaction, path) || errno == ENOENT) return 0;
    return failure();
}

int xb_store_list(struct xb_store *store, const char *path, char **names) {
    unsigned count = 0;
    errno = 0;
    char **list = xs_directory(store->handle, store->transaction, path, &count);
    if (!list) return failure();
    size_t length = 1;
    for (unsigned i = 0; i < count; i++) length += strlen(list[i]) + 1;
    char *block = calloc(1, length), *at = block;
    if (block)
        for (unsigned i = 0; i < count; i++) at = stpcpy(at, list[i]) + 1;
    free(list);
    if (!block) return -ENOMEM;
    *names = block;
    return (int)count;
}

int xb_store_set_permissions(struct xb_store *store, const char *path, const struct xb_permission *list,
                             unsigned count) {
    struct xs_permissions permissions[4];
    if (count > sizeof permissions / sizeof *permissions) return -E2BIG;
    for (unsigned i = 0; i < count; i++) {
        permissions[i].id = list[i].domid;
        permissions[i].perms = (list[i].read ? XS_PERM_READ : 0) | (list[i].write ? XS_PERM_WRITE : 0);
    }
    errno = 0;
    return xs_set_permissions(store->handle, store->transaction, path, permissions, count) ? 0 : failure();
}

int xb_store_watch(struct xb_store *store, const char *path) {
    errno = 0;
    return xs_watch(store->handle, path, "xen-control") ? 0 : failure();
}

int xb_store_descriptor(struct xb_store *store) { return xs_fileno(store->handle); }

void xb_store_drain(struct xb_store *store) {
    char **event;
    while ((event = xs_check_watch(store->handle)) != NULL) free(event);
}

int xb_store_introduce(struct xb_store *store, uint32_t domid, uint64_t frame, uint32_t port) {
    errno = 0;
    return xs_introduce_domain(store->handle, domid, frame, port) ? 0 : failure();
}
