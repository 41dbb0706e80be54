#pragma once

#include <cstdint>

namespace sconce {

// Normalisations in float or double; every pointer is of `dtype`. Statistics for training mode (batch_norm and
// instance_norm without running estimates) come from the reduction `var`, which gives mean and variance at once.

/// Every row of n contiguous elements on its own: (x - mean) * rstd * weight + bias (aten::native_layer_norm), or
/// x * rsqrt(mean(x²) + eps) * weight (aten::rms_norm).
///
/// words: 0 dtype · 1 out · 2 mean · 3 rstd · 4 in · 5 weight · 6 bias · 7 rows · 8 n · 9 in_row_stride
///        · 10 out_row_stride (elements) · 11 eps (double bits)
/// kernels: layer_norm, rms_norm (does not read `mean` and `bias`). mean[rows], rstd[rows], weight[n], bias[n] may be
/// null.
struct LayerNormArgs {
  int64_t dtype;
  void* out;
  void* mean;
  void* rstd;
  const void* in;
  const void* weight;
  const void* bias;
  int64_t rows;
  int64_t n;
  int64_t in_row_stride;
  int64_t out_row_stride;
  double eps;
};

/// aten::native_group_norm on [batch, channels, inner] contiguous, or [batch, inner, channels] with channels_last = 1.
///
/// words: 0 dtype · 1 out · 2 mean · 3 rstd · 4 in · 5 weight · 6 bias · 7 batch · 8 channels · 9 inner · 10 groups
///        · 11 channels_last · 12 eps (double bits)
/// kernel: group_norm. mean[batch, groups], rstd[batch, groups], weight[channels], bias[channels] may be null.
struct GroupNormArgs {
  int64_t dtype;
  void* out;
  void* mean;
  void* rstd;
  const void* in;
  const void* weight;
  const void* bias;
  int64_t batch;
  int64_t channels;
  int64_t inner;
  int64_t groups;
  int64_t channels_last;
  double eps;
};

/// The normalisation (x - mean) / sqrt(var + eps) * weight + bias as x * scale + shift, which is the pointwise kernel
/// scale_shift: factors[0] = scale, factors[1] = shift, for each channel; computed in double.
///
/// words: 0 dtype · 1 factors[2, channels] · 2 mean · 3 var · 4 weight · 5 bias · 6 channels · 7 eps (double bits)
/// kernel: batch_norm_factors. `weight` and `bias` may be null.
struct BatchNormFactorsArgs {
  int64_t dtype;
  void* factors;
  const void* mean;
  const void* var;
  const void* weight;
  const void* bias;
  int64_t channels;
  double eps;
};

/// A convolution's weight with a batch norm's scale: out[i, c, j] = in[i, c, j] * scale[c], computed in double.
///
/// words: 0 dtype · 1 out · 2 in · 3 scale[channels] (double) · 4 outer · 5 channels · 6 inner; out and in are
///        [outer, channels, inner]
/// kernel: scale_channels
struct ScaleChannelsArgs {
  int64_t dtype;
  void* out;
  const void* in;
  const double* scale;
  int64_t outer;
  int64_t channels;
  int64_t inner;
};

}  // namespace sconce
