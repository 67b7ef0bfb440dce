#define _GNU_SOURCE
#include "host_files.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/if_ether.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct frame { struct ether_header ether; struct ether_arp arp; } __attribute__((packed));

static int ask(int s, const struct ifreq *card, const uint32_t *addresses, size_t count)
{
    struct frame f = {.ether.ether_type = htons(ETH_P_ARP),
        .arp.ea_hdr = {htons(ARPHRD_ETHER), htons(ETH_P_IP), ETH_ALEN, 4, htons(ARPOP_REQUEST)}};
    memset(f.ether.ether_dhost, 0xff, ETH_ALEN);
    memcpy(f.ether.ether_shost, card->ifr_hwaddr.sa_data, ETH_ALEN);
    memcpy(f.arp.arp_sha, card->ifr_hwaddr.sa_data, ETH_ALEN);
    for (size_t i = 0; i < count; i++) {
        memcpy(f.arp.arp_tpa, &addresses[i], 4);
        if (send(s, &f, sizeof f, 0) < 0)
            return -errno;
    }
    return 0;
}

static long long now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static void listen_for(int s, const uint32_t *addresses, size_t count, uint8_t *answered, int milliseconds)
{
    long long end = now() + milliseconds;
    for (long long left; (left = end - now()) > 0;) {
        struct pollfd p = {.fd = s, .events = POLLIN};
        struct frame f;
        if (poll(&p, 1, (int)left) <= 0 || recv(s, &f, sizeof f, 0) < (ssize_t)sizeof f)
            continue;
        for (size_t i = 0; i < count; i++)
            if (memcmp(f.arp.arp_spa, &addresses[i], 4) == 0)
                answered[i] = 1;
    }
}

int hs_arp_probe(const char *interface, const uint32_t *addresses, size_t count, uint8_t *answered, int milliseconds)
{
    struct ifreq card = {0};
    strncpy(card.ifr_name, interface, IFNAMSIZ - 1);
    int s = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ARP)), rc = 0;
    if (s < 0)
        return -errno;
    struct sockaddr_ll place = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ARP)};
    if (ioctl(s, SIOCGIFINDEX, &card) != 0)
        rc = -errno;
    place.sll_ifindex = card.ifr_ifindex;
    if (rc == 0 && (bind(s, (struct sockaddr *)&place, sizeof place) != 0 || ioctl(s, SIOCGIFHWADDR, &card) != 0))
        rc = -errno;
    if (rc == 0)
        rc = ask(s, &card, addresses, count);
    if (rc == 0)
        listen_for(s, addresses, count, answered, milliseconds);
    close(s);
    return rc;
}
