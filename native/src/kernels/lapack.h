// Linear algebra by LAPACK over batches of matrices: the library computes one matrix on one thread, the batch is what
// runs in parallel. All matrices are column-major and lie without gaps, one after the other.
#pragma once

#include <cstdint>

namespace sconce {

// Bits of LapackArgs::flags.
inline constexpr int64_t kLapackUpper = 1;        // the upper triangle holds the matrix, else the lower
inline constexpr int64_t kLapackUnit = 2;         // the diagonal is taken to be 1
inline constexpr int64_t kLapackRight = 4;        // X op(A) = B, else op(A) X = B
inline constexpr int64_t kLapackTranspose = 8;    // op(A) is A transposed
inline constexpr int64_t kLapackAdjoint = 16;     // op(A) is A transposed and conjugated
inline constexpr int64_t kLapackVectors = 32;     // vectors are wanted, not values alone
inline constexpr int64_t kLapackFull = 64;        // all of the vectors, else min(m, n) of them
inline constexpr int64_t kLapackHermitian = 128;  // the matrix is its own adjoint, else its own transpose

// dtypes: float, double, complex float, complex double (T). info [batch] receives LAPACK's info of each matrix; null
// where the table has none. A matrix is [rows, columns]; in and out are said from the kernel's side.
//
// kernel                     a                      b                  c            d           sizes, flags
// lapack_lu_factor           in/out [m, n]          pivots int32 [k]                            k = min(m, n); info
// lapack_lu_solve            in LU [n, n]           in/out [n, k]      in pivots [n]            Transpose, Adjoint
// lapack_cholesky            in/out [n, n]                                                      Upper; info
// lapack_cholesky_solve      in [n, n]              in/out [n, k]                               Upper
// lapack_cholesky_inverse    in/out [n, n]                                                      Upper; info
// lapack_triangular_solve    in [n, n]              in/out [n, k], Right: [k, n]                Upper, Unit, Right,
// Transpose, Adjoint lapack_qr                  in/out [m, n]          tau out T [min(m, n)] lapack_householder in/out
// [m, n]          tau in T [k] lapack_householder_apply   in [m or n, k]         tau in T [k]       in/out [m, n]
// Right, Transpose (real), Adjoint lapack_svd                 in [m, n], destroyed   S real [min(m, n)] U            Vh
// Vectors, Full; info lapack_eigh                in/out [n, n]          values real [n] Upper, Vectors; info lapack_eig
// in [n, n], destroyed   values complex [n] vectors complex [n, n]   Vectors; info lapack_ldl_factor          in/out
// [n, n]          pivots int32 [n]                            Hermitian; info lapack_ldl_solve           in [n, n]
// in/out [n, k]      in pivots [n]            Hermitian lapack_lstsq               in [m, n], destroyed   in/out
// [max(m,n), k]  rank int64 []  S real [min(m, n)]  option, rcond; info
//
// lapack_lstsq's option is the driver: 0 gels, 1 gelsy, 2 gelsd, 3 gelss; gels leaves rank, gels and gelsy leave S
// alone.
//
// Matrices with an infinite element or a NaN are not given to the routines by singular values and eigenvalues, which may
// never return. Their info is negative; only lapack_svd of an infinite one has NaN for all results, and info 0.
//
// Errors: kNoBlas when no library is open (sc_open_blas), kUnsupportedDtype, kInvalidArgument, kOutOfMemory;
// kIndexOutOfRange for pivots that are no rows.
struct LapackArgs {
  int64_t dtype;
  int64_t batch;
  int64_t m, n, k;
  int64_t flags;
  int64_t option;
  double rcond;
  void* a;
  void* b;
  void* c;
  void* d;
  int32_t* info;
};

}  // namespace sconce
