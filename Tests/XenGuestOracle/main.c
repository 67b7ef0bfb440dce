/* Whether Xen's own domain builder takes a kernel, without Xen: `XenGuestOracle pv|pvh FILE` ends with 0 or 1. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <xenctrl.h>
#include <xenguest.h>

static const char capabilities[] = "xen-3.0-x86_64 hvm-3.0-x86_32 hvm-3.0-x86_32p hvm-3.0-x86_64 ";

int main(int count, char **arguments)
{
    if (count != 3)
        return 64;
    xc_interface *xen = xc_interface_open(NULL, NULL, XC_OPENFLAG_DUMMY);
    struct xc_dom_image *image = xen ? xc_dom_allocate(xen, "", NULL) : NULL;
    if (!image)
        return 69;
    int is_pv = strcmp(arguments[1], "pv") == 0;
    image->container_type = is_pv ? XC_DOM_PV_CONTAINER : XC_DOM_HVM_CONTAINER;
    snprintf(image->xen_caps, sizeof image->xen_caps, "%s", capabilities);
    int refused = xc_dom_kernel_file(image, arguments[2]) || xc_dom_parse_image(image);
    if (!refused)
        printf("%s\n", image->guest_type);
    xc_dom_release(image);
    xc_interface_close(xen);
    return refused ? 1 : 0;
}
