// Operands of a product that are matrices in memory, with any strides.
#pragma once

#include <type_traits>

#include "gemm/product.h"
#include "gemm/span.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// Transposes a square of vectors in registers: log2(lanes) rounds, each swapping blocks of half the size of the round
// before.
template <typename T>
SC_INLINE void transpose(Native<T> (&row)[Vec<T>::kSize]) {
  constexpr int kLanes = static_cast<int>(Vec<T>::kSize);
  using Index = Native<IntOf<T>>;
#pragma GCC unroll 8
  for (int half = kLanes / 2; half > 0; half /= 2) {
    Index upper{}, lower{};  // 0..lanes - 1 take from the first operand of a shuffle, the next from the second
#pragma GCC unroll 16
    for (int lane = 0; lane < kLanes; lane++) {
      const bool first = (lane & half) == 0;
      upper[lane] = static_cast<IntOf<T>>(first ? lane : kLanes + lane - half);
      lower[lane] = static_cast<IntOf<T>>(first ? lane + half : kLanes + lane);
    }
#pragma GCC unroll 16
    for (int i = 0; i < kLanes; i++) {
      if ((i & half) == 0) {
        const Native<T> x = row[i], y = row[i + half];
        row[i] = __builtin_shuffle(x, y, upper);
        row[i + half] = __builtin_shuffle(x, y, lower);
      }
    }
  }
}

// out[i * out_row + j] = in[j * in_row + i] for a square of vectors.
template <typename T>
SC_INLINE void transpose_square(const T* in, int64_t in_row, T* out, int64_t out_row) {
  constexpr int kLanes = static_cast<int>(Vec<T>::kSize);
  Native<T> square[kLanes];
#pragma GCC unroll 16
  for (int q = 0; q < kLanes; q++) square[q] = Vec<T>::load(in + q * in_row).v;
  transpose<T>(square);
#pragma GCC unroll 16
  for (int q = 0; q < kLanes; q++) Vec<T>(square[q]).store(out + q * out_row);
}

// The same for rows i < height and columns j < width of such a square; the rest of a row, up to a vector, becomes zero.
template <typename T>
void transpose_part(const T* in, int64_t in_row, T* out, int64_t out_row, int64_t height, int64_t width) {
  constexpr int64_t kLanes = Vec<T>::kSize;
  Native<T> square[kLanes];
  for (int64_t q = 0; q < kLanes; q++) square[q] = q < width ? Vec<T>::load(in + q * in_row, height).v : Native<T>{};
  transpose<T>(square);
  for (int64_t q = 0; q < height; q++) Vec<T>(square[q]).store(out + q * out_row);
}

// out[i * out_row + j] = in[j * in_row + i], i < rows, j < columns; each row of out has room for whole vectors, which
// are filled up with zeros.
template <typename T>
void transpose_block(const T* in, int64_t in_row, T* out, int64_t out_row, int64_t rows, int64_t columns) {
  constexpr int64_t kLanes = Vec<T>::kSize;
  for (int64_t i = 0; i < rows; i += kLanes) {
    const int64_t height = std::min(kLanes, rows - i);
    for (int64_t j = 0; j < columns; j += kLanes) {
      const int64_t width = std::min(kLanes, columns - j);
      const T* const from = in + j * in_row + i;
      T* const to = out + i * out_row + j;
      if (height == kLanes && width == kLanes)
        transpose_square(from, in_row, to, out_row);
      else
        transpose_part(from, in_row, to, out_row, height, width);
    }
  }
}

// Rows at distance `row` that are multiplied where they lie.
template <typename T>
class RowsInPlace final : public RowSource<T> {
 public:
  RowsInPlace(const T* data, int64_t row) : data_(data), row_(row) {}

  Strip<T> rows(int64_t row, int, int64_t depth, int64_t count, int64_t, T*) const override {
    return {data_ + row * row_ + depth, row_, {count, 0}};
  }

 private:
  const T* data_;
  int64_t row_;
};

// S is what memory holds, T what is computed with: they differ for int8, int16, uint8, which become int32_t.
template <typename S, typename T>
class MatrixRows final : public RowSource<T> {
 public:
  MatrixRows(const S* data, int64_t row, int64_t column) : data_(data), row_(row), column_(column) {}

