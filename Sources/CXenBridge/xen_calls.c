#define _GNU_SOURCE
#include "xen_calls.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xenctrl.h>
#include <xentoollog.h>
#include <xen/hvm/params.h>

#include "xen_handles.h"

/* tools/flask's SECINITSID_DOMU, in no public header; the hypervisor looks at it only with XSM. */
#define SID_DOMU 12

int xb_built_for(void) { return XB_MAJOR << 16 | XB_MINOR; }

static void take_message(xentoollog_logger *logger, xentoollog_level level, int error, const char *context,
                         const char *format, va_list arguments) {
    int saved = errno;
    struct xb_logger *own = (struct xb_logger *)logger;
    char *text = NULL, *line = NULL;
    if (vasprintf(&text, format, arguments) >= 0) {
        int rc = error > 0 ? asprintf(&line, "%s%s%s: %s", context ? context : "", context ? ": " : "", text,
                                      strerror(error))
                           : asprintf(&line, "%s%s%s", context ? context : "", context ? ": " : "", text);
        if (rc >= 0) own->take(own->context, (int)level, line);
        if (rc >= 0) free(line);
        free(text);
    }
    errno = saved;
}

int xb_open(xb_log log, void *context, struct xb_xen **xen) {
    struct xb_xen *made = calloc(1, sizeof *made);
    if (!made) return -ENOMEM;
    made->logger.vtable.vmessage = take_message;
    made->logger.take = log;
    made->logger.context = context;
    xentoollog_logger *logger = &made->logger.vtable;
    made->xch = xc_interface_open(logger, logger, 0);
    if (!made->xch) {
        int rc = xb_error(ENOENT);
        free(made);
        return rc;
    }
    *xen = made;
    return 0;
}

void xb_close(struct xb_xen *xen) {
    xc_interface_close(xen->xch);
    free(xen);
}

const char *xb_last_error(struct xb_xen *xen) {
    const xc_error *error = xc_get_last_error(xen->xch);
    return error && error->code != XC_ERROR_NONE ? error->message : "";
}

void xb_clear_error(struct xb_xen *xen) {
    xc_clear_last_error(xen->xch);
    errno = 0;
}

int xb_version(struct xb_xen *xen) {
    int version = xc_version(xen->xch, XENVER_version, NULL);
    return version < 0 ? xb_error(EIO) : version;
}

int xb_host_facts(struct xb_xen *xen, struct xb_host *facts) {
    xc_physinfo_t info = {0};
    if (xc_physinfo(xen->xch, &info) != 0) return xb_error(EIO);
    *facts = (struct xb_host){
        .total_pages = info.total_pages,
        .free_pages = info.free_pages,
        .scrub_pages = info.scrub_pages,
        .cpus = info.nr_cpus,
        .can_pv = !!(info.capabilities & XEN_SYSCTL_PHYSCAP_pv),
        .can_hvm = !!(info.capabilities & XEN_SYSCTL_PHYSCAP_hvm),
        .has_hap = !!(info.capabilities & XEN_SYSCTL_PHYSCAP_hap),
        .has_grants_v2 = !!(info.capabilities & XEN_SYSCTL_PHYSCAP_gnttab_v2),
    };
    return 0;
}

static struct xb_domain converted(const xc_domaininfo_t *info) {
    struct xb_domain domain = {
        .domid = info->domain,
        .dying = !!(info->flags & XEN_DOMINF_dying),
        .hvm = !!(info->flags & XEN_DOMINF_hvm_guest),
        .is_shutdown = !!(info->flags & XEN_DOMINF_shutdown),
        .paused = !!(info->flags & XEN_DOMINF_paused),
        .blocked = !!(info->flags & XEN_DOMINF_blocked),
        .running = !!(info->flags & XEN_DOMINF_running),
        .shutdown_reason = (info->flags >> XEN_DOMINF_shutdownshift) & XEN_DOMINF_shutdownmask,
        .pages = info->tot_pages,
        .max_pages = info->max_pages,
        .cpu_nanoseconds = info->cpu_time,
        .vcpus = info->max_vcpu_id + 1,
    };
    memcpy(domain.handle, info->handle, sizeof domain.handle);
    return domain;
}

int xb_domains(struct xb_xen *xen, uint32_t first, struct xb_domain *domains, unsigned count) {
    xc_domaininfo_t *list = calloc(count, sizeof *list);
    if (!list) return -ENOMEM;
    int found = xc_domain_getinfolist(xen->xch, first, count, list);
    if (found < 0) found = xb_error(EIO);
    for (int i = 0; i < found; i++) domains[i] = converted(&list[i]);
    free(list);
    return found;
}

int xb_create(struct xb_xen *xen, const struct xb_creation *creation, uint32_t *domid) {
    struct xen_domctl_createdomain config = {
        .ssidref = SID_DOMU,
        .flags = creation->hvm ? XEN_DOMCTL_CDF_hvm | (creation->hap ? XEN_DOMCTL_CDF_hap : 0) : 0,
        .max_vcpus = creation->vcpus,
        .max_evtchn_port = 1023,
        .max_grant_frames = -1,
        .max_maptrack_frames = -1,
        .grant_opts = XEN_DOMCTL_GRANT_version(creation->grants_v2 ? 2 : 1),
        .cpupool_id = creation->pool,
        .arch.emulation_flags = creation->hvm ? XEN_X86_EMU_LAPIC : 0,
    };
    memcpy(config.handle, creation->handle, sizeof config.handle);
    *domid = UINT32_MAX;
    return xc_domain_create(xen->xch, domid, &config) == 0 ? 0 : xb_error(EIO);
}

