#include "kernels/pointwise.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
Status run_pointwise(const PointwiseKernel& kernel, const IterArgs& args, int64_t words) {
  const bool reduced = args.input_dtype == kHalf || args.input_dtype == kBFloat16;
  const int64_t compute = reduced ? int64_t{kFloat} : args.input_dtype;
  for (const PointwiseLoop& loop : kernel.loops) {
    if (loop.input != compute) continue;
    const int64_t output = reduced && loop.output == kFloat ? args.input_dtype : loop.output;
    if (args.output_dtype != output) return fail(kUnsupportedDtype, args.output_dtype);
    Iter iter;
    const Status status = iter.decode(args, words, 1, 1 + kernel.ninputs, kernel.nscalars);
    if (status != kOk) return status;
    iter.operands[0].compute_dtype = loop.output;
    for (int64_t k = 1; k < iter.noperands; k++) iter.operands[k].compute_dtype = compute;
    return run_loop(iter, 1, loop.loop);
  }
  return fail(kUnsupportedDtype, args.input_dtype);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
