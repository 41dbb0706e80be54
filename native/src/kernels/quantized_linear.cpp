#include <cmath>

#include "gemm/int8/product.h"
#include "kernels/arguments.h"
#include "kernels/quantized.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

struct Range {
  float least, most;
};

// Of all elements and 0.
Range range_of(const float* x, int64_t n) {
  using V = Vec<float>;
  V least(0.0f), most(0.0f);
  for (int64_t i = 0; i < n; i += V::kSize) {
    const V v = V::load(x + i, std::min(V::kSize, n - i));
    least = minimum(least, v);
    most = maximum(most, v);
  }
  return {reduce_minimum(least), reduce_maximum(most)};
}

struct Parameters {
  double scale;
  int64_t zero_point;
};

// A scale and zero point for integers 0..most that reach over the range, as PyTorch chooses them: a number that is 0
// has an integer, and the scale is not so small that its inverse overflows.
Parameters choose(Range range, int64_t most) {
  constexpr float kSmallest = 6.1e-5f;
  double lo = range.least, hi = range.most;
  double scale = (hi - lo) / static_cast<double>(most);
  if (static_cast<float>(scale) == 0.0f || std::isinf(1.0f / static_cast<float>(scale))) scale = 0.1;
  if (scale < kSmallest) {
    const double grown = kSmallest / scale;
    scale = kSmallest;
    if (lo == 0.0) {
      hi = scale * static_cast<double>(most);
    } else if (hi == 0.0) {
      lo = -scale * static_cast<double>(most);
    } else {
      lo *= grown;
      hi *= grown;
    }
  }
  const double from_lo = -lo / scale, from_hi = static_cast<double>(most) - hi / scale;
  const double error_lo = std::abs(lo / scale), error_hi = static_cast<double>(most) + std::abs(hi / scale);
  const double zero = error_lo < error_hi ? from_lo : from_hi;
  return {scale, static_cast<int64_t>(std::nearbyint(std::clamp(zero, 0.0, static_cast<double>(most))))};
}

void quantize(const float* in, uint8_t* out, int64_t n, Parameters p) {
  using V = Vec<float>;
  const V inverse(1.0f / static_cast<float>(p.scale)), zero(static_cast<float>(p.zero_point));
  for (int64_t i = 0; i < n; i += V::kSize) {
    const int64_t lanes = std::min(V::kSize, n - i);
    store_bytes(to_quantized(V::load(in + i, lanes) * inverse + zero, V(0.0f), V(255.0f)), out + i, lanes);
  }
}

}  // namespace

SC_KERNEL(quantized_linear_dynamic, QuantizedLinearDynamicArgs) {
  const QuantizedLinearDynamicArgs& a = args;
  if (a.m < 0) return bad_argument(a, a.m);
  if (a.n < 0) return bad_argument(a, a.n);
  if (a.k < 0) return bad_argument(a, a.k);
  if (a.capacity < pack_capacity(1, a.k, a.n, 1)) return bad_argument(a, a.capacity);
  if (a.m * a.n == 0) return kOk;
  const int64_t most = a.reduce_range ? 127 : 255, row = byte_depth(a.k);
  const Range range = range_of(a.in, a.m * a.k);
  if (!std::isfinite(range.least) || !std::isfinite(range.most)) return fail(kInvalidArgument, 1, 0);
  const Parameters p = choose(range, most);
  const Temporary<uint8_t> bytes(a.m * row);
  parallel_for(0, a.m, std::max<int64_t>(1, 32768 / std::max<int64_t>(1, row)), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      uint8_t* to = bytes.data() + i * row;
      quantize(a.in + i * a.k, to, a.k, p);
      std::fill(to + a.k, to + row, uint8_t{0});
    }
  });
  FloatFinish finish(a.n, a.k, p.scale, p.zero_point, a.weight_scales, a.weight_zero_points, a.sums, a.bias);
  finish.relu = a.relu != 0;
  multiply_byte_products(
      1, a.m, a.n, a.k, false, finish.needs_rows(),
      [&](int64_t, int64_t first, int64_t) { return ByteRows{bytes.data() + first * row, row}; },
      [&](int64_t) { return a.packed; },
      [&](int64_t, int64_t i, const int32_t* sums, int32_t row_sum, int64_t j, int64_t count) {
        finish.row(sums, row_sum, j, count, a.out + i * a.n + j);
      });
  return kOk;
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
