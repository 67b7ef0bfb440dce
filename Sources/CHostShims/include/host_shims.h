#ifndef HOST_SHIMS_H
#define HOST_SHIMS_H
#endif
