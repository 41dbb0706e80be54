// Quantized tensors: the argument blocks of `quantize`, `dequantize`, `quantized_lookup`, `quantized_binary`,
// `quantized_pack`, `quantized_conv` and `quantized_linear_dynamic`.
//
// An integer q of a tensor stands for (q - zero_point) * scale. dtype words are those of the integers' own types: uint8
// for quint8, int8 for qint8, int32 for qint32. Numbers become integers by rounding x * (1 / scale) to nearest, ties to
// even, adding the zero point, and clamping to the dtype's range; NaN becomes the least.
#pragma once

#include <cstdint>

namespace sconce {

// quantize    out[i] = the integer for float in[i]; torch.quantize_per_tensor, torch.quantize_per_channel
// dequantize  float out[i] = what in[i] stands for; Tensor.dequantize
//
// Both are contiguous, seen as [outer, channels, inner]: element [o, c, i] has scales[c] and zero_points[c].
struct QuantizeArgs {  // 8 words
  int64_t dtype;       // of the integers: kUInt8, kInt8 or kInt32
  void* out;
  const void* in;
  int64_t outer, channels, inner;
  const double* scales;
  const int64_t* zero_points;
};

// quantized_lookup  out[i] = table[in[i]] for i < n: any function of one byte. table has 256 bytes, for 0..255 as
// unsigned.
struct QuantizedLookupArgs {  // 4 words
  uint8_t* out;
  const uint8_t* in;
  const uint8_t* table;
  int64_t n;
};

// quantized_binary  out[i] = a[i] + b[i], or a[i] * b[i], of the numbers that they stand for; for i < n, all of one
// dtype
struct QuantizedBinaryArgs {  // 13 words
  int64_t dtype;              // kUInt8 or kInt8
  void* out;
  const void* a;
  const void* b;
  int64_t n;
  int64_t multiply;  // 0 adds
  int64_t relu;      // 1: negative results become 0
  double a_scale;
  int64_t a_zero;
  double b_scale;
  int64_t b_zero;
  double out_scale;
  int64_t out_zero;
};

// quantized_pack  writes a weight, int8 [c_out, c_in / groups, taps] contiguous, in the order in which the kernels
// below read it, and the sum of each output channel. A linear layer's has groups 1 and taps 1.
//
// `packed` has room for the size that pack_capacity says, whatever the CPU capability: what is packed under one is read
// only under the same one.
struct QuantizedPackArgs {  // 8 words
  int8_t* packed;
  int32_t* sums;  // [c_out]
  const int8_t* weight;
  int64_t groups, c_in, c_out, taps;
  int64_t capacity;  // bytes of packed
};

// quantized_conv  out = convolution of in with a packed weight, rounded to out's scale, optionally after relu;
// PyTorch's quantized::conv1d..3d and, with positions as one spatial dimension and kernels of 1, quantized::linear
//
// in: uint8 [batch, d, h, w, c_in], out: uint8 [batch, d, h, w, c_out], both contiguous. Positions that do not exist
// count as zeros. Words as in ConvArgs.
struct QuantizedConvArgs {  // 37 words
  uint8_t* out;
  const uint8_t* in;
  const int8_t* packed;
  const int32_t* sums;
  const float* weight_scales;         // [c_out]
  const int32_t* weight_zero_points;  // [c_out], or null: all 0
  const float* bias;                  // [c_out], or null
  int64_t batch, groups, c_in, c_out;
  int64_t in_d, in_h, in_w;
  int64_t out_d, out_h, out_w;
  int64_t kernel_d, kernel_h, kernel_w;
  int64_t stride_d, stride_h, stride_w;
  int64_t padding_d, padding_h, padding_w;
  int64_t dilation_d, dilation_h, dilation_w;
  double in_scale;
  int64_t in_zero;
  double out_scale;
  int64_t out_zero;
  int64_t relu;
  int64_t capacity;  // bytes of packed
};

// quantized_linear_dynamic  out = in @ weight.T + bias in float, in being quantized to uint8 by its own range before;
// quantized::linear_dynamic
//
// in: float [m, k], out: float [m, n], both contiguous.
struct QuantizedLinearDynamicArgs {  // 13 words
  float* out;
  const float* in;
  const int8_t* packed;
  const int32_t* sums;
  const float* weight_scales;
  const int32_t* weight_zero_points;  // or null
  const float* bias;                  // or null
  int64_t m, n, k;
  int64_t reduce_range;  // 1: to 0..127 instead of 0..255
  int64_t relu;
  int64_t capacity;  // bytes of packed
};

inline bool is_depthwise(int64_t groups, int64_t c_in, int64_t c_out) {
  return groups > 1 && groups == c_in && c_in == c_out;
}

// Bytes for a packed weight: panels of 32 columns, groups of four rows; of a depthwise one blocks of 64 channels,
// groups of four taps.
inline int64_t pack_capacity(int64_t groups, int64_t c_in, int64_t c_out, int64_t taps) {
  if (is_depthwise(groups, c_in, c_out)) return (c_out + 63) / 64 * 64 * ((taps + 3) / 4 * 4);
  const int64_t columns = (c_out / groups + 31) / 32 * 32, rows = (c_in / groups * taps + 3) / 4 * 4;
  return groups * columns * rows;
}

}  // namespace sconce
