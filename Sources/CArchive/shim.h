/* The C library's types first, from Swift's own module: libarchive's headers include <sys/stat.h> and <time.h>, and their
 * structures would else count as members of this module wherever both are imported. */
#pragma clang module import SwiftGlibc

#include <archive.h>
#include <archive_entry.h>
