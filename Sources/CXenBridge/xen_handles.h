/* What the bridge's own files share. */
#ifndef XEN_HANDLES_H
#define XEN_HANDLES_H

#include <errno.h>

#include <xenctrl.h>
#include <xentoollog.h>

#include "xen_calls.h"

/* No public header names the release, but each has its own interface version (facts: I of the control layer's notes). */
#if XEN_DOMCTL_INTERFACE_VERSION == 0x15
#define XB_MAJOR 4
#define XB_MINOR 17
#elif XEN_DOMCTL_INTERFACE_VERSION == 0x17
#define XB_MAJOR 4
#define XB_MINOR 20
#else
#error "no Xen that this was written for: 4.17 and 4.20 are"
#endif

struct xb_logger {
    xentoollog_logger vtable; /* first: the library's pointer is ours */
    xb_log take;
    void *context;
};

struct xb_xen {
    struct xb_logger logger;
    xc_interface *xch;
};

/* -errno; the other number where the library left none. */
static inline int xb_error(int otherwise) { return errno > 0 ? -errno : -otherwise; }

#endif
