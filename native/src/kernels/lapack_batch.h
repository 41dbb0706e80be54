// How a LAPACK kernel is written: the routine of an element type, and the loop over a batch.
#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <complex>
#include <type_traits>

#include "gemm/blas/blas.h"
#include "kernels/arguments.h"
#include "kernels/dtype.h"
#include "kernels/lapack.h"
#include "parallel/parallel.h"

// The function of the open library for elements T, or null: SC_LAPACK(T, getrf, getrf), or with another name for
// complex numbers SC_LAPACK(T, orgqr, ungqr).
#define SC_LAPACK(T, real_name, complex_name)                      \
  [] {                                                             \
    if constexpr (std::is_same_v<T, float>) {                      \
      return SC_BLAS(LAPACKE_s##real_name);                        \
    } else if constexpr (std::is_same_v<T, double>) {              \
      return SC_BLAS(LAPACKE_d##real_name);                        \
    } else if constexpr (std::is_same_v<T, std::complex<float>>) { \
      return SC_BLAS(LAPACKE_c##complex_name);                     \
    } else {                                                       \
      return SC_BLAS(LAPACKE_z##complex_name);                     \
    }                                                              \
  }()

namespace sconce::inline SCONCE_CPU_CAPABILITY {

template <typename T>
struct RealOfElement {
  using type = T;
};
template <typename T>
struct RealOfElement<std::complex<T>> {
  using type = T;
};
template <typename T>
using RealOf = typename RealOfElement<T>::type;
template <typename T>
inline constexpr bool kIsComplex = !std::is_same_v<T, RealOf<T>>;

// Elements as LAPACK's C header names them.
inline float* lapack_pointer(float* p) { return p; }
inline double* lapack_pointer(double* p) { return p; }
inline lapack_complex_float* lapack_pointer(std::complex<float>* p) {
  return reinterpret_cast<lapack_complex_float*>(p);
}
inline lapack_complex_double* lapack_pointer(std::complex<double>* p) {
  return reinterpret_cast<lapack_complex_double*>(p);
}

// The i-th matrix of a batch of matrices of `size` elements.
template <typename T>
auto matrix(void* batch, int64_t i, int64_t size) {
  return lapack_pointer(static_cast<T*>(batch) + i * size);
}

// A leading dimension: LAPACK wants 1 also where there are no rows.
inline lapack_int leading(int64_t rows) { return static_cast<lapack_int>(std::max<int64_t>(rows, 1)); }
inline lapack_int integer(int64_t size) { return static_cast<lapack_int>(size); }

inline bool has(const LapackArgs& args, int64_t flag) { return (args.flags & flag) != 0; }
inline char triangle(const LapackArgs& args) { return has(args, kLapackUpper) ? 'U' : 'L'; }
inline char operation(const LapackArgs& args) {
  return has(args, kLapackAdjoint) ? 'C' : has(args, kLapackTranspose) ? 'T' : 'N';
}

inline Status check(const LapackArgs& args) {
  constexpr int64_t kLargest = int64_t{1} << 31;
  if (args.batch < 0) return bad_argument(args, args.batch);
  if (args.m < 0 || args.m >= kLargest) return bad_argument(args, args.m);
  if (args.n < 0 || args.n >= kLargest) return bad_argument(args, args.n);
  if (args.k < 0 || args.k >= kLargest) return bad_argument(args, args.k);
  return kOk;
}

// f.operator()<T>() with the element type.
template <typename F>
Status with_lapack_type(const LapackArgs& args, F f) {
  if (const Status status = check(args); status != kOk) return status;
  switch (args.dtype) {
    case kFloat:
      return f.template operator()<float>();
    case kDouble:
      return f.template operator()<double>();
    case kComplexFloat:
      return f.template operator()<std::complex<float>>();
    case kComplexDouble:
      return f.template operator()<std::complex<double>>();
    default:
      return fail(kUnsupportedDtype, args.dtype);
  }
}

// The routines that come closer to singular values or eigenvalues step by step never arrive where an element is
// infinite or NaN, and some of them never return: such matrices are not for them.
enum class Elements { kFinite, kInfinite, kNaN };

template <typename T>
Elements elements(const T* begin, const T* end) {
  bool finite = true;
  for (const T* x = begin; x < end; x++) finite &= std::isfinite(std::real(*x)) && std::isfinite(std::imag(*x));
  if (finite) return Elements::kFinite;
  const auto is_nan = [](T x) { return std::isnan(std::real(x)) || std::isnan(std::imag(x)); };
  return std::any_of(begin, end, is_nan) ? Elements::kNaN : Elements::kInfinite;
}

// The same of the i-th matrix of a batch of matrices of `size` elements.
template <typename T>
Elements elements(const void* batch, int64_t i, int64_t size) {
  const T* begin = static_cast<const T*>(batch) + i * size;
  return elements(begin, begin + size);
}

// The info of a matrix that is not given to them: LAPACK says so of an argument that it refuses.
inline constexpr lapack_int kNotFinite = -4;

// For each matrix of the batch info[i] = f(routine, i), in parallel where the batch is worth it: `operations` is what
// one matrix costs, about. What LAPACK refuses (a negative info: NaN, mostly) is the caller's to read, out
// of memory is an error of the kernel.
template <typename Routine, typename F>
Status for_each_matrix(const LapackArgs& args, Routine routine, int64_t operations, F f) {
  if (routine == nullptr) return fail(kNoBlas);
  constexpr int64_t kGrainOperations = 100'000;
  std::atomic<lapack_int> failure{0};
  parallel_for(0, args.batch, kGrainOperations / std::max<int64_t>(operations, 1), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      const lapack_int info = f(routine, i);
      if (args.info != nullptr) args.info[i] = static_cast<int32_t>(info);
      if (info < 0 && (args.info == nullptr || info <= LAPACK_WORK_MEMORY_ERROR)) {
        failure.store(info, std::memory_order_relaxed);
      }
    }
  });
  const lapack_int info = failure.load(std::memory_order_relaxed);
  if (info == 0) return kOk;
  return info <= LAPACK_WORK_MEMORY_ERROR ? fail(kOutOfMemory) : fail(kInvalidArgument, -info, info);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
