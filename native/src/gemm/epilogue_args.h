// What is done to a finished element of a matrix product or a convolution before it is stored: the part of the argument
// blocks that `gemm`, `gemm_packed`, `conv` and `conv_transpose` share.
#pragma once

#include <cstdint>

namespace sconce {

// The functions that can be fused; the numbers are words of the argument block. Each equals the PyTorch function in
// brackets.
enum class Activation : int64_t {
  kNone = 0,
  kRelu = 1,         // max(x, 0), NaN stays NaN                        (relu)
  kClamp = 2,        // min(max(x, lo), hi), NaN stays NaN              (clamp, hardtanh; relu6 is lo = 0, hi = 6)
  kGelu = 3,         // x / 2 * (1 + erf(x / sqrt(2)))                  (gelu, approximate='none')
  kGeluTanh = 4,     // the tanh formula                                (gelu, approximate='tanh')
  kSilu = 5,         // x * sigmoid(x)                                  (silu)
  kSigmoid = 6,      // 1 / (1 + exp(-x))                               (sigmoid)
  kTanh = 7,         //                                                 (tanh)
  kHardswish = 8,    // x * min(max(x + 3, 0), 6) / 6                   (hardswish)
  kHardsigmoid = 9,  // min(max(x + 3, 0), 6) / 6                       (hardsigmoid)
  kLeakyRelu = 10,   // x > 0 ? x : lo * x                              (leaky_relu, lo = negative_slope)
};

// 8 words. With y the product, the stored value is
//     residual_last == 0:  act(y + bias + residual)
//     residual_last == 1:  act(y + bias) + residual
// An integer product takes bias and residual, but no activation beyond kRelu and kClamp.
struct EpilogueArgs {
  const void* bias;        // one element a column (gemm) or output channel (conv), contiguous; null for none
  const void* residual;    // like the output, of its dtype; null for none. Must not overlap the output (but see beta)
  int64_t residual_row;    // elements from row to row (gemm), or the `inner` stride (conv)
  int64_t residual_batch;  // elements from matrix to matrix of the inner batch (gemm), or the `image` stride (conv)
  int64_t activation;      // an Activation
  int64_t residual_last;   // 0 or 1: the order above
  double lo;               // kClamp: lower bound; kLeakyRelu: slope; else 0
  double hi;               // kClamp: upper bound; else 0
};

// Whether nothing is to be done.
inline bool is_empty(const EpilogueArgs& e) {
  return e.bias == nullptr && e.residual == nullptr && e.activation == static_cast<int64_t>(Activation::kNone);
}

}  // namespace sconce