  Strip<T> rows(int64_t row, int rows, int64_t depth, int64_t count, int64_t panels, T* buffer) const override {
    const S* from = data_ + row * row_ + depth * column_;
    if constexpr (std::is_same_v<S, T>) {
      // In place, unless the strip is read so often that many rows a power of two apart, which share few cache sets,
      // would hurt.
      if (column_ == 1 && (rows <= kWideTileRows || panels < 4)) {
        return {from, row_, {count, 0}};
      }
    }
    const Strip<T> copy{buffer, kStripRow, {count, 0}};
    if constexpr (std::is_same_v<S, T>) {
      if (column_ == 1) {
        for (int i = 0; i < rows; i++) copy_span(from + i * row_, buffer + i * kStripRow, count);
        return copy;
      }
      if (row_ == 1) {
        transpose_block(from, column_, buffer, kStripRow, rows, count);
        return copy;
      }
    }
    for (int i = 0; i < rows; i++) {
      for (int64_t p = 0; p < count; p++) buffer[i * kStripRow + p] = static_cast<T>(from[i * row_ + p * column_]);
    }
    return copy;
  }

  void prefetch(int64_t row, int rows, int64_t depth, int64_t count, int64_t part, int64_t parts) const override {
    if (column_ != 1) return;
    constexpr int64_t kLine = 64 / static_cast<int64_t>(sizeof(S));
    const int64_t lines = (count + kLine - 1) / kLine;
    for (int64_t line = lines * part / parts; line < lines * (part + 1) / parts; line++) {
      const S* from = data_ + row * row_ + depth + line * kLine;
      for (int i = 0; i < rows; i++) __builtin_prefetch(from + i * row_);
    }
  }

 private:
  const S* data_;
  int64_t row_, column_;
};

// Rows at distance `row` whose elements are multiplied by those of `scale`, one for each of k: rounded, as if the product
// had been written to memory before.
template <typename T>
class ScaledRows final : public RowSource<T> {
 public:
  ScaledRows(const T* data, int64_t row, const T* scale) : rows_(data, row, 1), scale_(scale) {}

  Strip<T> rows(int64_t row, int rows, int64_t depth, int64_t count, int64_t, T* buffer) const override {
    constexpr int64_t kLanes = Vec<T>::kSize;
    const Strip<T> in = rows_.rows(row, rows, depth, count, 0, buffer);  // where it lies: of no panels it makes no copy
    const T* const scale = scale_ + depth;
    const int64_t whole = count / kLanes * kLanes;
    for (int64_t p = 0; p < whole; p += kLanes) {
      const Vec<T> by = Vec<T>::load(scale + p);
      for (int i = 0; i < rows; i++) (Vec<T>::load(in.data + i * in.row + p) * by).store(buffer + i * kStripRow + p);
    }
    for (int i = 0; i < rows; i++) {
      for (int64_t p = whole; p < count; p++) buffer[i * kStripRow + p] = in.data[i * in.row + p] * scale[p];
    }
    return {buffer, kStripRow, {count, 0}};
  }

  void prefetch(int64_t row, int rows, int64_t depth, int64_t count, int64_t part, int64_t parts) const override {
    rows_.prefetch(row, rows, depth, count, part, parts);
  }

 private:
  MatrixRows<T, T> rows_;
  const T* scale_;
};

// Packs `count` rows and `columns` columns into panels, each row of a panel kPanel wide, filled up with zeros.
template <typename S, typename T>
void pack_panels(const S* from, int64_t row, int64_t column, int64_t count, int64_t columns, T* to, int64_t panel) {
  constexpr int64_t kWidth = kPanel<T>, kLanes = Vec<T>::kSize;
  for (int64_t j = 0; j < columns; j += kWidth, to += panel) {
    const int64_t width = std::min(kWidth, columns - j);
    const S* in = from + j * column;
    if constexpr (std::is_same_v<S, T>) {
      if (column == 1 && width == kWidth) {
        for (int64_t p = 0; p < count; p++, in += row) {
          Vec<T>::load(in).store(to + p * kWidth);
          Vec<T>::load(in + kLanes).store(to + p * kWidth + kLanes);
        }
        continue;
      }
      if (row == 1) {
        transpose_block(in, column, to, kWidth, count, width);
        for (int64_t p = 0; width <= kLanes && p < count; p++) Vec<T>(T(0)).store(to + p * kWidth + kLanes);
        continue;
      }
    }
    for (int64_t p = 0; p < count; p++) {
      for (int64_t q = 0; q < width; q++) to[p * kWidth + q] = static_cast<T>(in[p * row + q * column]);
      for (int64_t q = width; q < kWidth; q++) to[p * kWidth + q] = T(0);
    }
  }
}

