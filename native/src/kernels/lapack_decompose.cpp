// Orthogonal and spectral decompositions.
#include <limits>
#include <vector>

#include "kernels/lapack_batch.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int kLayout = LAPACK_COL_MAJOR;

// Column j of `vectors`, and column j + 1 for a pair: real routines hand out the real and the imaginary part of a
// pair's first vector, of which the second is the conjugate.
template <typename T>
void widen_vectors(int64_t n, const std::vector<T>& imaginary, const std::vector<T>& packed, std::complex<T>* vectors) {
  for (int64_t j = 0; j < n; j++) {
    const T* re = packed.data() + j * n;
    const bool pair = imaginary[static_cast<size_t>(j)] != 0 && j + 1 < n;
    for (int64_t i = 0; i < n; i++) {
      if (pair) {
        vectors[j * n + i] = {re[i], re[n + i]};
        vectors[(j + 1) * n + i] = {re[i], -re[n + i]};
      } else {
        vectors[j * n + i] = re[i];
      }
    }
    if (pair) j++;
  }
}

template <typename T, typename Routine>
lapack_int real_eig(Routine routine, int64_t n, T* a, std::complex<T>* values, std::complex<T>* vectors) {
  const size_t size = static_cast<size_t>(n);
  std::vector<T> re(size), im(size), packed(vectors != nullptr ? size * size : 1);
  const lapack_int info = routine(kLayout, 'N', vectors != nullptr ? 'V' : 'N', integer(n), a, leading(n), re.data(),
                                  im.data(), nullptr, 1, packed.data(), leading(n));
  if (info != 0) return info;
  for (size_t i = 0; i < size; i++) values[i] = {re[i], im[i]};
  if (vectors != nullptr) widen_vectors(n, im, packed, vectors);
  return 0;
}

// Of the triangle that holds the i-th matrix. A single number is its own eigenvalue, whatever it is.
template <typename T>
bool triangle_is_finite(const LapackArgs& args, int64_t i) {
  const int64_t n = args.n;
  if (n == 1) return true;
  const T* a = static_cast<const T*>(args.a) + i * n * n;
  for (int64_t j = 0; j < n; j++) {
    const T* column = a + j * n;
    const bool upper = has(args, kLapackUpper);
    if (elements(upper ? column : column + j, upper ? column + j + 1 : column + n) != Elements::kFinite) return false;
  }
  return true;
}

template <typename T>
void fill_nan(T* out, int64_t n) {
  constexpr RealOf<T> kNaN = std::numeric_limits<RealOf<T>>::quiet_NaN();
  if constexpr (kIsComplex<T>)
    std::fill_n(out, n, T(kNaN, kNaN));
  else
    std::fill_n(out, n, kNaN);
}

}  // namespace

SC_KERNEL(lapack_qr, LapackArgs) {
  return with_lapack_type(args, [&]<typename T>() {
    const int64_t m = args.m, n = args.n, k = std::min(m, n);
    return for_each_matrix(args, SC_LAPACK(T, geqrf, geqrf), 2 * m * n * k, [&](auto factor, int64_t i) {
      return factor(kLayout, integer(m), integer(n), matrix<T>(args.a, i, m * n), leading(m), matrix<T>(args.b, i, k));
    });
  });
}

SC_KERNEL(lapack_householder, LapackArgs) {
  return with_lapack_type(args, [&]<typename T>() {
    const int64_t m = args.m, n = args.n, k = args.k;
    return for_each_matrix(args, SC_LAPACK(T, orgqr, ungqr), 4 * m * n * k, [&](auto generate, int64_t i) {
      return generate(kLayout, integer(m), integer(n), integer(k), matrix<T>(args.a, i, m * n), leading(m),
                      matrix<T>(args.b, i, k));
    });
  });
}

