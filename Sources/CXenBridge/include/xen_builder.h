#ifndef XEN_BUILDER_H
#define XEN_BUILDER_H

#include <stddef.h>
#include <stdint.h>

#include "xen_calls.h"

/* Loads a kernel into a domain's memory: xc_dom of libxenguest, its steps in their order.
 * The libraries set no errno worth anything here: what went wrong is in xb_last_error. */
struct xb_builder;

/* `hvm`: a PVH container. Sizes bound what a compressed kernel or ramdisk may grow to, in bytes. */
int xb_builder_open(struct xb_xen *xen, int hvm, const char *cmdline, size_t kernel_limit, size_t ramdisk_limit,
                    struct xb_builder **builder);
void xb_builder_close(struct xb_builder *builder);

/* The bytes must stay until the builder is closed. */
int xb_builder_kernel(struct xb_builder *builder, const void *bytes, size_t count);
int xb_builder_ramdisk(struct xb_builder *builder, const void *bytes, size_t count);

struct xb_channels {
    uint32_t console_port, console_domid, store_port, store_domid;
};
void xb_builder_channels(struct xb_builder *builder, const struct xb_channels *channels, unsigned vcpus);

/* Where memory lies in a PVH guest: physical addresses in bytes. */
struct xb_layout {
    uint64_t pages, mmio_start, mmio_size, low_end, high_end;
};
void xb_builder_layout(struct xb_builder *builder, const struct xb_layout *layout);

/* Asks Xen for its capabilities, and says which domain is meant from then on: 0 for the parse, which needs none. */
int xb_builder_attach(struct xb_builder *builder, uint32_t domid);
int xb_builder_parse(struct xb_builder *builder);
/* Populates the domain with memory: the slow step. */
int xb_builder_populate(struct xb_builder *builder, unsigned mebibytes);

/* Whether the kernel takes its ACPI root pointer anywhere: not Linux, or a newer Linux. After the parse. */
int xb_builder_takes_any_rsdp(struct xb_builder *builder);
/* Copies ACPI tables to a guest's address; `slot` counts from 0. Between populate and load. */
int xb_builder_acpi(struct xb_builder *builder, unsigned slot, const void *bytes, size_t count, uint64_t address);

struct xb_range {
    uint64_t start, size;
    uint32_t type; /* 1 RAM, 2 reserved, 3 ACPI */
};
int xb_builder_memory_map(struct xb_builder *builder, const struct xb_range *ranges, unsigned count);

/* Copies kernel and ramdisk into the guest. */
int xb_builder_load(struct xb_builder *builder);
/* Start info, page tables, the first vcpu's registers. */
int xb_builder_boot(struct xb_builder *builder);
/* Lets console and store map their rings without rights over the domain. */
int xb_builder_grants(struct xb_builder *builder);

/* Frames of the two rings, as xenstore wants them. */
uint64_t xb_builder_store_frame(struct xb_builder *builder);
uint64_t xb_builder_console_frame(struct xb_builder *builder);

#endif
