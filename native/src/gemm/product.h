// Blocked matrix products: c [m, n] = finish(a [m, k] @ b [k, n]), where a and b may be matrices in memory or what a
// convolution reads.
//
//   for each block of columns (b's block fits the second-level cache)
//     for each block of k
//       b's block as panels: packed now, packed before, or read where it stands
//       for each strip of kTileRows rows (a's strip fits the first-level cache)
//         multiply_tile for each panel
//
// k is always cut at the same places and never shared between threads, and each element's sum runs in the order of k,
// so its bits depend neither on the tiles nor on the threads nor on how the operands were laid out.
#pragma once

#include <algorithm>

#include "base/ahead.h"
#include "base/kernel.h"
#include "gemm/tile.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// Longest block of k: 14 rows of 256 floats are 14 KiB, a third of a first-level cache.
inline constexpr int64_t kMaxDepth = 256;
// Of a block of k: as few blocks as `most` allows, of nearly equal size.
inline int64_t block_depth(int64_t k, int64_t most) {
  const int64_t blocks = std::max<int64_t>(1, (k + most - 1) / most);
  return std::max<int64_t>(1, (k + blocks - 1) / blocks);
}
// Distance of the rows of a copied strip: a cache line more, so that rows do not share their cache sets.
inline constexpr int64_t kStripRow = kMaxDepth + 16;

// Some rows of the left operand.
template <typename T>
struct Strip {
  const T* data;
  int64_t row;  // distance of rows
  Runs runs;    // where a row lies
};

// Left operand: gives strips of rows.
template <typename T>
class RowSource {
 public:
  // Rows row..row + rows, elements depth..depth + count of k. They may be written to `buffer`, which has room for
  // kTileRows rows of kStripRow (a vector more than is asked for, that may be overwritten). The strip will be
  // multiplied by `panels` panels.
  virtual Strip<T> rows(int64_t row, int rows, int64_t depth, int64_t count, int64_t panels, T* buffer) const = 0;

  // Fetches piece `part` of `parts` of what the same call without buffer will read, while the strip before is
  // multiplied: all at once would only be waited for earlier.
  virtual void prefetch(int64_t /*row*/, int /*rows*/, int64_t /*depth*/, int64_t /*count*/, int64_t /*part*/,
                        int64_t /*parts*/) const {}

 protected:
  ~RowSource() = default;
};

// A block of the right operand, as Tile reads it.
template <typename T>
struct Panels {
  const T* data;
  int64_t row;    // distance along k
  int64_t panel;  // distance between panels
};

// Right operand: gives blocks as panels.
template <typename T>
class PanelSource {
 public:
  // Rows depth..depth + count of b, columns column..column + columns, where column is a multiple of kPanel. They may be
  // written to `buffer`, which has room for count rows of round_up(columns, kPanel), and a vector more.
  virtual Panels<T> panels(int64_t depth, int64_t count, int64_t column, int64_t columns, T* buffer) const = 0;

  // Where the panel of this column stands in memory from row `depth` on, if no buffer will be needed; else null.
  virtual const T* standing(int64_t /*depth*/, int64_t /*column*/) const { return nullptr; }
  // What stands like it and will be read when this product is done; else null.
  virtual const T* after() const { return nullptr; }

 protected:
  ~PanelSource() = default;
};

template <typename T>
struct Product {
  int64_t m, n, k;
  const RowSource<T>& a;
  const PanelSource<T>& b;
  T* c;
  int64_t c_row;
  Finish<T> finish;
  int64_t depth = kMaxDepth;  // of a block of k, at most: the shorter, the less of a sum is lost to rounding
  int64_t strip_rows = 0;     // 1..kTileRows, or 0 for what is fastest here; the bits of c are the same
  bool folded = false;        // beside strip_rows: whether tiles of one vector are folded ones; the same bits
};

// Computes rows row_begin..row_end, columns column_begin..column_end on this thread. column_begin is a multiple of
// kPanel. T is float, double, int32_t or int64_t.
template <typename T>
void multiply(const Product<T>& product, int64_t row_begin, int64_t row_end, int64_t column_begin, int64_t column_end);

// How many pieces a dimension of `size` units is cut into, and where piece i begins.
struct Cut {
  int64_t size, unit, pieces;
  int64_t begin(int64_t piece) const { return std::min(size, ((size + unit - 1) / unit * piece / pieces) * unit); }
};

inline constexpr double kCopyCost = 8;

