// The micro-kernel: a tile of c that stays in registers while all of a block of k is multiplied into it.
//
// An AVX-512 tile is 14 rows by 2 vectors: 28 accumulators, 2 vectors of b and one broadcast element of a, of 32
// registers. That is 28 multiply-adds for 16 loads, so the two multiply-add units stay busy and two load ports do not.
// Where that was measured to be faster (tile_shapes.h) it is 6 by 4, 24 multiply-adds for 10 loads. With 16 registers
// it is 6 by 2. The 8 or more independent sums hide the latency of a multiply-add (4 cycles, 2 a cycle). Few rows get
// more vectors instead, for the same reason. Beside a tile of one vector, a broadcast costs as much as its multiply-add
// where both go through the same units: there the multiply-adds take their element from memory.
#pragma once

#include "base/kernel.h"
#include "gemm/finish.h"
#include "kernels/vec.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

template <typename T>
inline constexpr int kTileRows = std::is_integral_v<T> ? 4 : (kVecBytes == 64 ? 14 : 6);
// Columns of a panel, which is how b is packed: two vectors of each row of b, row after row.
template <typename T>
inline constexpr int64_t kPanel = 2 * Vec<T>::kSize;

// The most rows of a tile of four vectors.
inline constexpr int kWideTileRows = kVecBytes == 64 ? 6 : 2;

// Vectors of the widest tile of so many rows.
template <typename T>
constexpr int widest_tile(int rows) {
  if (std::is_integral_v<T>) return 2;
  if (rows == 1) return 8;
  return rows <= kWideTileRows ? 4 : 2;
}

// Where the elements of a row of a lie: runs of `length` adjacent ones, at distance `step`.
struct Runs {
  int64_t length, step;
};

template <typename T>
struct Tile {
  const T* a;  // rows at distance a_row
  int64_t a_row;
  Runs a_runs;  // together k
  const T* b;   // rows (along k) at distance b_row; vectors 2q and 2q + 1 of a row stand at q * b_panel
  int64_t b_row;
  int64_t b_panel;
  T* c;
  int64_t c_row;
  int64_t k;
  int64_t last_lanes;  // of the last vector, 1..Vec::kSize
  // What will be read later: of it, and for each further panel of the tile at distance `ahead_panel`, `ahead_step`
  // bytes are fetched for each row of b.
  const char* ahead;
  int64_t ahead_panel;  // in bytes
  int64_t ahead_step;
  // c = finish(alpha * a b + beta * c); `finish` only after the last block of k, else null
  T alpha;
  T beta;
  const Finish<T>* finish;
  int64_t row, column;  // of the tile in the matrix
};

template <typename T>
using TileFunction = void (*)(const Tile<T>&);