template <typename S, typename T>
class MatrixPanels final : public PanelSource<T> {
 public:
  // rows: how many rows the left operand has, which decides whether packing pays.
  MatrixPanels(const S* data, int64_t row, int64_t column, int64_t k, int64_t n, int64_t rows)
      : data_(data), row_(row), column_(column) {
    constexpr bool kTailInPlace = kVecBytes > 16;  // partial loads are slow without masks
    in_place_ = std::is_same_v<S, T> && column == 1 && (kTailInPlace || n % Vec<T>::kSize == 0) &&
                (rows <= kTileRows<T> || k * n <= 4096);
  }

  Panels<T> panels(int64_t depth, int64_t count, int64_t column, int64_t columns, T* buffer) const override {
    const S* from = data_ + depth * row_ + column * column_;
    if constexpr (std::is_same_v<S, T>) {
      if (in_place_) return {from, row_, kPanel<T>};
    }
    pack_panels(from, row_, column_, count, columns, buffer, count * kPanel<T>);
    return {buffer, kPanel<T>, count * kPanel<T>};
  }

 private:
  const S* data_;
  int64_t row_, column_;
  bool in_place_;
};

// Where the elements of a packed matrix [k, n] stand: block of k after block of k, as multiply() goes through them, of
// each the panels of its rows. So what is read next mostly stands next.
template <typename T>
class PanelOrder {
 public:
  PanelOrder(int64_t k, int64_t n, int64_t most = kMaxDepth)
      : k_(k), columns_((n + kPanel<T> - 1) / kPanel<T> * kPanel<T>), depth_(block_depth(k, most)) {}

  int64_t size() const { return k_ * columns_; }
  // The first row of the block behind that of `row`.
  int64_t block_end(int64_t row) const { return std::min(k_, (row / depth_ + 1) * depth_); }
  // Distance of panels in the block of `row`.
  int64_t panel(int64_t row) const { return (block_end(row) - row / depth_ * depth_) * kPanel<T>; }
  // Row `row` of the panel of column `column`, which is its first.
  int64_t at(int64_t row, int64_t column) const {
    const int64_t first = row / depth_ * depth_;
    return first * columns_ + column / kPanel<T> * panel(row) + (row - first) * kPanel<T>;
  }

 private:
  int64_t k_, columns_, depth_;
};

// Packs rows begin..end and `columns` columns of a matrix in that order; `from` is their first element, that of row
// `begin` and column `first`, which is a multiple of kPanel.
template <typename S, typename T>
void pack_rows(const PanelOrder<T>& order, const S* from, int64_t row, int64_t column, int64_t begin, int64_t end,
               int64_t first, int64_t columns, T* packed) {
  for (int64_t p = begin; p < end;) {
    const int64_t count = std::min(order.block_end(p), end) - p;
    pack_panels(from + (p - begin) * row, row, column, count, columns, packed + order.at(p, first), order.panel(p));
    p += count;
  }
}

// What stands in that order, from column `first` on, a multiple of kPanel. after: what the next product will
// read, as packed, or null.
template <typename T>
class PackedPanels final : public PanelSource<T> {
 public:
  PackedPanels(const T* data, const PanelOrder<T>& order, int64_t first = 0, const T* after = nullptr)
      : data_(data), order_(order), first_(first), after_(after) {}

  Panels<T> panels(int64_t depth, int64_t, int64_t column, int64_t, T*) const override {
    return {standing(depth, column), kPanel<T>, order_.panel(depth)};
  }

  const T* standing(int64_t depth, int64_t column) const override { return data_ + order_.at(depth, first_ + column); }

  const T* after() const override { return after_; }

 private:
  const T* data_;
  const PanelOrder<T> order_;
  const int64_t first_;
  const T* after_;
};

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
