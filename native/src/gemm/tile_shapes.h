// How fast this core loads vectors, beside how fast it multiplies and adds them: what shape of tile pays depends on it.
#pragma once

#include "base/kernel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// Shapes of tile that are not the fastest on every core.
struct TileShapes {
  // Fewer rows and more vectors, which load less for each multiply-add: where fewer than three vectors are loaded from
  // the first-level cache in the time of four multiply-adds, and where this core does one multiply-add a cycle, not
  // two, having units of half a vector (there wide tiles take 0.94 of the time).
  bool wide = false;
  // Of one vector, whose multiply-adds take the element of the left operand from memory themselves. A broadcast beside
  // each takes one of the same units on some cores (there folded tiles take 0.75 of the time); on others an operand in
  // memory halves the rate.
  bool folded = false;
};

// The fastest ones here. Measured by the first call, which takes about half a millisecond, on a core of one
// multiply-add a cycle some 2 ms, or by one of the next ones if this core's rates were not steady then; all false until
// they are known. Thread-safe: nobody waits for the measurement.
TileShapes fastest_tiles();

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
