#include "extract_shims.h"
