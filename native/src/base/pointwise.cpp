#include "base/pointwise.h"

#include <array>
#include <vector>

#include "sconce/sconce.h"

namespace sconce {
namespace {

// In a function, since registrations come from static constructors in any order.
std::array<std::vector<const PointwiseKernel*>, kCapabilities>& lists() {
  static std::array<std::vector<const PointwiseKernel*>, kCapabilities> all;
  return all;
}

std::array<PointwiseStepRegistration::Find, kCapabilities> step_finders;

}  // namespace

PointwiseRegistration::PointwiseRegistration(Capability capability, const PointwiseKernel& kernel) {
  lists()[static_cast<size_t>(capability)].push_back(&kernel);
}

PointwiseStepRegistration::PointwiseStepRegistration(Capability capability, Find find) {
  step_finders[static_cast<size_t>(capability)] = find;
}

std::span<const PointwiseKernel* const> pointwise_kernels(Capability capability) {
  return lists()[static_cast<size_t>(capability)];
}

}  // namespace sconce

using namespace sconce;

int32_t sc_chain_operands(int32_t kernel, int64_t input_dtype, int64_t output_dtype) noexcept {
  const char* name = sc_kernel_name(kernel);
  if (name == nullptr) return 0;
  const auto find = step_finders[static_cast<size_t>(active_capability())];
  return static_cast<int32_t>(find(name, input_dtype, output_dtype).noperands);
}
