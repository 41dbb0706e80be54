#include "kernels/matmul.h"

#include <limits>
#include <optional>
#include <type_traits>

#include "base/kernel.h"
#include "gemm/dot.h"
#include "gemm/dtype.h"
#include "gemm/library/library.h"
#include "gemm/matrix_source.h"
#include "gemm/narrow.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

template <typename T>
struct Matrices {
  T* out;
  const T* a;
  const T* b;
};

// The operands of one matrix of the batch.
template <typename T>
Matrices<T> matrices(const GemmArgs& g, int64_t index) {
  const int64_t outer = index / g.batch_inner, inner = index % g.batch_inner;
  return {static_cast<T*>(g.out) + outer * g.out_outer + inner * g.out_inner,
          static_cast<const T*>(g.a) + outer * g.a_outer + inner * g.a_inner,
          static_cast<const T*>(g.b) + outer * g.b_outer + inner * g.b_inner};
}

template <typename T>
T to_scalar(double x) {
  if constexpr (std::is_floating_point_v<T>) return static_cast<T>(x);
  return static_cast<T>(static_cast<int64_t>(x));
}

template <typename T>
Finish<T> finish_of(const GemmArgs& g, int64_t index, bool bias_by_rows) {
  Finish<T> f = make_finish<T>(
      g.epilogue, index / g.batch_inner * g.residual_outer + index % g.batch_inner * g.epilogue.residual_batch);
  (bias_by_rows ? f.row_bias : f.column_bias) = static_cast<const T*>(g.epilogue.bias);
  f.alpha = to_scalar<T>(g.alpha);
  f.beta = to_scalar<T>(g.beta);
  return f;
}

template <typename T>
void run_packed(const GemmArgs& g) {
  for_blocks<T>(g.batch_outer * g.batch_inner, g.m, g.n, g.k,
                [&](int64_t index, int64_t row_begin, int64_t row_end, int64_t column_begin, int64_t column_end) {
                  const Matrices<T> of = matrices<T>(g, index);
                  const MatrixRows<T, T> a(of.a, g.a_row, g.a_col);
                  const PackedPanels<T> b(of.b, {g.k, g.n});
                  multiply(Product<T>{g.m, g.n, g.k, a, b, of.out, g.out_row, finish_of<T>(g, index, false)}, row_begin,
                           row_end, column_begin, column_end);
                });
}

// S as in memory, T as computed.
template <typename S, typename T>
void run_blocks(const GemmArgs& g, bool bias_by_rows) {
  for_blocks<T>(g.batch_outer * g.batch_inner, g.m, g.n, g.k,
                [&](int64_t index, int64_t row_begin, int64_t row_end, int64_t column_begin, int64_t column_end) {
                  const Matrices<S> of = matrices<S>(g, index);
                  const MatrixRows<S, T> a(of.a, g.a_row, g.a_col);
                  const MatrixPanels<S, T> b(of.b, g.b_row, g.b_col, g.k, g.n, g.m);
                  Finish<S> finish = finish_of<S>(g, index, bias_by_rows);
                  if constexpr (std::is_same_v<S, T>) {
                    multiply(Product<T>{g.m, g.n, g.k, a, b, of.out, g.out_row, finish}, row_begin, row_end,
                             column_begin, column_end);
                  } else {
                    const T alpha = finish.alpha, beta = finish.beta;
                    finish.alpha = 1;
                    finish.beta = 0;
                    multiply_narrow<S>(g.k, a, b, of.out, g.out_row, alpha, beta, finish, row_begin, row_end,
                                       column_begin, column_end);
                  }
                });
}

// Whether rows of a and columns of b are contiguous along k and the rows so few that dot products are the way.
bool is_dot(const GemmArgs& g) {
  return g.m <= kDotRows && g.a_col == 1 && g.b_row == 1 && (g.b_col != 1 || g.n == 1) && g.k >= 8;
}

template <typename T>
void run_dot(const GemmArgs& g, bool bias_by_rows) {
  for_blocks<T>(g.batch_outer * g.batch_inner, g.m, g.n, g.k,
                [&](int64_t index, int64_t, int64_t, int64_t column_begin, int64_t column_end) {
                  const Matrices<T> of = matrices<T>(g, index);
                  dot_product<T>(g.m, g.k, of.a, g.a_row, of.b, g.b_col, of.out, g.out_row,
                                 finish_of<T>(g, index, bias_by_rows), column_begin, column_end);
                });
}

// One column is computed as one row of the transposed product, which reads its matrix along its rows.
GemmArgs transposed(const GemmArgs& g) {
  GemmArgs t = g;
  t.m = 1;
  t.n = g.m;
  t.a = g.b, t.a_outer = g.b_outer, t.a_inner = g.b_inner, t.a_row = g.b_col, t.a_col = g.b_row;
  t.b = g.a, t.b_outer = g.a_outer, t.b_inner = g.a_inner, t.b_row = g.a_col, t.b_col = g.a_row;
  return t;
}

// Tiles of a library's product: they depend on the shape alone, and so do the bits of the result.
constexpr int64_t kLibraryRows = 128, kLibraryColumns = 512;

// How a library reads a matrix; nothing where it cannot.
template <typename T>
std::optional<LibraryMatrix<T>> library_matrix(const T* data, int64_t rows, int64_t columns, int64_t row,
                                               int64_t column) {
  constexpr int64_t kMost = std::numeric_limits<int32_t>::max();
  if (rows > kMost || columns > kMost || row > kMost || column > kMost) return std::nullopt;
  // The stride of a dimension of size 1 may be anything.
  if ((column == 1 || columns == 1) && (row >= columns || rows == 1))
    return LibraryMatrix<T>{data, std::max(row, columns), false};
  if ((row == 1 || rows == 1) && (column >= rows || columns == 1))
    return LibraryMatrix<T>{data, std::max(column, rows), true};
  return std::nullopt;
}

