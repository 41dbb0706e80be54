// How fast this core loads vectors, beside how fast it multiplies and adds them: what shape of tile pays depends on it.
#pragma once

#include "base/kernel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// True if fewer than three vectors are loaded from the first-level cache in the time of four multiply-adds. Measured by
// the first call, which takes two milliseconds; thread-safe.
bool loads_are_slow();

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
