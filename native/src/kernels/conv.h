// Convolutions: the argument blocks of `conv`, `conv_transpose`, `conv_pack_weight`.
#pragma once

#include <cstdint>

#include "gemm/epilogue_args.h"

namespace sconce {

enum class ConvLayout : int64_t {
  kChannelsFirst = 0,  // [n, c, d, h, w]: `inner` is the distance of two channels, d * h * w when contiguous
  kChannelsLast = 1,   // [n, d, h, w, c]: `inner` is the distance of two positions, c when contiguous
  kFirstToLast = 2,  // in channels first, out channels last; only `conv`. For few input channels: more are copied first
};

// conv            out = epilogue(convolution of in with weight); PyTorch's conv1d, conv2d, conv3d
//
// conv_transpose  its adjoint with respect to the input, in and out named as the operator names them;
// conv_transpose1d..3d
//
// One block for one, two and three spatial dimensions: the missing leading ones have size 1, kernel 1, stride 1,
// padding 0, dilation 1.
//
// Within an image the positions are contiguous (d, h, w), times `inner` when channels are last; channels first, each
// channel is one contiguous d * h * w. in and out may be slices of channels of wider tensors: that is what `inner` and
// `image` are for.
//
// weight is contiguous: conv [c_out, c_in / groups, kd, kh, kw], conv_transpose [c_in, c_out / groups, kd, kh, kw].
//
// padding is what lies before the first position. How much lies behind the last follows from the size of out, so
// unequal padding and output_padding need no words of their own. The caller has computed out_* by PyTorch's formula;
// positions of in that do not exist count as zeros, and positions of a conv_transpose's out that nothing reaches become
// 0 + bias.
//
// packed: 1 when weight was written by `conv_pack_weight` for the same sizes, window, dtype, layout and kind.
//
// dtype: float, double, int64, int32, int16, int8, uint8; integers wrap around.
//
// in_scale: [batch, c_in], contiguous, by which the channels of in are multiplied before: the same bits as with the
// products in their place. Null for none; only `conv` takes one, of float or double, packed, channels last, with one
// group, kernel and stride 1 and no padding.
//
// The bits of the result depend on the arguments alone, not on the number of threads, nor on `packed`.
struct ConvArgs {  // 41 words
  int64_t dtype;
  void* out;
  const void* in;
  const void* weight;
  int64_t layout;  // a ConvLayout
  int64_t packed;
  int64_t batch, groups, c_in, c_out;
  int64_t in_d, in_h, in_w;
  int64_t out_d, out_h, out_w;
  int64_t kernel_d, kernel_h, kernel_w;
  int64_t stride_d, stride_h, stride_w;
  int64_t padding_d, padding_h, padding_w;
  int64_t dilation_d, dilation_h, dilation_w;
  int64_t in_image, in_inner;  // elements from image to image, and `inner` (ConvLayout)
  int64_t out_image, out_inner;
  EpilogueArgs epilogue;  // bias: [c_out]
  const void* in_scale;
};

// conv_pack_weight  rewrites a convolution's weight in the order in which `conv` or `conv_transpose` reads it.
//
// The number of elements that `packed` must hold is written to *size; with packed == null that is all that happens. It
// is 0 when this kind of convolution has no packed form, or a library computes it that packs for itself
// (sc_choose_gemm): then `packed` must be 0 in ConvArgs.
//
// `packed` is 64-byte aligned. What is packed under one CPU capability is read only under the same one.
struct ConvPackArgs {  // 44 words
  int64_t* size;
  void* packed;
  int64_t transposed;  // 0 for conv, 1 for conv_transpose
  ConvArgs conv;       // the call, with its weight as it is; in, out and the epilogue are not looked at
};

}  // namespace sconce
