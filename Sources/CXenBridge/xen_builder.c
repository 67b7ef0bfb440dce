#define _GNU_SOURCE
#include "xen_builder.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <xenctrl.h>
#include <xenguest.h>
#include <xen/features.h>
#include <xen/hvm/e820.h>

#include "xen_handles.h"

struct xb_builder {
    struct xb_xen *xen;
    struct xc_dom_image *dom;
};

/* Most of xc_dom leaves errno alone. */
static int checked(int rc) { return rc == 0 ? 0 : xb_error(EINVAL); }

int xb_builder_open(struct xb_xen *xen, int hvm, const char *cmdline, size_t kernel_limit, size_t ramdisk_limit,
                    struct xb_builder **builder) {
    struct xb_builder *made = calloc(1, sizeof *made);
    if (!made) return -ENOMEM;
    made->xen = xen;
    made->dom = xc_dom_allocate(xen->xch, cmdline, NULL);
    if (!made->dom) {
        free(made);
        return -ENOMEM;
    }
    made->dom->container_type = hvm ? XC_DOM_HVM_CONTAINER : XC_DOM_PV_CONTAINER;
    /* An impossible size fails at once instead of after minutes of populating. */
    made->dom->claim_enabled = 1;
    xc_dom_kernel_max_size(made->dom, kernel_limit);
    xc_dom_module_max_size(made->dom, ramdisk_limit);
    *builder = made;
    return 0;
}

void xb_builder_close(struct xb_builder *builder) {
    xc_dom_release(builder->dom);
    free(builder);
}

int xb_builder_kernel(struct xb_builder *builder, const void *bytes, size_t count) {
    return checked(xc_dom_kernel_mem(builder->dom, bytes, count));
}

int xb_builder_ramdisk(struct xb_builder *builder, const void *bytes, size_t count) {
    return checked(xc_dom_module_mem(builder->dom, bytes, count, NULL));
}

void xb_builder_channels(struct xb_builder *builder, const struct xb_channels *channels, unsigned vcpus) {
    builder->dom->console_evtchn = channels->console_port;
    builder->dom->console_domid = channels->console_domid;
    builder->dom->xenstore_evtchn = channels->store_port;
    builder->dom->xenstore_domid = channels->store_domid;
    builder->dom->max_vcpus = vcpus;
}

void xb_builder_layout(struct xb_builder *builder, const struct xb_layout *layout) {
    builder->dom->target_pages = layout->pages;
    builder->dom->mmio_start = layout->mmio_start;
    builder->dom->mmio_size = layout->mmio_size;
    builder->dom->lowmem_end = layout->low_end;
    builder->dom->highmem_end = layout->high_end;
    builder->dom->vga_hole_size = 0;
    builder->dom->device_model = false;
}

int xb_builder_attach(struct xb_builder *builder, uint32_t domid) {
    return checked(xc_dom_boot_xen_init(builder->dom, builder->xen->xch, domid));
}

int xb_builder_parse(struct xb_builder *builder) { return checked(xc_dom_parse_image(builder->dom)); }

int xb_builder_populate(struct xb_builder *builder, unsigned mebibytes) {
    int rc = checked(xc_dom_mem_init(builder->dom, mebibytes));
    return rc != 0 ? rc : checked(xc_dom_boot_mem_init(builder->dom));
}

int xb_builder_takes_any_rsdp(struct xb_builder *builder) {
    const char *system = xc_dom_guest_os(builder->dom);
    return !system || strcmp(system, "linux") != 0 ||
           xc_dom_feature_get(builder->dom, XENFEAT_linux_rsdp_unrestricted);
}

int xb_builder_acpi(struct xb_builder *builder, unsigned slot, const void *bytes, size_t count, uint64_t address) {
    if (slot >= MAX_ACPI_MODULES) return -E2BIG;
    void *copy = xc_dom_malloc(builder->dom, count);
    if (!copy) return -ENOMEM;
    memcpy(copy, bytes, count);
    builder->dom->acpi_modules[slot].data = copy;
    builder->dom->acpi_modules[slot].length = count;
    builder->dom->acpi_modules[slot].guest_addr_out = address;
    return 0;
}

int xb_builder_memory_map(struct xb_builder *builder, const struct xb_range *ranges, unsigned count) {
    struct e820entry *map = xc_dom_malloc(builder->dom, count * sizeof *map);
    if (!map) return -ENOMEM;
    for (unsigned i = 0; i < count; i++)
        map[i] = (struct e820entry){.addr = ranges[i].start, .size = ranges[i].size, .type = ranges[i].type};
    builder->dom->e820 = map;
    builder->dom->e820_entries = count;
    return checked(xc_domain_set_memory_map(builder->xen->xch, builder->dom->guest_domid, map, count));
}

int xb_builder_load(struct xb_builder *builder) { return checked(xc_dom_build_image(builder->dom)); }

int xb_builder_boot(struct xb_builder *builder) { return checked(xc_dom_boot_image(builder->dom)); }

int xb_builder_grants(struct xb_builder *builder) { return checked(xc_dom_gnttab_init(builder->dom)); }

uint64_t xb_builder_store_frame(struct xb_builder *builder) {
    struct xc_dom_image *dom = builder->dom;
    return dom->container_type == XC_DOM_HVM_CONTAINER ? dom->xenstore_pfn : xc_dom_p2m(dom, dom->xenstore_pfn);
}

uint64_t xb_builder_console_frame(struct xb_builder *builder) {
    struct xc_dom_image *dom = builder->dom;
    return dom->container_type == XC_DOM_HVM_CONTAINER ? dom->console_pfn : xc_dom_p2m(dom, dom->console_pfn);
}
