#include "base/pointwise.h"

#include <array>
#include <vector>

namespace sconce {
namespace {

// In a function, since registrations come from static constructors in any order.
std::array<std::vector<const PointwiseKernel*>, kCapabilities>& lists() {
  static std::array<std::vector<const PointwiseKernel*>, kCapabilities> all;
  return all;
}

}  // namespace

PointwiseRegistration::PointwiseRegistration(Capability capability, const PointwiseKernel& kernel) {
  lists()[static_cast<size_t>(capability)].push_back(&kernel);
}

std::span<const PointwiseKernel* const> pointwise_kernels(Capability capability) {
  return lists()[static_cast<size_t>(capability)];
}

}  // namespace sconce
