#ifndef XEN_BRIDGE_H
#define XEN_BRIDGE_H
#endif
