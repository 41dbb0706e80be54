// Calls kernels by name from native tests, in any CPU capability.
#pragma once

#include <gtest/gtest.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/capability.h"
#include "base/registry.h"

namespace sconce::testing {

// The capabilities that this machine can run, of those that kernels were compiled for (all, unless SCONCE_CAPABILITIES
// says fewer): `for (Capability capability : supported_capabilities()) …`.
inline std::vector<Capability> supported_capabilities() {
  std::vector<Capability> found;
  for (int i = 0; i < kCapabilities; ++i) {
    const auto capability = static_cast<Capability>(i);
    if (is_supported(capability) && !kernels(capability).empty()) found.push_back(capability);
  }
  return found;
}

inline int64_t word(double value) { return std::bit_cast<int64_t>(value); }

template <typename T>
  requires std::is_pointer_v<T>
int64_t word(T pointer) {
  return reinterpret_cast<int64_t>(pointer);
}

template <typename T>
  requires std::is_integral_v<T>
int64_t word(T value) {
  return value;
}

inline int64_t word(std::nullptr_t) { return 0; }

// Runs the kernel `name` as compiled for `capability` on a block of words.
inline Status run_block(Capability capability, std::string_view name, const std::vector<int64_t>& block) {
  for (const Kernel& kernel : kernels(capability)) {
    if (kernel.name != name) continue;
    EXPECT_GE(static_cast<int64_t>(block.size()), kernel.words) << "too few words for " << name;
    return kernel.run(block.data(), static_cast<int64_t>(block.size()));
  }
  ADD_FAILURE() << "no kernel is named " << name;
  return kNoSuchKernel;
}

// The same on a block made of the arguments: run(capability, "fill_bytes", pointer, 10, 0).
template <typename... Arguments>
Status run(Capability capability, std::string_view name, Arguments... arguments) {
  return run_block(capability, name, {word(arguments)...});
}

}  // namespace sconce::testing
