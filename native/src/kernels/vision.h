#pragma once

#include <cstdint>

namespace sconce {

/// torchvision::nms: greedy non-maximum suppression; contiguous.
///
/// words: 0 dtype (float or double) · 1 keep (int64, room for n) · 2 found (one int64) · 3 boxes [n, 4]
///        (x1, y1, x2, y2) · 4 order (int64 [n]: the boxes by falling score) · 5 n · 6 threshold (double bits)
/// kernel: nms. keep[0 … found) gets the boxes that stay, in that order: those whose intersection over union with no
/// earlier one that stays exceeds the threshold. A number in `order` outside 0..n-1 is refused.
struct NmsArgs {
  int64_t dtype;
  int64_t* keep;
  int64_t* found;
  const void* boxes;
  const int64_t* order;
  int64_t n;
  double threshold;
};

/// torchvision::roi_align; contiguous.
///
/// words: 0 dtype (float or double) · 1 out [rois, channels, out_h, out_w] · 2 in [batch, channels, in_h, in_w]
///        · 3 rois [rois, 5] (image number, x1, y1, x2, y2) · 4 batch · 5 channels · 6..7 in_{h,w} · 8 rois · 9..10
///        out_{h,w} · 11 spatial_scale (double bits) · 12 sampling_ratio (≤ 0: as many as fit) · 13 aligned
/// kernel: roi_align. An image number outside 0..batch-1 is refused.
struct RoiAlignArgs {
  int64_t dtype;
  void* out;
  const void* in;
  const void* rois;
  int64_t batch;
  int64_t channels;
  int64_t in_size[2];
  int64_t n_rois;
  int64_t out_size[2];
  double spatial_scale;
  int64_t sampling_ratio;
  int64_t aligned;
};

}  // namespace sconce
