// A depthwise convolution with the convolutions by one position before and behind it, as one call.
#pragma once

#include <cstdint>

#include "base/kernel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// Behind the head lie the ConvArgs of `nlinks` calls of `conv`, each of which reads what the one before writes: one is
// depthwise (as depthwise_rows.h takes it); before it, behind it or both, one is by one position, with one group. All
// have their channels last, packed weights, and one dtype, float or double.
//
// What lies between two links has no memory: its addresses are not looked at. The output overlaps nothing that is read.
// The bits are those of the calls one after the other.
struct ConvChainArgs {
  int64_t nlinks;  // 2 or 3
};

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
