#ifndef XEN_CALLS_H
#define XEN_CALLS_H

#include <stddef.h>
#include <stdint.h>

struct xb_xen;

/* A message of the libraries: the level as xentoollog.h numbers them (1 debug, 8 error), without a line feed. */
typedef void (*xb_log)(void *context, int level, const char *text);

/* The version of Xen whose headers this was compiled with: major << 16 | minor. */
int xb_built_for(void);

/* Opens /dev/xen/privcmd. `log` gets every message from then on. */
int xb_open(xb_log log, void *context, struct xb_xen **xen);
void xb_close(struct xb_xen *xen);

/* The last error message that the libraries remember; empty where there is none. Valid until the next call. */
const char *xb_last_error(struct xb_xen *xen);
void xb_clear_error(struct xb_xen *xen);

/* The running hypervisor: major << 16 | minor. */
int xb_version(struct xb_xen *xen);

struct xb_host {
    uint64_t total_pages, free_pages, scrub_pages; /* of 4 KiB */
    uint32_t cpus;
    int can_pv, can_hvm, has_hap, has_grants_v2;
};
int xb_host_facts(struct xb_xen *xen, struct xb_host *facts);

struct xb_domain {
    uint32_t domid;
    uint8_t handle[16];
    int dying, hvm, is_shutdown, paused, blocked, running;
    int shutdown_reason; /* only where is_shutdown */
    uint64_t pages, max_pages, cpu_nanoseconds;
    uint32_t vcpus;
};
/* At most `count` domains from this domid on; the number found. */
int xb_domains(struct xb_xen *xen, uint32_t first, struct xb_domain *domains, unsigned count);

struct xb_creation {
    uint8_t handle[16];
    int hvm, hap, grants_v2;
    uint32_t vcpus;
    uint32_t pool;
};
/* Makes a domain without memory, paused; Xen picks the number. */
int xb_create(struct xb_xen *xen, const struct xb_creation *creation, uint32_t *domid);

int xb_set_vcpus(struct xb_xen *xen, uint32_t domid, unsigned vcpus);
int xb_set_maximum_memory(struct xb_xen *xen, uint32_t domid, uint64_t kib);
/* The host's CPUs that this vcpu may run on. -EINVAL for one that the host has not. */
int xb_set_affinity(struct xb_xen *xen, uint32_t domid, uint32_t vcpu, const uint32_t *cpus, unsigned count);
/* Weight and cap of the credit schedulers; -1 leaves one as it is. -EOPNOTSUPP under another scheduler. */
int xb_set_share(struct xb_xen *xen, uint32_t domid, int weight, int cap);
/* An event channel of the domain for another to bind; its port. */
int xb_event_channel(struct xb_xen *xen, uint32_t domid, uint32_t remote);
/* PV: one range of RAM up to here. */
int xb_set_memory_limit(struct xb_xen *xen, uint32_t domid, uint64_t kib);
/* PVH: timer mode and alternative p2m as xl sets them. */
int xb_set_hvm_defaults(struct xb_xen *xen, uint32_t domid);
/* The time stamp counter's mode and the host's default CPU policy. */
int xb_set_cpu_defaults(struct xb_xen *xen, uint32_t domid);
/* PVH: memory for the nested page tables. */
int xb_set_paging_pool(struct xb_xen *xen, uint32_t domid, uint64_t bytes);

int xb_pause(struct xb_xen *xen, uint32_t domid);
int xb_unpause(struct xb_xen *xen, uint32_t domid);
/* Gives everything back; may take seconds for each 10 GiB. */
int xb_destroy(struct xb_xen *xen, uint32_t domid);

#endif
