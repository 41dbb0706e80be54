// Attention: the argument block of `sdpa`.
#pragma once

#include <cstdint>

namespace sconce {

enum class SdpaMask : int64_t {
  kNone = 0,
  kAdd = 1,   // of q's dtype, added to the scaled scores
  kBool = 2,  // bool: true takes part
  kFill = 3,  // bool: where true, the score is `fill`
};

// sdpa  out = softmax(scale * q @ k^T + mask) @ v, without writing the scores; PyTorch's scaled_dot_product_attention
//       with dropout 0
//
// q [batch, heads, l, e], k [batch, kv_heads, s, e], v [batch, kv_heads, s, ev], out [batch, heads, l, ev]; query head
// h uses the key and value head h / (heads / kv_heads) (enable_gqa).
//
// Strides count elements; all but out's may be 0. The last stride of out is 1.
//
// causal: 1 lets position i of q see positions 0..i of k (aligned at the top left, whatever l and s are); the mask is
// applied as well. A row with nothing to see gives zeros, as PyTorch's safe softmax does, or with `strict` NaN, as its
// softmax.
//
// dtype: float, double.
struct SdpaArgs {  // 37 words
  int64_t dtype;
  void* out;
  const void* q;
  const void* k;
  const void* v;
  const void* mask;   // null with kNone
  int64_t mask_kind;  // an SdpaMask
  double fill;
  int64_t causal, strict;
  double scale;  // PyTorch's default is 1 / sqrt(e)
  int64_t batch, heads, kv_heads, l, s, e, ev;
  int64_t out_batch, out_head, out_row;
  int64_t q_batch, q_head, q_row, q_col;
  int64_t k_batch, k_head, k_row, k_col;
  int64_t v_batch, v_head, v_row, v_col;
  int64_t mask_batch, mask_head, mask_row, mask_col;
};

}  // namespace sconce
