// How fast this core loads vectors, beside how fast it multiplies and adds them: what shape of tile pays depends on it.
#pragma once

#include "base/kernel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// True if fewer than three vectors are loaded from the first-level cache in the time of four multiply-adds. Measured by
// the first call, which takes about half a millisecond, or by one of the next ones if this core's rates were not steady
// then; false until it is known. Thread-safe: nobody waits for the measurement.
bool loads_are_slow();

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
