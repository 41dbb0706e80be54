// Convolution weights in the order in which the products read them.
#pragma once

#include <algorithm>
#include <type_traits>

#include "base/scratch.h"
#include "gemm/matrix_source.h"
#include "kernels/conv.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

struct FilterShape {
  int64_t groups, in, out;  // channels in all
  int64_t taps;

  int64_t group_in() const { return in / groups; }
  int64_t group_out() const { return out / groups; }
  int64_t depth() const { return taps * group_in(); }
};

// Elements of the packed weight of a channels-last convolution that is multiplied: for each group a
// [taps * group_in, group_out] matrix in PanelOrder.
template <typename T>
int64_t packed_filter_size(const FilterShape& shape) {
  return shape.groups * PanelOrder<T>(shape.depth(), shape.group_out()).size();
}

// weight is [out, in / groups, taps].
template <typename S, typename T>
void pack_filter(const FilterShape& shape, const S* weight, T* packed) {
  const int64_t depth = shape.depth(), channels = shape.group_in();
  const PanelOrder<T> order(depth, shape.group_out());
  const int64_t panels = (shape.group_out() + kPanel<T> - 1) / kPanel<T>;
  const int64_t grain = std::max<int64_t>(1, 16384 / (kPanel<T> * std::max<int64_t>(depth, 1)));
  parallel_for(0, shape.groups * panels, grain, [&](int64_t begin, int64_t end) {
    // A panel in the weight's own order (channel, tap), some channels at a time; then its rows are sorted by (tap,
    // channel).
    const int64_t chunk = std::max<int64_t>(1, 256 / shape.taps);
    T* const rows = scratch_of<T>(ScratchUse::kOperand, chunk * shape.taps * kPanel<T>);
    for (int64_t i = begin; i < end; i++) {
      const int64_t group = i / panels, column = i % panels * kPanel<T>;
      const S* from = weight + (group * shape.group_out() + column) * depth;
      T* to = packed + group * order.size();
      for (int64_t c = 0; c < channels; c += chunk) {
        const int64_t count = std::min(chunk, channels - c);
        pack_panels(from + c * shape.taps, 1, depth, count * shape.taps,
                    std::min(kPanel<T>, shape.group_out() - column), rows, 0);
        for (int64_t t = 0; t < shape.taps; t++) {
          for (int64_t q = 0; q < count;) {
            const int64_t row = t * channels + c + q;
            T* at = to + order.at(row, column);
            for (const int64_t last = std::min(count, q + order.block_end(row) - row); q < last; q++, at += kPanel<T>) {
              copy_span(rows + (q * shape.taps + t) * kPanel<T>, at, kPanel<T>);
            }
          }
        }
      }
    }
  });
}

// That of DepthwiseRows: [taps, channels].
template <typename T>
void pack_depthwise(const FilterShape& shape, const T* weight, T* packed) {
  for (int64_t t = 0; t < shape.taps; t++) {
    for (int64_t c = 0; c < shape.out; c++) *packed++ = weight[c * shape.taps + t];
  }
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