// A grid of `threads` or fewer blocks of an m by n matrix with the least work for the slowest thread: an element costs
// its multiplications, and each row and each column of a block is also copied once by every thread that has it, which
// takes as long as about kCopyCost elements of the block.
template <typename T>
void choose_grid(int64_t m, int64_t n, int64_t threads, Cut* rows, Cut* columns) {
  const int64_t row_unit = kTileRows<T>;
  const int64_t column_unit = kPanel<T>;
  const int64_t row_units = (m + row_unit - 1) / row_unit, column_units = (n + column_unit - 1) / column_unit;
  const auto up = [](int64_t a, int64_t b) { return (a + b - 1) / b; };
  double best = 0;
  *rows = {m, row_unit, 1};
  *columns = {n, column_unit, 1};
  for (int64_t by_rows = 1; by_rows <= std::min(threads, row_units); by_rows++) {
    const int64_t by_columns = std::min(threads / by_rows, column_units);
    const double tall = static_cast<double>(std::min(m, up(row_units, by_rows) * row_unit));
    const double wide = static_cast<double>(std::min(n, up(column_units, by_columns) * column_unit));
    const double cost = (tall + kCopyCost) * (wide + kCopyCost);
    if (by_rows == 1 || cost < best) {
      best = cost;
      rows->pieces = by_rows;
      columns->pieces = by_columns;
    }
  }
}

// Multiplications below which a second thread costs more than it helps.
inline constexpr int64_t kSerialWork = 800'000;
// A thread's block is computed in parts, of which another thread takes over what is left when it is done with its own:
// neighbours slow single threads down. A part has at least so many multiplications, some 0.2 ms...
inline constexpr int64_t kPartWork = int64_t{1} << 24;
// ...and is at least so long, since what crosses it is copied once more for each.
inline constexpr int64_t kPartLength = 128;
inline constexpr int64_t kMostParts = 8;

// parallel_for over `count` pieces that multiply; helpers fetch what the caller's call may fetch meanwhile.
template <typename F>
void parallel_products(int64_t count, F&& f) {
  const Ahead ahead = ahead_of_call();
  parallel_for(0, count, 1, [&](int64_t begin, int64_t end) {
    const AheadScope scope(ahead, thread_num() > 0);
    f(begin, end);
  });
}

// Calls f(index, row_begin, row_end, column_begin, column_end) for blocks that together are `count` products of m by n
// by k, on as many threads as pay.
template <typename T, typename F>
void for_blocks(int64_t count, int64_t m, int64_t n, int64_t k, F&& f) {
  if (count == 0 || m == 0 || n == 0) return;
  // A product of few rows waits for memory, not for multiplications.
  const double work = static_cast<double>(count) * static_cast<double>(std::max<int64_t>(m, 8)) *
                      static_cast<double>(n) * static_cast<double>(k + 4);
  const int64_t threads = work < kSerialWork ? 1 : num_threads();
  if (threads == 1) {
    for (int64_t i = 0; i < count; i++) {
      give_way();
      f(i, int64_t{0}, m, int64_t{0}, n);
    }
    return;
  }
  Cut rows{m, kTileRows<T>, 1}, columns{n, kPanel<T>, 1};
  if (count % threads != 0 && count < 4 * threads) choose_grid<T>(m, n, threads, &rows, &columns);
  const int64_t each = rows.pieces * columns.pieces, blocks = count * each;
  const bool by_columns = columns.pieces > 1;
  const Cut& cut = by_columns ? columns : rows;
  const int64_t most = std::clamp<int64_t>(cut.size / cut.pieces / kPartLength, 1, kMostParts);
  const int64_t parts =
      std::clamp<int64_t>(static_cast<int64_t>(work / static_cast<double>(blocks * kPartWork)), 1, most);
  const Cut by_parts{cut.size, cut.unit, cut.pieces * parts};
  parallel_products(blocks * parts, [&](int64_t begin, int64_t end) {
    while (begin < end) {
      const int64_t block = begin / parts, next = std::min(end, (block + 1) * parts);
      const int64_t index = block / each, r = block % each / columns.pieces, q = block % columns.pieces;
      // Adjacent parts of a block are computed as one.
      const int64_t skipped = (block - (by_columns ? q : r)) * parts;
      const int64_t from = by_parts.begin(begin - skipped), to = by_parts.begin(next - skipped);
      if (by_columns)
        f(index, rows.begin(r), rows.begin(r + 1), from, to);
      else
        f(index, from, to, columns.begin(q), columns.begin(q + 1));
      begin = next;
    }
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