// False when the library cannot do this product.
template <typename T>
bool run_library(const GemmLibrary& library, const GemmArgs& g) {
  const T alpha = to_scalar<T>(g.alpha), beta = to_scalar<T>(g.beta);
  if (std::is_same_v<T, double> && !library.multiplies_double()) return false;
  if (g.m == 0 || g.n == 0 || g.k == 0 || alpha == 0) return false;
  const auto a = library_matrix<T>(nullptr, g.m, g.k, g.a_row, g.a_col);
  const auto b = library_matrix<T>(nullptr, g.k, g.n, g.b_row, g.b_col);
  const auto c = library_matrix<T>(nullptr, g.m, g.n, g.out_row, 1);
  if (!a || !b || !c || c->transposed) return false;
  const int64_t down = (g.m + kLibraryRows - 1) / kLibraryRows, across = (g.n + kLibraryColumns - 1) / kLibraryColumns;
  const int64_t work = std::min(g.m, kLibraryRows) * std::min(g.n, kLibraryColumns) * g.k;
  const int64_t grain = std::max<int64_t>(1, kSerialWork / work);
  parallel_for(0, g.batch_outer * g.batch_inner * down * across, grain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      give_way();
      const int64_t index = i / (down * across);
      const int64_t row = i / across % down * kLibraryRows, column = i % across * kLibraryColumns;
      const int64_t rows = std::min(kLibraryRows, g.m - row), columns = std::min(kLibraryColumns, g.n - column);
      const Matrices<T> of = matrices<T>(g, index);
      T* const out = of.out + row * g.out_row + column;
      library.multiply(LibraryProduct<T>{rows,
                                         columns,
                                         g.k,
                                         alpha,
                                         beta,
                                         {of.a + row * g.a_row, a->stride, a->transposed},
                                         {of.b + column * g.b_col, b->stride, b->transposed},
                                         out,
                                         c->stride});
      if (is_empty(g.epilogue)) continue;
      const Finish<T> finish = finish_of<T>(g, index, false);
      for (int64_t r = 0; r < rows; r++) finish_row(finish, out + r * g.out_row, row + r, column, columns);
    }
  });
  return true;
}

template <typename S>
Status check(const GemmArgs& g) {
  for (const int64_t* size : {&g.batch_outer, &g.batch_inner, &g.m, &g.n, &g.k}) {
    if (*size < 0) return fail(kInvalidArgument, size - &g.dtype, *size);
  }
  const int64_t& activation = g.epilogue.activation;
  if (!activation_is_supported<S>(activation)) return fail(kInvalidArgument, &activation - &g.dtype, activation);
  return kOk;
}

}  // namespace

SC_KERNEL(gemm, GemmArgs) {
  const bool swap =
      args.n == 1 && args.m > 1 && args.out_row == 1 && (!args.epilogue.residual || args.epilogue.residual_row == 1);
  // A row of the transposed product has a bias for its only column: one for all, so it is the row's.
  const GemmArgs& g = swap ? transposed(args) : args;
  return for_product_dtype(args.dtype, [&]<typename S, typename T>(S, T) {
    if (const Status status = check<S>(args)) return status;
    if constexpr (std::is_floating_point_v<T>) {
      const GemmLibrary* library = gemm_library();
      if (library != nullptr && run_library<T>(*library, args)) return kOk;
      if (is_dot(g)) {
        run_dot<T>(g, swap);
        return kOk;
      }
    }
    run_blocks<S, T>(g, swap);
    return kOk;
  });
}

SC_KERNEL(gemm_packed, GemmArgs) {
  return for_product_dtype(args.dtype, [&]<typename S, typename T>(S, T) {
    if (const Status status = check<S>(args)) return status;
    if constexpr (std::is_same_v<S, T>) {
      run_packed<T>(args);
      return kOk;
    }
    return fail(kUnsupportedDtype, args.dtype);
  });
}

SC_KERNEL(gemm_pack_b, GemmPackArgs) {
  for (const int64_t* size : {&args.batch, &args.n, &args.k}) {
    if (*size < 0) return fail(kInvalidArgument, size - &args.dtype, *size);
  }
  return for_product_dtype(args.dtype, [&]<typename S, typename T>(S, T) {
    if constexpr (std::is_same_v<S, T>) {
      constexpr int64_t kWidth = kPanel<T>;
      const int64_t panels = (args.n + kWidth - 1) / kWidth;
      const PanelOrder<T> order(args.k, args.n);
      const int64_t grain = std::max<int64_t>(1, 16384 / (kWidth * std::max<int64_t>(args.k, 1)));
      parallel_for(0, args.batch * panels, grain, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; i++) {
          const int64_t matrix = i / panels, panel = i % panels;
          const int64_t column = panel * kWidth;
          pack_rows(order, static_cast<const S*>(args.b) + matrix * args.b_batch + column * args.b_col, args.b_row,
                    args.b_col, 0, args.k, column, std::min(kWidth, args.n - column),
                    static_cast<T*>(args.packed) + matrix * args.packed_batch);
        }
      });
      return kOk;
    }
    return fail(kUnsupportedDtype, args.dtype);
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
