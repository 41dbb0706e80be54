#pragma once

#include <cstdint>

namespace sconce {

/// How `pad` fills what lies outside.
inline constexpr int64_t kReflect = 0;
inline constexpr int64_t kReplicate = 1;
inline constexpr int64_t kCircular = 2;

/// Padding (or, where negative, cropping) of the three spatial dimensions of [planes, in_d, in_h, in_w, inner],
/// contiguous; 1-d and 2-d have sizes 1 in front. Constant padding is a fill and a copy instead.
///
/// words: 0 dtype (any) · 1 out · 2 in · 3 planes · 4 inner · 5..7 in_{d,h,w} · 8..10 out_{d,h,w} · 11..13
///        pad_{d,h,w} (in front; what is behind follows from the sizes) · 14 mode
/// kernel: pad (aten::reflection_pad1d…3d, replication_pad1d…3d, _pad_circular). Padding too wide for the mode is
/// refused.
struct PadArgs {
  int64_t dtype;
  void* out;
  const void* in;
  int64_t planes;
  int64_t inner;
  int64_t in_size[3];
  int64_t out_size[3];
  int64_t pad[3];
  int64_t mode;
};

}  // namespace sconce
