// Factorisations that solve systems of equations, and the solutions.
#include <vector>

#include "kernels/lapack_batch.h"
#include "kernels/read_once.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int kLayout = LAPACK_COL_MAJOR;

int32_t* integers(void* batch, int64_t i, int64_t size) { return static_cast<int32_t*>(batch) + i * size; }

// LAPACK exchanges rows by the pivots without a look at them, and they may come from anywhere: counted from 1. In
// `pairs` two neighbours below 0 stand for a block of two rows. LAPACK gets `copy`, to which nobody writes meanwhile.
Status check_pivots(const LapackArgs& args, bool pairs, std::vector<int32_t>& copy) {
  if (const Status status = check(args); status != kOk) return status;
  copy.resize(static_cast<size_t>(args.batch * args.n));
  std::transform(integers(args.c, 0, 0), integers(args.c, 0, 0) + args.batch * args.n, copy.begin(),
                 [](const int32_t& pivot) { return read_once(&pivot); });
  for (int64_t i = 0; i < args.batch; i++) {
    const int32_t* pivots = copy.data() + i * args.n;
    int64_t left = 0;  // of the rows of a block
    for (int64_t row = 0; row < args.n; row++) {
      if (pairs && left == 0 && row + 1 < args.n && pivots[row] < 0 && pivots[row + 1] < 0) left = 2;
      const int64_t pivot = left > 0 ? -int64_t{pivots[row]} : pivots[row];
      if (pivot < 1 || pivot > args.n) return fail(kIndexOutOfRange, int64_t{pivots[row]} - 1, args.n);
      left = std::max<int64_t>(left - 1, 0);
    }
  }
  return kOk;
}

// cblas_?trsm of an element type.
template <typename T>
auto triangular_solver() {
  if constexpr (std::is_same_v<T, float>) {
    return SC_BLAS(cblas_strsm);
  } else if constexpr (std::is_same_v<T, double>) {
    return SC_BLAS(cblas_dtrsm);
  } else if constexpr (std::is_same_v<T, std::complex<float>>) {
    return SC_BLAS(cblas_ctrsm);
  } else {
    return SC_BLAS(cblas_ztrsm);
  }
}

}  // namespace

SC_KERNEL(lapack_lu_factor, LapackArgs) {
  return with_lapack_type(args, [&]<typename T>() {
    const int64_t m = args.m, n = args.n, k = std::min(m, n);
    return for_each_matrix(args, SC_LAPACK(T, getrf, getrf), m * n * k, [&](auto factor, int64_t i) {
      return factor(kLayout, integer(m), integer(n), matrix<T>(args.a, i, m * n), leading(m), integers(args.b, i, k));
    });
  });
}

SC_KERNEL(lapack_lu_solve, LapackArgs) {
  std::vector<int32_t> pivots;
  if (const Status status = check_pivots(args, false, pivots); status != kOk) return status;
  return with_lapack_type(args, [&]<typename T>() {
    const int64_t n = args.n, k = args.k;
    return for_each_matrix(args, SC_LAPACK(T, getrs, getrs), n * n * k, [&](auto solve, int64_t i) {
      return solve(kLayout, operation(args), integer(n), integer(k), matrix<T>(args.a, i, n * n), leading(n),
                   pivots.data() + i * n, matrix<T>(args.b, i, n * k), leading(n));
    });
  });
}

SC_KERNEL(lapack_cholesky, LapackArgs) {
  return with_lapack_type(args, [&]<typename T>() {
    const int64_t n = args.n;
    return for_each_matrix(args, SC_LAPACK(T, potrf, potrf), n * n * n / 3, [&](auto factor, int64_t i) {
      return factor(kLayout, triangle(args), integer(n), matrix<T>(args.a, i, n * n), leading(n));
    });
  });
}

SC_KERNEL(lapack_cholesky_solve, LapackArgs) {
  return with_lapack_type(args, [&]<typename T>() {
    const int64_t n = args.n, k = args.k;
    return for_each_matrix(args, SC_LAPACK(T, potrs, potrs), n * n * k, [&](auto solve, int64_t i) {
      return solve(kLayout, triangle(args), integer(n), integer(k), matrix<T>(args.a, i, n * n), leading(n),
                   matrix<T>(args.b, i, n * k), leading(n));
    });
  });
}

SC_KERNEL(lapack_cholesky_inverse, LapackArgs) {
  return with_lapack_type(args, [&]<typename T>() {
    const int64_t n = args.n;
    return for_each_matrix(args, SC_LAPACK(T, potri, potri), n * n * n, [&](auto invert, int64_t i) {
      return invert(kLayout, triangle(args), integer(n), matrix<T>(args.a, i, n * n), leading(n));
    });
  });
}