// kPartial: the last vector has only last_lanes columns that may be touched. kFolded: the multiply-adds
// take the elements of a from memory themselves.
template <typename T, int kRows, int kVecs, bool kPartial, bool kFolded = false>
void multiply_tile(const Tile<T>& t) {
  using V = Vec<T>;
  constexpr int kLast = kVecs - 1;
  V sum[kRows][kVecs];
  // f(i, v), unrolled: the sums are registers only when every index is a constant.
#define SC_EACH_SUM(statement)                                              \
  _Pragma("GCC unroll 16") for (int i = 0; i < kRows; i++) {                \
    _Pragma("GCC unroll 16") for (int v = 0; v < kVecs; v++) { statement; } \
  }
  SC_EACH_SUM(sum[i][v] = V(T(0)));

  // Three rows share a base pointer: base, base + row and base + 2 row are addresses that an instruction can form.
  constexpr int kBases = (kRows + 2) / 3;
  const FirstLanes<T> last_lanes(t.last_lanes);
  const int64_t a_row = t.a_row;
  const T* b = t.b;
  const char* line_ahead = t.ahead;
  const char* end_ahead = t.ahead;
  const T* run = t.a;
  // c and what is added to it are needed only at the end: fetched meanwhile, a row for each of the first rows of b,
  // since all at once would be more than a core can wait for.
  const T* c_ahead = t.c;
  const T* residual_ahead = nullptr;
  if (t.finish != nullptr && t.finish->residual != nullptr)
    residual_ahead = t.finish->residual + t.row * t.finish->residual_row + t.column;
  int to_fetch = kRows;
  for (int64_t rest = t.k; rest > 0; rest -= t.a_runs.length, run += t.a_runs.step) {
    const T* a[kBases];
#pragma GCC unroll 16
    for (int g = 0; g < kBases; g++) a[g] = run + 3 * g * a_row;
    // What is fetched with so many rows of b.
    const auto fetch = [&](int rows) __attribute__((always_inline)) {
      for (end_ahead += rows * t.ahead_step; line_ahead < end_ahead; line_ahead += 64) {
#pragma GCC unroll 4
        for (int q = 0; q < (kVecs + 1) / 2; q++) __builtin_prefetch(line_ahead + q * t.ahead_panel, 0, 2);
      }
      for (int i = 0; i < rows && to_fetch > 0; i++, to_fetch--) {
        constexpr int kLine = 64 / static_cast<int>(sizeof(T)), kWidth = kVecs * static_cast<int>(V::kSize);
#pragma GCC unroll 8
        for (int q = 0; q < kWidth; q += kLine) __builtin_prefetch(c_ahead + q, 1);
        c_ahead += t.c_row;
        if (residual_ahead == nullptr) continue;
#pragma GCC unroll 8
        for (int q = 0; q < kWidth; q += kLine) __builtin_prefetch(residual_ahead + q);
        residual_ahead += t.finish->residual_row;
      }
    };
    const auto multiply_row = [&]() __attribute__((always_inline)) {
      V bv[kVecs];
#pragma GCC unroll 16
      for (int v = 0; v < kVecs; v++) {
        const T* at = b + (v / 2) * t.b_panel + (v % 2) * V::kSize;
        bv[v] = kPartial && v == kLast ? last_lanes.load(at) : V::load(at);
      }
#pragma GCC unroll 16
      for (int i = 0; i < kRows; i++) {
        const T* const at = a[i / 3] + (i % 3) * a_row;
        if constexpr (kFolded) {
#pragma GCC unroll 16
          for (int v = 0; v < kVecs; v++) add_product_from(sum[i][v], at, bv[v]);
        } else {
          const V av(*at);
#pragma GCC unroll 16
          for (int v = 0; v < kVecs; v++) add_product(sum[i][v], av, bv[v]);
        }
      }
      b += t.b_row;
#pragma GCC unroll 16
      for (int g = 0; g < kBases; g++) a[g]++;
    };
    int64_t p = t.a_runs.length;
    // Four rows a turn: pointers and fetches cost a quarter.
    if constexpr (std::is_floating_point_v<T>) {
      for (; p >= 4; p -= 4) {
        fetch(4);
        multiply_row();
        multiply_row();
        multiply_row();
        multiply_row();
      }
    }
    for (; p > 0; p--) {
      fetch(1);
      multiply_row();
    }
  }

  const auto load = [&](const T* p, int v) __attribute__((always_inline)) {
    return kPartial && v == kLast ? last_lanes.load(p + v * V::kSize) : V::load(p + v * V::kSize);
  };
  if (t.alpha != T(1)) SC_EACH_SUM(sum[i][v] = multiply_add(sum[i][v], V(t.alpha), V(T(0))));
  if (t.beta != T(0)) {
    const V beta(t.beta);
    SC_EACH_SUM(sum[i][v] = multiply_add(beta, load(t.c + i * t.c_row, v), sum[i][v]));
  }
  const Finish<T>* f = t.finish;
  const bool in_registers = f != nullptr && is_cheap(f->activation);
  if (in_registers) {
    if (f->column_bias) {
      const T* bias = f->column_bias + t.column;
      SC_EACH_SUM(sum[i][v] = add(sum[i][v], load(bias, v)));
    }
    if (f->row_bias) SC_EACH_SUM(sum[i][v] = add(sum[i][v], V(f->row_bias[t.row + i])));
    const T* residual = f->residual ? f->residual + t.row * f->residual_row + t.column : nullptr;
    if (residual && !f->residual_last) SC_EACH_SUM(sum[i][v] = add(sum[i][v], load(residual + i * f->residual_row, v)));
    with_cheap_activation(f->activation, f->lo, f->hi, [&](auto function) __attribute__((always_inline)) {
      SC_EACH_SUM(sum[i][v] = function(sum[i][v]));
    });
    if (residual && f->residual_last) SC_EACH_SUM(sum[i][v] = add(sum[i][v], load(residual + i * f->residual_row, v)));
  }
#pragma GCC unroll 16
  for (int i = 0; i < kRows; i++) {
    T* c = t.c + i * t.c_row;
#pragma GCC unroll 16
    for (int v = 0; v < kVecs; v++) {
      if (kPartial && v == kLast)
        last_lanes.store(sum[i][v], c + v * V::kSize);
      else
        sum[i][v].store(c + v * V::kSize);
    }
  }
#undef SC_EACH_SUM
  if (f != nullptr && !in_registers) {
    const int64_t columns = kLast * V::kSize + (kPartial ? t.last_lanes : V::kSize);
    finish_tile(*f, t.c, t.c_row, t.row, kRows, t.column, columns);
  }
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
