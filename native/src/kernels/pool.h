#pragma once

#include <cstdint>

namespace sconce {

/// Pooling over the last three spatial dimensions of [planes, in_d, in_h, in_w, inner], all contiguous. A 2-d pooling
/// has in_d = out_d = kernel_d = stride_d = dilation_d = 1, a 1-d one the same for h. NCHW: planes = N*C and inner = 1;
/// channels-last: planes = N and inner = C.
///
/// words: 0 dtype · 1 out · 2 indices · 3 in · 4 planes · 5 inner · 6..8 in_{d,h,w} · 9..11 out_{d,h,w}
///        · 12..14 kernel_{d,h,w} · 15..17 stride_{d,h,w} · 18..20 pad_{d,h,w} · 21..23 dilation_{d,h,w}
///        · 24 count_include_pad · 25 divisor_override (0 = none)
///
/// kernels: max_pool (float, double, int64, int32, int16, int8, uint8; NaN wins), avg_pool (float, double, int64),
///   adaptive_max_pool (as max_pool), adaptive_avg_pool (float, double); the adaptive ones read no word after 11.
/// `indices` (int64, laid out as `out`, may be null, max only) get the position within the plane, (d * in_h + h) * in_w
/// + w. The caller computes the output's sizes (ceil_mode); a window without any element inside the input is refused by
/// max_pool and gives 0 in avg_pool.
struct PoolArgs {
  int64_t dtype;
  void* out;
  int64_t* indices;
  const void* in;
  int64_t planes;
  int64_t inner;
  int64_t in_size[3];
  int64_t out_size[3];
  int64_t kernel[3];
  int64_t stride[3];
  int64_t pad[3];
  int64_t dilation[3];
  int64_t count_include_pad;
  int64_t divisor_override;
};

/// aten::max_unpool2d and 3d: out[plane][indices[plane][i]] = in[plane][i], zero elsewhere; all contiguous.
///
/// words: 0 dtype (any) · 1 out · 2 in · 3 indices · 4 planes · 5 in_size · 6 out_size (elements a plane)
/// kernel: max_unpool. An index outside 0..out_size-1 is refused.
struct MaxUnpoolArgs {
  int64_t dtype;
  void* out;
  const void* in;
  const int64_t* indices;
  int64_t planes;
  int64_t in_size;
  int64_t out_size;
};

}  // namespace sconce