SC_KERNEL(lapack_triangular_solve, LapackArgs) {
  return with_lapack_type(args, [&]<typename T>() {
    const bool right = has(args, kLapackRight);
    const int64_t n = args.n, k = args.k, rows = right ? k : n, columns = right ? n : k;
    const auto side = right ? CblasRight : CblasLeft;
    const auto uplo = has(args, kLapackUpper) ? CblasUpper : CblasLower;
    const auto diagonal = has(args, kLapackUnit) ? CblasUnit : CblasNonUnit;
    const auto trans = has(args, kLapackAdjoint)     ? CblasConjTrans
                       : has(args, kLapackTranspose) ? CblasTrans
                                                     : CblasNoTrans;
    return for_each_matrix(args, triangular_solver<T>(), n * n * k, [&](auto solve, int64_t i) {
      const T one(1);
      const auto a = matrix<T>(args.a, i, n * n);
      const auto b = matrix<T>(args.b, i, n * k);
      if constexpr (kIsComplex<T>)
        solve(CblasColMajor, side, uplo, trans, diagonal, integer(rows), integer(columns), &one, a, leading(n), b,
              leading(rows));
      else
        solve(CblasColMajor, side, uplo, trans, diagonal, integer(rows), integer(columns), one, a, leading(n), b,
              leading(rows));
      return lapack_int{0};
    });
  });
}

SC_KERNEL(lapack_ldl_factor, LapackArgs) {
  return with_lapack_type(args, [&]<typename T>() {
    const int64_t n = args.n;
    const auto routine = has(args, kLapackHermitian) ? SC_LAPACK(T, sytrf, hetrf) : SC_LAPACK(T, sytrf, sytrf);
    return for_each_matrix(args, routine, n * n * n / 3, [&](auto factor, int64_t i) {
      return factor(kLayout, 'L', integer(n), matrix<T>(args.a, i, n * n), leading(n), integers(args.b, i, n));
    });
  });
}

SC_KERNEL(lapack_ldl_solve, LapackArgs) {
  std::vector<int32_t> pivots;
  if (const Status status = check_pivots(args, true, pivots); status != kOk) return status;
  return with_lapack_type(args, [&]<typename T>() {
    const int64_t n = args.n, k = args.k;
    const auto routine = has(args, kLapackHermitian) ? SC_LAPACK(T, sytrs, hetrs) : SC_LAPACK(T, sytrs, sytrs);
    return for_each_matrix(args, routine, n * n * k, [&](auto solve, int64_t i) {
      return solve(kLayout, 'L', integer(n), integer(k), matrix<T>(args.a, i, n * n), leading(n),
                   pivots.data() + i * n, matrix<T>(args.b, i, n * k), leading(n));
    });
  });
}

SC_KERNEL(lapack_lstsq, LapackArgs) {
  if (args.option < 0 || args.option > 3) return bad_argument(args, args.option);
  return with_lapack_type(args, [&]<typename T>() {
    using Real = RealOf<T>;
    const int64_t m = args.m, n = args.n, k = args.k, rows = std::max(m, n), values = std::min(m, n);
    const Real rcond = static_cast<Real>(args.rcond);
    const int64_t operations = m * n * (values + k);
    const bool by_values = args.option >= 2;
    const auto run = [&](auto routine, auto call) {
      return for_each_matrix(args, routine, operations, [&](auto solve, int64_t i) {
        lapack_int rank = 0;
        if (by_values && elements<T>(args.a, i, m * n) != Elements::kFinite) return kNotFinite;
        const lapack_int info = call(solve, matrix<T>(args.a, i, m * n), matrix<T>(args.b, i, rows * k), &rank, i);
        if (args.c != nullptr) static_cast<int64_t*>(args.c)[i] = rank;
        return info;
      });
    };
    const auto values_of = [&](auto solve, auto* a, auto* b, lapack_int* rank, int64_t i) {
      return solve(kLayout, integer(m), integer(n), integer(k), a, leading(m), b, leading(rows),
                   static_cast<Real*>(args.d) + i * values, rcond, rank);
    };
    switch (args.option) {
      case 0:
        return run(SC_LAPACK(T, gels, gels), [&](auto solve, auto* a, auto* b, lapack_int*, int64_t) {
          return solve(kLayout, 'N', integer(m), integer(n), integer(k), a, leading(m), b, leading(rows));
        });
      case 1:
        return run(SC_LAPACK(T, gelsy, gelsy), [&](auto solve, auto* a, auto* b, lapack_int* rank, int64_t) {
          std::vector<lapack_int> permutation(static_cast<size_t>(n));  // 0: any column may be exchanged
          return solve(kLayout, integer(m), integer(n), integer(k), a, leading(m), b, leading(rows), permutation.data(),
                       rcond, rank);
        });
      case 2:
        return run(SC_LAPACK(T, gelsd, gelsd), values_of);
      default:
        return run(SC_LAPACK(T, gelss, gelss), values_of);
    }
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
