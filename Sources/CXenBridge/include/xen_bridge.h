/* Thin C over libxenctrl, libxenguest and libxenstore. Swift sees opaque handles and plain numbers only, so nothing of
 * Xen's headers, whose layout changes with every version, leaks into it. Every function returns 0 or a value on success
 * and -errno on failure, taken here before anything else can change it. One thread only. */
#ifndef XEN_BRIDGE_H
#define XEN_BRIDGE_H

#include "xen_builder.h"
#include "xen_calls.h"
#include "xen_store.h"

#endif
