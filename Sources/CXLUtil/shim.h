#include <stdio.h>
#include <libxlutil.h>
