/* Umbrella of the system calls that Swift cannot reach. Every function returns 0 or a value on success and -errno on
 * failure, unless it says otherwise; none keeps state except the signal functions, which are for one thread. */
#ifndef HOST_SHIMS_H
#define HOST_SHIMS_H

#include "host_files.h"
#include "host_isolation.h"
#include "host_process.h"

#endif
