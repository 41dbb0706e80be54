// What a convolution refuses.
#pragma once

#include <type_traits>

#include "base/kernel.h"
#include "gemm/finish.h"
#include "gemm/window.h"
#include "kernels/conv.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

template <typename S, typename T>
Status check_conv(const ConvArgs& c) {
  const auto refuse = [&c](const int64_t& word) { return fail(kInvalidArgument, &word - &c.dtype, word); };
  if (c.layout < 0 || c.layout > 2) return refuse(c.layout);
  for (const int64_t* size : {&c.batch, &c.c_in, &c.c_out, &c.in_d, &c.in_h, &c.in_w, &c.out_d, &c.out_h, &c.out_w}) {
    if (*size < 0) return refuse(*size);
  }
  for (const int64_t* positive : {&c.groups, &c.kernel_d, &c.kernel_h, &c.kernel_w, &c.stride_d, &c.stride_h,
                                  &c.stride_w, &c.dilation_d, &c.dilation_h, &c.dilation_w}) {
    if (*positive < 1) return refuse(*positive);
  }
  if (c.c_in % c.groups != 0) return refuse(c.c_in);
  if (c.c_out % c.groups != 0) return refuse(c.c_out);
  // There is a packed form of weights for channels-last results, of types that are computed with as they are.
  if (c.packed && (!writes_channels_last(c) || !std::is_same_v<S, T>)) return refuse(c.packed);
  if (!activation_is_supported<S>(c.epilogue.activation)) return refuse(c.epilogue.activation);
  if (c.in_scale) {
    const bool fits = c.packed && c.layout == static_cast<int64_t>(ConvLayout::kChannelsLast) && c.groups == 1 &&
                      std::is_floating_point_v<T> && window_of(c).is_pointwise();
    if (!fits) return fail(kInvalidArgument, &c.in_scale - reinterpret_cast<const void* const*>(&c.dtype), 1);
  }
  return kOk;
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
