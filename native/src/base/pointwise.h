// Pointwise kernels as data: the argument block that Java's TensorIterator packs, and what each kernel accepts. How one
// is written is told in kernels/pointwise.h.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/capability.h"
#include "base/status.h"

namespace sconce {

// The head of the block; behind it lie
//   shape[ndim] (dimension 0 innermost) · an operand: address, byte strides[ndim] · a scalar: double bits, int64
struct IterArgs {
  int64_t ndim;         // 0..64
  int64_t noperands;    // outputs first
  int64_t input_dtype;  // of all inputs, unless the kernel says otherwise
  int64_t output_dtype;
  int64_t nscalars;
};

// A parameter of the kernel: floats read f64, integers and bools i64.
struct Scalar {
  double f64;
  int64_t i64;
};

// The work on n elements: operands[k] is n elements of operand k, side by side, outputs first. An output may be exactly
// an input. Returns kOk or an error code, which the driver passes to fail().
using Loop = Status (*)(char* const* operands, int64_t n, const Scalar* scalars);

// A kernel's loop for one dtype of the inputs.
struct PointwiseLoop {
  int64_t input;
  int64_t output;
  Loop loop;
};

struct PointwiseKernel {
  const char* name;
  int64_t ninputs;
  int64_t nscalars;
  std::span<const PointwiseLoop> loops;
};

// A static object of this type lists a kernel: tests walk the list, so that none can be listed and untested. It is
// defined here and not with the kernels because it runs at load, on any CPU.
class PointwiseRegistration {
 public:
  PointwiseRegistration(Capability capability, const PointwiseKernel& kernel);
};

// A kernel's loop as a step of pointwise_chain (kernels/pointwise_chain.h); the loop is null where it cannot be one.
struct PointwiseStep {
  Loop loop = nullptr;
  int64_t noperands = 0;  // the output too
  int64_t nscalars = 0;
};

// A static object of this type tells how steps are found in a capability.
class PointwiseStepRegistration {
 public:
  using Find = PointwiseStep (*)(std::string_view kernel, int64_t input_dtype, int64_t output_dtype);
  PointwiseStepRegistration(Capability capability, Find find);
};

// The pointwise kernels of a capability, in no order. Constant after static initialisation.
std::span<const PointwiseKernel* const> pointwise_kernels(Capability capability);

}  // namespace sconce
