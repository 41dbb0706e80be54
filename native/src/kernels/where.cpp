// where: out = condition ? a : b. Operands: out, condition (bool), a, b; out, a and b of one dtype, any. No scalars.
#include "kernels/iter.h"
#include "kernels/pointwise_chain.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

template <typename T>
Status where_loop(char* const* operands, int64_t n, const Scalar*) {
  T* out = reinterpret_cast<T*>(operands[0]);
  const uint8_t* condition = reinterpret_cast<const uint8_t*>(operands[1]);
  const T* a = reinterpret_cast<const T*>(operands[2]);
  const T* b = reinterpret_cast<const T*>(operands[3]);
  // An output is exactly an input or apart from it: no iteration depends on another.
#pragma GCC ivdep
  for (int64_t i = 0; i < n; i++) out[i] = condition[i] != 0 ? a[i] : b[i];
  return kOk;
}

// Nothing is computed: elements are moved by their size.
Loop where_loop_of_size(int64_t bytes) {
  switch (bytes) {
    case 1:
      return where_loop<uint8_t>;
    case 2:
      return where_loop<uint16_t>;
    case 4:
      return where_loop<uint32_t>;
    case 8:
      return where_loop<uint64_t>;
    default:
      return where_loop<std::complex<double>>;
  }
}

}  // namespace

Loop loop_of_where(int64_t dtype) { return where_loop_of_size(element_size(dtype)); }

SC_KERNEL(where, IterArgs) {
  if (element_size(args.input_dtype) == 0) return fail(kUnsupportedDtype, args.input_dtype);
  if (args.output_dtype != args.input_dtype) return fail(kUnsupportedDtype, args.output_dtype);
  Iter iter;
  const Status status = iter.decode(args, words, 1, 4, 0);
  if (status != kOk) return status;
  iter.operands[1].dtype = iter.operands[1].compute_dtype = kBool;
  return run_loop(iter, 1, where_loop_of_size(element_size(args.input_dtype)));
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
