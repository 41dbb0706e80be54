// What happens to the results of a convolution.
#pragma once

#include "base/kernel.h"
#include "gemm/finish.h"
#include "gemm/window.h"
#include "kernels/conv.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// The finish of one image's channels channel.. , seen as a matrix with one row or one column a channel.
template <typename S>
Finish<S> finish_of(const ConvArgs& c, int64_t image, int64_t channel) {
  const bool last = writes_channels_last(c);
  Finish<S> f =
      make_finish<S>(c.epilogue, image * c.epilogue.residual_batch + channel * (last ? 1 : c.epilogue.residual_row));
  if (c.epilogue.bias) {
    const S* bias = static_cast<const S*>(c.epilogue.bias) + channel;
    (last ? f.column_bias : f.row_bias) = bias;
  }
  return f;
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
