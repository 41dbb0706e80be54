#pragma once

#include <cstdint>

namespace sconce {

/// aten::im2col and col2im; contiguous.
///
/// words: 0 dtype · 1 out · 2 in · 3 batch · 4 channels · 5..6 size_{h,w} (of the image) · 7..8 columns_{h,w} (of
///        the grid of window positions) · 9..10 kernel_{h,w} · 11..12 stride_{h,w} · 13..14 pad_{h,w} · 15..16
///        dilation_{h,w}
/// kernels: im2col (any dtype; image [batch, channels, h, w] → [batch, channels*kh*kw, columns_h*columns_w]),
///   col2im (float, double; the other way, overlaps summed).
struct UnfoldArgs {
  int64_t dtype;
  void* out;
  const void* in;
  int64_t batch;
  int64_t channels;
  int64_t size[2];
  int64_t columns[2];
  int64_t kernel[2];
  int64_t stride[2];
  int64_t pad[2];
  int64_t dilation[2];
};

}  // namespace sconce
