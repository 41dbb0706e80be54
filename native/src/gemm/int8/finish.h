// From sums of products of bytes to results: zero points, scales, bias, and rounding to bytes again.
#pragma once

#include <algorithm>

#include "base/kernel.h"
#include "base/temporary.h"
#include "kernels/vec.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// The low byte of each lane.
SC_INLINE void store_bytes(Vec<int32_t> x, uint8_t* to, int64_t n) {
  typedef uint8_t Bytes __attribute__((vector_size(Vec<int32_t>::kSize)));
  const Bytes bytes = __builtin_convertvector(x.v, Bytes);
  if (n >= Vec<int32_t>::kSize) {
    __builtin_memcpy(to, &bytes, sizeof(bytes));
  } else {
    uint8_t lanes[sizeof(bytes)];
    __builtin_memcpy(lanes, &bytes, sizeof(bytes));
    __builtin_memcpy(to, lanes, static_cast<size_t>(n));
  }
}

// x, the zero point included, rounded to nearest as a byte in lo..hi.
SC_INLINE Vec<int32_t> to_quantized(Vec<float> x, Vec<float> lo, Vec<float> hi) {
  return convert<int32_t>(round(minimum(maximum(x, lo), hi)));
}

// x as rounded to float: what is added to it is not fused with the product that made it.
SC_INLINE Vec<float> rounded(Vec<float> x) {
  __asm__("" : "+v"(x.v));
  return x;
}

// What the sums of n columns become. The operands are a (uint8, za, sa) and b (int8, zb[j], sb[j]); a sum is of a * b,
// and the product of what they stand for is sa * sb[j] * (sum - za * columns[j] - zb[j] * rows[i] + k * za * zb[j])
// with the sums of b's columns and of a's rows.
class ByteFinish {
 public:
  // bias and weight_zeros may be null.
  ByteFinish(int64_t n, int64_t k, double a_scale, int64_t a_zero, const float* b_scales, const int32_t* b_zeros,
             const int32_t* columns, const float* bias)
      : n_(n), zeros_(b_zeros), storage_(3 * (n + 16)) {
    int32_t* offset = reinterpret_cast<int32_t*>(storage_.data());
    float* added = storage_.data() + (n + 16);
    float* scale = added + (n + 16);
    for (int64_t j = 0; j < n; j++) {
      const int64_t zero = b_zeros ? b_zeros[j] : 0;
      offset[j] = static_cast<int32_t>(a_zero * (columns[j] - k * zero));
      scale[j] = static_cast<float>(a_scale) * b_scales[j];
      added[j] = bias ? bias[j] : 0.0f;
    }
    offset_ = offset, added_ = added, scale_ = scale;
  }

  // Whether row() needs the sums of a's rows.
  bool needs_rows() const { return zeros_ != nullptr; }

 protected:
  // sum - offset of column j and on.
  SC_INLINE Vec<float> exact(const int32_t* sums, int64_t j, int64_t count, int32_t row_sum) const {
    Vec<int32_t> x = Vec<int32_t>::load(sums, count) - Vec<int32_t>::load(offset_ + j, count);
    if (zeros_) x = x - Vec<int32_t>::load(zeros_ + j, count) * Vec<int32_t>(row_sum);
    return convert<float>(x);
  }

  int64_t n_;
  const int32_t* zeros_;
  Temporary<float> storage_;
  const int32_t* offset_;
  const float* added_;
  const float* scale_;
};

// To float32: scale * sum + bias.
class FloatFinish : public ByteFinish {
 public:
  using ByteFinish::ByteFinish;
  bool relu = false;

  // Columns j..j + count of a row, whose sums begin at `sums`.
  void row(const int32_t* sums, int32_t row_sum, int64_t j, int64_t count, float* out) const {
    constexpr int64_t kLanes = Vec<float>::kSize;
    for (int64_t i = 0; i < count; i += kLanes) {
      const int64_t lanes = std::min(kLanes, count - i);
      Vec<float> x = fmadd(exact(sums + i, j + i, lanes, row_sum), Vec<float>::load(scale_ + j + i, lanes),
                           Vec<float>::load(added_ + j + i, lanes));
      if (relu) x = maximum(x, Vec<float>(0.0f));
      x.store(out + i, lanes);
    }
  }
};

// To bytes of a scale and zero point: (scale * sum + bias) / out_scale + zero point, rounded; in this order and rounded
// after each step, as PyTorch's engine x86 does, so that the bytes are the same where one half lies between.
class QuantizedFinish : public ByteFinish {
 public:
  QuantizedFinish(int64_t n, int64_t k, double a_scale, int64_t a_zero, const float* b_scales, const int32_t* b_zeros,
                  const int32_t* columns, const float* bias, double out_scale, int64_t out_zero, bool relu)
      : ByteFinish(n, k, a_scale, a_zero, b_scales, b_zeros, columns, bias),
        inverse_(1.0f / static_cast<float>(out_scale)),
        zero_(static_cast<float>(out_zero)),
        lo_(relu ? static_cast<float>(out_zero) : 0.0f) {}

  void row(const int32_t* sums, int32_t row_sum, int64_t j, int64_t count, uint8_t* out) const {
    constexpr int64_t kLanes = Vec<float>::kSize;
    for (int64_t i = 0; i < count; i += kLanes) {
      const int64_t lanes = std::min(kLanes, count - i);
      const Vec<float> x = rounded(exact(sums + i, j + i, lanes, row_sum) * Vec<float>::load(scale_ + j + i, lanes)) +
                           Vec<float>::load(added_ + j + i, lanes);
      store_bytes(to_quantized(rounded(x * inverse_) + zero_, lo_, Vec<float>(255.0f)), out + i, lanes);
    }
  }

 private:
  Vec<float> inverse_, zero_, lo_;
};

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