int xb_set_vcpus(struct xb_xen *xen, uint32_t domid, unsigned vcpus) {
    return xc_domain_max_vcpus(xen->xch, domid, vcpus) == 0 ? 0 : xb_error(EIO);
}

int xb_set_maximum_memory(struct xb_xen *xen, uint32_t domid, uint64_t kib) {
    return xc_domain_setmaxmem(xen->xch, domid, kib) == 0 ? 0 : xb_error(EIO);
}

int xb_set_affinity(struct xb_xen *xen, uint32_t domid, uint32_t vcpu, const uint32_t *cpus, unsigned count) {
    int size = xc_get_cpumap_size(xen->xch);
    if (size <= 0) return xb_error(EIO);
    xc_cpumap_t map = xc_cpumap_alloc(xen->xch);
    if (!map) return -ENOMEM;
    int rc = 0;
    for (unsigned i = 0; i < count && rc == 0; i++) {
        if (cpus[i] >= (unsigned)size * 8) rc = -EINVAL;
        else xc_cpumap_setcpu((int)cpus[i], map);
    }
    if (rc == 0 && xc_vcpu_setaffinity(xen->xch, domid, (int)vcpu, map, NULL, XEN_VCPUAFFINITY_HARD) != 0)
        rc = xb_error(EIO);
    free(map);
    return rc;
}

int xb_set_share(struct xb_xen *xen, uint32_t domid, int weight, int cap) {
    int scheduler;
    if (xc_sched_id(xen->xch, &scheduler) != 0) return xb_error(EIO);
    if (scheduler == XEN_SCHEDULER_CREDIT2) {
        struct xen_domctl_sched_credit2 share;
        if (xc_sched_credit2_domain_get(xen->xch, domid, &share) != 0) return xb_error(EIO);
        if (weight >= 0) share.weight = (uint16_t)weight;
        if (cap >= 0) share.cap = (uint16_t)cap;
        return xc_sched_credit2_domain_set(xen->xch, domid, &share) == 0 ? 0 : xb_error(EIO);
    }
    if (scheduler != XEN_SCHEDULER_CREDIT) return -EOPNOTSUPP;
    struct xen_domctl_sched_credit share;
    if (xc_sched_credit_domain_get(xen->xch, domid, &share) != 0) return xb_error(EIO);
    if (weight >= 0) share.weight = (uint16_t)weight;
    if (cap >= 0) share.cap = (uint16_t)cap;
    return xc_sched_credit_domain_set(xen->xch, domid, &share) == 0 ? 0 : xb_error(EIO);
}

int xb_event_channel(struct xb_xen *xen, uint32_t domid, uint32_t remote) {
    int port = xc_evtchn_alloc_unbound(xen->xch, domid, remote);
    return port >= 0 ? port : xb_error(EIO);
}

int xb_set_memory_limit(struct xb_xen *xen, uint32_t domid, uint64_t kib) {
    return xc_domain_set_memmap_limit(xen->xch, domid, kib) == 0 ? 0 : xb_error(EIO);
}

int xb_set_hvm_defaults(struct xb_xen *xen, uint32_t domid) {
    /* 1: ticks that were missed are not delivered late. */
    if (xc_hvm_param_set(xen->xch, domid, HVM_PARAM_TIMER_MODE, 1) != 0) return xb_error(EIO);
#if XB_MAJOR == 4 && XB_MINOR < 19
    if (xc_hvm_param_set(xen->xch, domid, HVM_PARAM_ALTP2M, 0) != 0) return xb_error(EIO);
#endif
    return 0;
}

int xb_set_cpu_defaults(struct xb_xen *xen, uint32_t domid) {
    if (xc_domain_set_tsc_info(xen->xch, domid, 0, 0, 0, 0) != 0) return xb_error(EIO);
    /* Unlike its neighbours this one returns the error itself. */
    int rc = xc_cpuid_apply_policy(xen->xch, domid, false, NULL, 0, true, false, false, NULL, NULL);
    return rc > 0 ? -EIO : rc;
}

int xb_set_paging_pool(struct xb_xen *xen, uint32_t domid, uint64_t bytes) {
    return xc_set_paging_mempool_size(xen->xch, domid, bytes) == 0 ? 0 : xb_error(EIO);
}

int xb_pause(struct xb_xen *xen, uint32_t domid) {
    return xc_domain_pause(xen->xch, domid) == 0 ? 0 : xb_error(EIO);
}

int xb_unpause(struct xb_xen *xen, uint32_t domid) {
    return xc_domain_unpause(xen->xch, domid) == 0 ? 0 : xb_error(EIO);
}

int xb_destroy(struct xb_xen *xen, uint32_t domid) {
    return xc_domain_destroy(xen->xch, domid) == 0 ? 0 : xb_error(EIO);
}
