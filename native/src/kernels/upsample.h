#pragma once

#include <cstdint>

namespace sconce {

/// How `upsample` reads the input.
inline constexpr int64_t kNearest = 0;
inline constexpr int64_t kNearestExact = 1;
inline constexpr int64_t kLinear = 2;
inline constexpr int64_t kCubic = 3;
inline constexpr int64_t kLinearAntialias = 4;
inline constexpr int64_t kCubicAntialias = 5;
inline constexpr int64_t kLanczosAntialias = 6;

/// Resizing of the three spatial dimensions of [planes, in_d, in_h, in_w, inner], contiguous; 1-d and 2-d have sizes 1
/// for the dimensions in front. NCHW: planes = N*C, inner = 1; channels-last: planes = N, inner = C.
///
/// words: 0 dtype (float, double; upsample_bytes: uint8; nearest: any) · 1 out · 2 in · 3 planes · 4 inner
///        · 5..7 in_{d,h,w} · 8..10 out_{d,h,w} · 11 mode · 12 align_corners · 13..15 scale_{d,h,w} (double
///        bits; 0 = not given)
/// kernel: upsample (aten::upsample_nearest1d … upsample_trilinear3d, upsample_bicubic2d, _upsample_nearest_exact*,
///   _upsample_bilinear2d_aa, _upsample_bicubic2d_aa, _upsample_lanczos2d_aa): source positions as PyTorch computes
///   them, scale_* being its scales_* arguments (output over input).
/// kernel: upsample_bytes (the modes from kLinear on, in one or two dimensions): PyTorch's to the last bit.
struct UpsampleArgs {
  int64_t dtype;
  void* out;
  const void* in;
  int64_t planes;
  int64_t inner;
  int64_t in_size[3];
  int64_t out_size[3];
  int64_t mode;
  int64_t align_corners;
  double scale[3];
};

/// aten::grid_sampler_2d and 3d; all contiguous.
///
/// words: 0 dtype (float or double) · 1 out [batch, channels, out…] · 2 in [batch, channels, in…]
///        · 3 grid [batch, out…, ndim] · 4 ndim (2 or 3) · 5 batch · 6 channels · 7..9 in_{d,h,w} · 10..12 out_{d,h,w}
///        · 13 interpolation (0 bilinear, 1 nearest, 2 bicubic) · 14 padding (0 zeros, 1 border, 2 reflection)
///        · 15 align_corners
/// kernel: grid_sampler (bicubic in 2-d only).
struct GridSamplerArgs {
  int64_t dtype;
  void* out;
  const void* in;
  const void* grid;
  int64_t ndim;
  int64_t batch;
  int64_t channels;
  int64_t in_size[3];
  int64_t out_size[3];
  int64_t interpolation;
  int64_t padding;
  int64_t align_corners;
};

}  // namespace sconce
