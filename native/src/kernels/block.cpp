#include "kernels/block.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

template <class From, class To>
void convert_block(const void* in, int64_t in_stride, void* out, int64_t out_stride, int64_t n) {
  const char* source = static_cast<const char*>(in);
  char* destination = static_cast<char*>(out);
  if (in_stride == static_cast<int64_t>(sizeof(From)) && out_stride == static_cast<int64_t>(sizeof(To))) {
    const From* x = static_cast<const From*>(in);
    To* y = static_cast<To*>(out);
    for (int64_t i = 0; i < n; i++) y[i] = convert_element<To>(x[i]);
    return;
  }
  for (int64_t i = 0; i < n; i++) {
    *reinterpret_cast<To*>(destination + i * out_stride) =
        convert_element<To>(*reinterpret_cast<const From*>(source + i * in_stride));
  }
}

template <class To>
void load_any(int64_t dtype, const void* in, int64_t stride, int64_t n, To* out) {
  constexpr int64_t kStep = sizeof(To);
  switch (dtype) {
    case kUInt8:
      return convert_block<uint8_t, To>(in, stride, out, kStep, n);
    case kInt8:
      return convert_block<int8_t, To>(in, stride, out, kStep, n);
    case kInt16:
      return convert_block<int16_t, To>(in, stride, out, kStep, n);
    case kInt32:
      return convert_block<int32_t, To>(in, stride, out, kStep, n);
    case kInt64:
      return convert_block<int64_t, To>(in, stride, out, kStep, n);
    case kBool:
      return convert_block<Bool, To>(in, stride, out, kStep, n);
    default:
      break;
  }
  if constexpr (std::is_floating_point_v<To>) {
    if (dtype == kHalf) return convert_block<Half, To>(in, stride, out, kStep, n);
    if (dtype == kBFloat16) return convert_block<BFloat16, To>(in, stride, out, kStep, n);
    if (dtype == kFloat) return convert_block<float, To>(in, stride, out, kStep, n);
    if (dtype == kDouble) return convert_block<double, To>(in, stride, out, kStep, n);
  }
}

template <class From>
void store_any(int64_t dtype, void* out, int64_t stride, int64_t n, const From* in) {
  constexpr int64_t kStep = sizeof(From);
  switch (dtype) {
    case kUInt8:
      return convert_block<From, uint8_t>(in, kStep, out, stride, n);
    case kInt8:
      return convert_block<From, int8_t>(in, kStep, out, stride, n);
    case kInt16:
      return convert_block<From, int16_t>(in, kStep, out, stride, n);
    case kInt32:
      return convert_block<From, int32_t>(in, kStep, out, stride, n);
    case kInt64:
      return convert_block<From, int64_t>(in, kStep, out, stride, n);
    case kHalf:
      return convert_block<From, Half>(in, kStep, out, stride, n);
    case kBFloat16:
      return convert_block<From, BFloat16>(in, kStep, out, stride, n);
    case kFloat:
      return convert_block<From, float>(in, kStep, out, stride, n);
    case kDouble:
      return convert_block<From, double>(in, kStep, out, stride, n);
    case kBool:
      return convert_block<From, Bool>(in, kStep, out, stride, n);
    default:
      break;
  }
}

}  // namespace

void load_block(int64_t dtype, const void* in, int64_t stride, int64_t n, float* out) {
  load_any(dtype, in, stride, n, out);
}
void load_block(int64_t dtype, const void* in, int64_t stride, int64_t n, double* out) {
  load_any(dtype, in, stride, n, out);
}
void load_block(int64_t dtype, const void* in, int64_t stride, int64_t n, int64_t* out) {
  load_any(dtype, in, stride, n, out);
}

void store_block(int64_t dtype, void* out, int64_t stride, int64_t n, const double* in) {
  store_any(dtype, out, stride, n, in);
}
void store_block(int64_t dtype, void* out, int64_t stride, int64_t n, const int64_t* in) {
  store_any(dtype, out, stride, n, in);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
