#include "gemm/product.h"

#include <array>
#include <cstring>
#include <utility>

#include "base/scratch.h"
#include "gemm/tile_shapes.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

// With AVX-512 a masked access costs little, so the partial tile serves for the full one where most of its time is not
// in loads of b.
constexpr bool partial_is_free(int vecs) { return kVecBytes == 64 && vecs <= 2; }

// Vectors of tiles that there are for every number of columns.
constexpr int kMostVecs = 4;

template <typename T>
using TilePair = std::array<TileFunction<T>, 2>;  // [partial]

template <typename T, int kRows, int kVecs>
constexpr TilePair<T> tile_pair() {
  if constexpr (kVecs > widest_tile<T>(kRows))
    return {};
  else
    return {&multiply_tile<T, kRows, kVecs, partial_is_free(kVecs)>, &multiply_tile<T, kRows, kVecs, true>};
}

template <typename T, int... kRows>
constexpr auto tiles_of(std::integer_sequence<int, kRows...>) {
  return std::array<std::array<TilePair<T>, kMostVecs>, sizeof...(kRows)>{
      {{tile_pair<T, kRows + 1, 1>(), tile_pair<T, kRows + 1, 2>(), tile_pair<T, kRows + 1, 3>(),
        tile_pair<T, kRows + 1, 4>()}...}};
}

// [rows - 1][vectors - 1], of at most widest_tile vectors.
template <typename T>
constexpr auto kTiles = tiles_of<T>(std::make_integer_sequence<int, kTileRows<T>>());

// Of one row and whole vectors only.
template <typename T>
constexpr TileFunction<T> kRowTile = &multiply_tile<T, 1, widest_tile<T>(1), false>;

template <typename T, int... kRows>
constexpr auto folded_tiles_of(std::integer_sequence<int, kRows...>) {
  if constexpr (kVecBytes == 64 && std::is_floating_point_v<T>)
    return std::array<TileFunction<T>, sizeof...(kRows)>{&multiply_tile<T, kRows + 1, 1, true, true>...};
  else
    return std::array<TileFunction<T>, sizeof...(kRows)>{};
}

// [rows - 1], of one vector, partial or not: where folded tiles pay.
template <typename T>
constexpr auto kFoldedTiles = folded_tiles_of<T>(std::make_integer_sequence<int, kTileRows<T>>());

// Bytes of what comes after this product that are fetched for each row of a panel that is multiplied: memory gives more
// than that in its time.
constexpr int64_t kAheadStep = 21;

// Columns of a block of b: half of the second-level cache, or a quarter where the next block is fetched meanwhile.
template <typename T>
int64_t block_columns(int64_t depth, bool fetches_next) {
  const int64_t columns =
      level2_cache_bytes() / (fetches_next ? 4 : 2) / (std::max<int64_t>(depth, 16) * static_cast<int64_t>(sizeof(T)));
  return std::max(kPanel<T>, std::min<int64_t>(columns, 4096) / kPanel<T> * kPanel<T>);
}

// Rows of a strip: of the tile with the most sums, or, where the widest one is faster, of that: it needs 10 loads for
// 24 multiply-adds instead of 16 for 28.
template <typename T>
int64_t strip_rows(TileShapes fastest, int64_t columns) {
  constexpr bool has_wide = widest_tile<T>(kTileRows<T>) < widest_tile<T>(kWideTileRows);
  return has_wide && fastest.wide && columns > kPanel<T> ? kWideTileRows : kTileRows<T>;
}

// One strip of rows times all panels of a block. `before(panel)` is called before the tile that begins with it.
template <typename T, typename F>
void multiply_strip(Tile<T>& tile, int rows, bool folded, const Panels<T>& b, T* c, int64_t columns, F&& before) {
  constexpr int64_t kLanes = Vec<T>::kSize;
  const int64_t first = tile.column;
  const int64_t wide = widest_tile<T>(rows);
  int64_t j = 0;
  const auto run = [&](TileFunction<T> function) {
    tile.b = b.data + j / kPanel<T> * b.panel;
    before(j / kPanel<T>);
    tile.c = c + j;
    tile.column = first + j;
    function(tile);
  };
  tile.last_lanes = kLanes;
  if (rows == 1) {
    for (; j + wide * kLanes <= columns; j += wide * kLanes) run(kRowTile<T>);
  }
  const auto& tiles = kTiles<T>[static_cast<size_t>(rows - 1)];
  const int64_t most = std::min<int64_t>(wide, kMostVecs);
  while (j < columns) {
    const int64_t vectors = std::min(most, (columns - j + kLanes - 1) / kLanes);
    const bool is_partial = j + vectors * kLanes > columns;
    if (is_partial) tile.last_lanes = columns - j - (vectors - 1) * kLanes;
    const bool is_folded = folded && vectors == 1 && kFoldedTiles<T>[0] != nullptr;
    run(is_folded ? kFoldedTiles<T>[static_cast<size_t>(rows - 1)]
                  : tiles[static_cast<size_t>(vectors - 1)][is_partial]);
    j += vectors * kLanes;
  }
  tile.column = first;
}

}  // namespace

