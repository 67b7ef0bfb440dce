#ifndef EXTRACT_SHIMS_H
#define EXTRACT_SHIMS_H

// Thin C over what the kernel extractor needs from the system: codecs, seccomp, Landlock.

#endif
