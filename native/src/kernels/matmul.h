// Matrix products: the argument blocks of `gemm`, `gemm_packed` and `gemm_pack_b`.
#pragma once

#include <cstdint>

#include "gemm/epilogue_args.h"

namespace sconce {

// gemm         out = epilogue(alpha * a @ b + beta * out); PyTorch's mm, bmm, addmm, baddbmm, linear, mv, dot
//
// gemm_packed  the same with `b` written by `gemm_pack_b` before: b_row and b_col are ignored. Not for int8, int16,
// uint8
//
// For every (i, j) of the two batch dimensions, out is [m, n], a is [m, k], b is [k, n]. All strides count elements and
// may be 0 (broadcast) or negative for a and b; a transposed operand is one whose row and column strides are swapped.
// The columns of out are adjacent (stride 1). No operand may overlap out.
//
// dtype: float, double, int64, int32, int16, int8, uint8; integers wrap around as PyTorch's do, and their alpha and
// beta are truncated.
//
// beta == 0: out is not read, so it may hold anything, NaN too. k == 0: the product is 0.
//
// The bits of the result depend on the arguments alone, not on the number of threads.
struct GemmArgs {  // 31 words
  int64_t dtype;
  void* out;
  const void* a;
  const void* b;
  int64_t batch_outer, batch_inner;  // 1, 1 for a plain product
  int64_t m, n, k;
  int64_t out_outer, out_inner, out_row;
  int64_t a_outer, a_inner, a_row, a_col;
  int64_t b_outer, b_inner, b_row, b_col;
  double alpha, beta;
  EpilogueArgs epilogue;   // bias: [n]
  int64_t residual_outer;  // elements from matrix to matrix of the outer batch; residual_batch is the inner one's
};

// gemm_pack_b  writes b [k, n] in the order in which gemm_packed reads it; for weights that are used more than once.
//
// `packed` is 64-byte aligned and holds k * round_up(n, 64) elements a matrix. What is packed under one CPU capability
// is read only under the same one. dtype: float, double, int64, int32.
struct GemmPackArgs {  // 10 words
  int64_t dtype;
  void* packed;
  const void* b;
  int64_t batch;
  int64_t n, k;
  int64_t b_batch, b_row, b_col;
  int64_t packed_batch;  // elements from matrix to matrix in `packed`, at least k * round_up(n, 64)
};

}  // namespace sconce
