// copy: out = in, converted to out's dtype (Tensor.to, copy_, contiguous). Operands: out, in; input dtype -> output
// dtype, any of them but complex half; no scalars. Conversions are those of convert_element; to a complex dtype the
// imaginary part is 0, from one it is dropped.
#include <algorithm>
#include <cstring>

#include "kernels/iter.h"
#include "kernels/pointwise_chain.h"
#include "kernels/transpose.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

template <typename T>
inline constexpr bool kIsComplex = false;
template <typename T>
inline constexpr bool kIsComplex<std::complex<T>> = true;

template <typename To, typename From>
To convert_number(From x) {
  if constexpr (kIsComplex<To> && kIsComplex<From>) {
    using Part = typename To::value_type;
    return {static_cast<Part>(x.real()), static_cast<Part>(x.imag())};
  } else if constexpr (kIsComplex<To>) {
    return {convert_element<typename To::value_type>(x), 0};
  } else if constexpr (kIsComplex<From> && std::is_same_v<To, Bool>) {
    return Bool(x != From(0));
  } else if constexpr (kIsComplex<From>) {
    return convert_element<To>(x.real());
  } else {
    return convert_element<To>(x);
  }
}

template <typename From, typename To>
Status convert_loop(char* const* operands, int64_t n, const Scalar*) {
  To* out = reinterpret_cast<To*>(operands[0]);
  const From* in = reinterpret_cast<const From*>(operands[1]);
  for (int64_t i = 0; i < n; i++) out[i] = convert_number<To>(in[i]);
  return kOk;
}

template <int64_t kBytes>
Status move_loop(char* const* operands, int64_t n, const Scalar*) {
  std::memmove(operands[0], operands[1], static_cast<size_t>(n * kBytes));
  return kOk;
}

Loop move_loop_of_size(int64_t bytes) {
  switch (bytes) {
    case 1:
      return move_loop<1>;
    case 2:
      return move_loop<2>;
    case 4:
      return move_loop<4>;
    case 8:
      return move_loop<8>;
    default:
      return move_loop<16>;
  }
}

// f.operator()<T>() with the C++ type of a dtype that the loops see; null for others.
template <typename F>
Loop with_type(int64_t dtype, F f) {
  switch (dtype) {
    case kUInt8:
      return f.template operator()<uint8_t>();
    case kInt8:
      return f.template operator()<int8_t>();
    case kInt16:
      return f.template operator()<int16_t>();
    case kInt32:
      return f.template operator()<int32_t>();
    case kInt64:
      return f.template operator()<int64_t>();
    case kFloat:
      return f.template operator()<float>();
    case kDouble:
      return f.template operator()<double>();
    case kComplexFloat:
      return f.template operator()<std::complex<float>>();
    case kComplexDouble:
      return f.template operator()<std::complex<double>>();
    case kBool:
      return f.template operator()<Bool>();
    default:
      return nullptr;
  }
}

Loop convert_loop_of(int64_t from, int64_t to) {
  return with_type(from, [to]<typename From>() {
    return with_type(to, []<typename To>() -> Loop { return convert_loop<From, To>; });
  });
}

// Moves elements without looking at them.
Status move(const Iter& iter, int64_t size) {
  const Operand& out = iter.operands[0];
  const Operand& in = iter.operands[1];
  if (iter.ndim >= 2 && out.strides[0] == size && in.strides[0] != size) {
    for (int64_t d = 1; d < iter.ndim; d++)
      if (in.strides[d] == size) return transpose(iter, d, size);
  }
  return run_loop(iter, 1, move_loop_of_size(size));
}

}  // namespace

Loop loop_of_copy(int64_t from, int64_t to) {
  return from == to ? move_loop_of_size(element_size(from)) : convert_loop_of(from, to);
}

SC_KERNEL(copy, IterArgs) {
  if (element_size(args.input_dtype) == 0) return fail(kUnsupportedDtype, args.input_dtype);
  if (element_size(args.output_dtype) == 0) return fail(kUnsupportedDtype, args.output_dtype);
  Iter iter;
  const Status status = iter.decode(args, words, 1, 2, 0);
  if (status != kOk) return status;
  if (args.input_dtype == args.output_dtype) return move(iter, element_size(args.input_dtype));

  for (int64_t k = 0; k < 2; k++) {
    Operand& operand = iter.operands[k];
    if (operand.dtype == kHalf || operand.dtype == kBFloat16) operand.compute_dtype = kFloat;
  }
  const Loop loop = loop_of_copy(iter.operands[1].compute_dtype, iter.operands[0].compute_dtype);
  if (loop == nullptr) return fail(kUnsupportedDtype, kComplexHalf);
  return run_loop(iter, 1, loop);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
