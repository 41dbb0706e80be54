// All kernels by name, a table for each CPU capability. Filled while the library is loaded, constant after sc_init.
#pragma once

#include <cstdint>
#include <span>

#include "base/capability.h"
#include "base/status.h"

namespace sconce {

using KernelFunction = Status (*)(const int64_t* block, int64_t words);

struct Kernel {
  const char* name;
  int64_t words;  // that a call must pass at least
  KernelFunction run;
};

// A static object of this type adds a kernel to its capability's table: SC_KERNEL makes them.
class KernelRegistration {
 public:
  KernelRegistration(Capability capability, const char* name, int64_t words, KernelFunction run);
};

// The kernels of a capability sorted by name; a kernel's number is its place here, the same for every capability.
std::span<const Kernel> kernels(Capability capability);

}  // namespace sconce
