#include "kernels/pointwise.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

const PointwiseLoop* find_loop(const PointwiseKernel& kernel, int64_t dtype) {
  for (const PointwiseLoop& loop : kernel.loops)
    if (loop.input == dtype) return &loop;
  return nullptr;
}

}  // namespace

Status run_pointwise(const PointwiseKernel& kernel, const IterArgs& args, int64_t words, bool last_is_float) {
  if (last_is_float && args.input_dtype != kHalf && args.input_dtype != kBFloat16)
    return fail(kUnsupportedDtype, args.input_dtype);
  const PointwiseLoop* loop = find_loop(kernel, args.input_dtype);
  const bool as_float = loop == nullptr && (args.input_dtype == kHalf || args.input_dtype == kBFloat16);
  if (as_float) loop = find_loop(kernel, kFloat);
  if (loop == nullptr) return fail(kUnsupportedDtype, args.input_dtype);
  const int64_t output = as_float && loop->output == kFloat ? args.input_dtype : loop->output;
  if (args.output_dtype != output) return fail(kUnsupportedDtype, args.output_dtype);

  Iter iter;
  const Status status = iter.decode(args, words, 1, 1 + kernel.ninputs, kernel.nscalars);
  if (status != kOk) return status;
  iter.operands[0].compute_dtype = loop->output;
  for (int64_t k = 1; k < iter.noperands; k++) iter.operands[k].compute_dtype = loop->input;
  if (last_is_float) iter.operands[iter.noperands - 1].dtype = kFloat;
  return run_loop(iter, 1, loop->loop);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
