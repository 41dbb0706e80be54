#pragma once

#include <cstdint>

namespace sconce {

/// aten::nll_loss_forward and nll_loss2d_forward on log-probabilities [batch, classes, inner] contiguous.
///
/// words: 0 dtype (float or double) · 1 out · 2 total_weight · 3 in · 4 target (int64 [batch, inner]) · 5 weight
///        · 6 batch · 7 classes · 8 inner · 9 reduction (0 none, 1 mean, 2 sum) · 10 ignore_index
/// kernel: nll_loss. out: [batch, inner] for none, else 1 element. weight[classes] and total_weight[1] may be null. A
/// target outside 0..classes-1 other than ignore_index is refused. No target at all: the mean is NaN.
struct NllLossArgs {
  int64_t dtype;
  void* out;
  void* total_weight;
  const void* in;
  const int64_t* target;
  const void* weight;
  int64_t batch;
  int64_t classes;
  int64_t inner;
  int64_t reduction;
  int64_t ignore_index;
};

}  // namespace sconce
