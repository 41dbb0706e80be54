// fill: out = value. Operand: out, any dtype; the input dtype word is ignored. Scalars: value, and its imaginary part
// (0 if real).
#include <algorithm>

#include "kernels/iter.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

// Writes the element in `scalars`, which `fill` has converted.
template <typename T>
Status fill_loop(char* const* operands, int64_t n, const Scalar* scalars) {
  std::fill_n(reinterpret_cast<T*>(operands[0]), n, *reinterpret_cast<const T*>(scalars));
  return kOk;
}

template <typename T>
Status fill_as(Iter& iter, T element) {
  alignas(Scalar) char bytes[sizeof(Scalar)];
  std::copy_n(reinterpret_cast<const char*>(&element), sizeof(T), bytes);
  iter.scalars = reinterpret_cast<const Scalar*>(bytes);
  return run_loop(iter, 1, fill_loop<T>);
}

}  // namespace

SC_KERNEL(fill, IterArgs) {
  Iter iter;
  const Status status = iter.decode(args, words, 1, 1, 2);
  if (status != kOk) return status;
  const Scalar value = iter.scalars[0];
  const double imaginary = iter.scalars[1].f64;
  switch (args.output_dtype) {
    case kUInt8:
      return fill_as(iter, static_cast<uint8_t>(value.i64));
    case kInt8:
      return fill_as(iter, static_cast<int8_t>(value.i64));
    case kInt16:
      return fill_as(iter, static_cast<int16_t>(value.i64));
    case kInt32:
      return fill_as(iter, static_cast<int32_t>(value.i64));
    case kInt64:
      return fill_as(iter, value.i64);
    case kHalf:
      return fill_as(iter, convert_element<Half>(value.f64));
    case kFloat:
      return fill_as(iter, static_cast<float>(value.f64));
    case kDouble:
      return fill_as(iter, value.f64);
    case kComplexFloat:
      return fill_as(iter, std::complex<float>(static_cast<float>(value.f64), static_cast<float>(imaginary)));
    case kComplexDouble:
      return fill_as(iter, std::complex<double>(value.f64, imaginary));
    case kBool:
      return fill_as(iter, Bool(value.f64 != 0));
    case kBFloat16:
      return fill_as(iter, convert_element<BFloat16>(value.f64));
    default:
      return fail(kUnsupportedDtype, args.output_dtype);
  }
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
