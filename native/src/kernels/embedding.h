#pragma once

#include <cstdint>

namespace sconce {

/// aten::embedding_bag: every bag is the sum, mean or maximum of rows of a table. (aten::embedding is the kernel
/// `index`.)
///
/// words: 0 dtype (float or double) · 1 out [bags, width] · 2 bag_size · 3 max_indices · 4 weight [rows, width]
///        (contiguous) · 5 indices (int64) · 6 offsets (int64) · 7 per_sample_weights · 8 n (indices) · 9 bags · 10
///        rows · 11 width · 12 mode (0 sum, 1 mean, 2 max) · 13 padding_idx (-1 = none)
/// kernel: embedding_bag. Bag b is indices[offsets[b] … offsets[b+1]), the last one ends at n; offsets must start at 0
/// and not decrease. An empty bag is 0. Entries equal to padding_idx do not count. per_sample_weights[n] (dtype, sum
/// only), bag_size[bags] and max_indices[bags, width] (int64) may be null.
struct EmbeddingBagArgs {
  int64_t dtype;
  void* out;
  int64_t* bag_size;
  int64_t* max_indices;
  const void* weight;
  const int64_t* indices;
  const int64_t* offsets;
  const void* per_sample_weights;
  int64_t n;
  int64_t bags;
  int64_t rows;
  int64_t width;
  int64_t mode;
  int64_t padding_idx;
};

}  // namespace sconce
