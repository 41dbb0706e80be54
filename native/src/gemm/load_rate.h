// How fast this core loads vectors, beside how fast it multiplies and adds them: what shape of tile pays depends on it.
#pragma once

#include "base/kernel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// True if a tile of fewer rows and more vectors, which loads less for each multiply-add, is the faster one: where fewer
// than three vectors are loaded from the first-level cache in the time of four multiply-adds, and where this core does
// one multiply-add a cycle, not two, having units of half a vector (there wide tiles take 0.94 of the time). Measured
// by the first call, which takes about half a millisecond, on such a core some 2 ms, or by one of the next ones if this
// core's rates were not steady then; false until it is known. Thread-safe: nobody waits for the measurement.
bool wide_tiles_pay();

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