template <typename T>
void multiply(const Product<T>& product, int64_t row_begin, int64_t row_end, int64_t column_begin, int64_t column_end) {
  const int64_t m = row_end - row_begin;
  if (m <= 0 || column_end <= column_begin) return;
  // Strips and blocks of nearly equal size: 128 rows are 10 strips of 12 and 13, not 9 of 14 and one of 2.
  const bool is_given = product.strip_rows > 0;
  const TileShapes fastest = !is_given && m > kWideTileRows ? fastest_tiles() : TileShapes{};
  const int64_t tile_rows = is_given ? product.strip_rows : strip_rows<T>(fastest, column_end - column_begin);
  const bool folded = is_given ? product.folded : fastest.folded;
  const int64_t strips = (m + tile_rows - 1) / tile_rows;
  const int64_t depth = block_depth(product.k, product.depth);
  const bool stands = product.b.standing(0, column_begin) != nullptr;
  // Strips in which the next block is fetched: each a part of the rows of each panel.
  const int64_t parts = std::min<int64_t>(strips, 16);
  const int64_t wide =
      std::min(block_columns<T>(depth, stands), (column_end - column_begin + kPanel<T> - 1) / kPanel<T> * kPanel<T>);
  alignas(64) T strip[kTileRows<T> * kStripRow];
  T* const buffer = scratch_of<T>(ScratchUse::kPanels, depth * wide + kPanel<T>);
  Tile<T> tile;
  tile.c_row = product.c_row;
  tile.alpha = product.finish.alpha;
  Ahead& ahead = ahead_of_call();
  for (int64_t column = column_begin; column < column_end; column += wide) {
    const int64_t columns = std::min(wide, column_end - column);
    for (int64_t p = 0; p == 0 || p < product.k; p += depth) {
      const int64_t count = std::min(depth, product.k - p);
      const bool last = p + count >= product.k;
      give_way();
      const Panels<T> b = product.b.panels(p, count, column, columns, buffer);
      tile.b_row = b.row;
      tile.b_panel = b.panel;
      tile.k = count;
      tile.beta = p == 0 ? product.finish.beta : T(1);
      tile.finish = last ? &product.finish : nullptr;
      const T* next = nullptr;
      if (stands && !last) next = product.b.standing(p + depth, column);
      if (stands && last) next = column + wide < column_end ? product.b.standing(0, column + wide) : product.b.after();
      int64_t row = row_begin;
      for (int64_t s = 0; s < strips; s++) {
        const int rows = static_cast<int>((row_end - row + strips - s - 1) / (strips - s));
        const Strip<T> a = product.a.rows(row, rows, p, count, (columns + kPanel<T> - 1) / kPanel<T>, strip);
        tile.a = a.data;
        tile.a_row = a.row;
        tile.a_runs = a.runs;
        tile.row = row;
        tile.column = column;
        const int64_t panels = columns / kPanel<T>;
        const int next_rows =
            s + 1 < strips ? static_cast<int>((row_end - row - rows + strips - s - 2) / (strips - s - 1)) : 0;
        const auto before = [&](int64_t panel) {
          // Of strips of wide tiles it costs more than it gains.
          if (next_rows > 0 && panels >= 4 && panel < panels && tile_rows > kWideTileRows)
            product.a.prefetch(row + rows, next_rows, p, count, panel, panels);
          Region piece{reinterpret_cast<const char*>(b.data), 0};
          tile.ahead_panel = 0;
          if (next != nullptr && s < parts) {
            // A part of the rows of the panels that stand as these do.
            const int64_t bytes = count * kPanel<T> * static_cast<int64_t>(sizeof(T)) / parts;
            piece = {reinterpret_cast<const char*>(next + panel * b.panel) + s * bytes, bytes};
            tile.ahead_panel = b.panel * static_cast<int64_t>(sizeof(T));
          } else if (next == nullptr && !ahead.is_empty()) {
            piece = ahead.take(count * kAheadStep);
          }
          tile.ahead = piece.data;
          tile.ahead_step = piece.bytes / std::max<int64_t>(count, 1);
        };
        multiply_strip(tile, rows, folded, b, product.c + row * product.c_row + column, columns, before);
        row += rows;
      }
      if (last) break;
    }
  }
}

template void multiply(const Product<float>&, int64_t, int64_t, int64_t, int64_t);
template void multiply(const Product<double>&, int64_t, int64_t, int64_t, int64_t);
template void multiply(const Product<int32_t>&, int64_t, int64_t, int64_t, int64_t);
template void multiply(const Product<int64_t>&, int64_t, int64_t, int64_t, int64_t);

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