SC_KERNEL(lapack_householder_apply, LapackArgs) {
  return with_lapack_type(args, [&]<typename T>() {
    const int64_t m = args.m, n = args.n, k = args.k;
    const bool right = has(args, kLapackRight);
    const int64_t rows = right ? n : m;
    return for_each_matrix(args, SC_LAPACK(T, ormqr, unmqr), 4 * m * n * k, [&](auto apply, int64_t i) {
      return apply(kLayout, right ? 'R' : 'L', operation(args), integer(m), integer(n), integer(k),
                   matrix<T>(args.a, i, rows * k), leading(rows), matrix<T>(args.b, i, k), matrix<T>(args.c, i, m * n),
                   leading(m));
    });
  });
}

SC_KERNEL(lapack_svd, LapackArgs) {
  return with_lapack_type(args, [&]<typename T>() {
    using Real = RealOf<T>;
    const int64_t m = args.m, n = args.n, k = std::min(m, n);
    const bool full = has(args, kLapackFull), vectors = has(args, kLapackVectors);
    const int64_t columns = full ? m : k, rows = full ? n : k;
    const char job = !vectors ? 'N' : full ? 'A' : 'S';
    return for_each_matrix(args, SC_LAPACK(T, gesdd, gesdd), 8 * m * n * k, [&](auto decompose, int64_t i) {
      const Elements found = elements<T>(args.a, i, m * n);
      if (found == Elements::kNaN) return kNotFinite;
      if (found == Elements::kInfinite) {
        // What PyTorch's library comes to: no value and no vector of such a matrix is a number.
        fill_nan(static_cast<Real*>(args.b) + i * k, k);
        if (vectors) fill_nan(static_cast<T*>(args.c) + i * m * columns, m * columns);
        if (vectors) fill_nan(static_cast<T*>(args.d) + i * rows * n, rows * n);
        return lapack_int{0};
      }
      return decompose(kLayout, job, integer(m), integer(n), matrix<T>(args.a, i, m * n), leading(m),
                       static_cast<Real*>(args.b) + i * k, vectors ? matrix<T>(args.c, i, m * columns) : nullptr,
                       leading(m), vectors ? matrix<T>(args.d, i, rows * n) : nullptr, leading(vectors ? rows : 1));
    });
  });
}

SC_KERNEL(lapack_eigh, LapackArgs) {
  return with_lapack_type(args, [&]<typename T>() {
    const int64_t n = args.n;
    const char job = has(args, kLapackVectors) ? 'V' : 'N';
    return for_each_matrix(args, SC_LAPACK(T, syevd, heevd), 4 * n * n * n, [&](auto decompose, int64_t i) {
      if (!triangle_is_finite<T>(args, i)) return kNotFinite;
      return decompose(kLayout, job, triangle(args), integer(n), matrix<T>(args.a, i, n * n), leading(n),
                       static_cast<RealOf<T>*>(args.b) + i * n);
    });
  });
}

SC_KERNEL(lapack_eig, LapackArgs) {
  return with_lapack_type(args, [&]<typename T>() {
    using Complex = std::complex<RealOf<T>>;
    const int64_t n = args.n;
    const bool vectors = has(args, kLapackVectors);
    return for_each_matrix(args, SC_LAPACK(T, geev, geev), 25 * n * n * n, [&](auto decompose, int64_t i) {
      if (elements<T>(args.a, i, n * n) != Elements::kFinite) return kNotFinite;
      Complex* values = static_cast<Complex*>(args.b) + i * n;
      Complex* columns = vectors ? static_cast<Complex*>(args.c) + i * n * n : nullptr;
      if constexpr (kIsComplex<T>) {
        return decompose(kLayout, 'N', vectors ? 'V' : 'N', integer(n), matrix<T>(args.a, i, n * n), leading(n),
                         lapack_pointer(values), nullptr, 1, lapack_pointer(columns), leading(n));
      } else {
        return real_eig(decompose, n, static_cast<T*>(args.a) + i * n * n, values, columns);
      }
    });
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
