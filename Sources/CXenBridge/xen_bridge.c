#include "xen_bridge.h"
