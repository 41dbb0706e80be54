// The transforms of Winograd's convolutions of 3 taps a dimension, F(2, 3) and F(4, 3): m outputs are computed from
// m + 2 inputs d and the filter g with m + 2 products, y = A^T [(G g) * (B^T d)], where the sums have 3 m. Polynomials
// are multiplied so: by their values at m + 1 points and infinity, between which A^T interpolates.
//
// Rounding is what it costs: A^T subtracts what is larger than the result. Measured root mean square of errors, over 64
// and 128 channels of positive inputs (as relu leaves them) and normally distributed weights, in two dimensions,
// relative to that of the sums as product.h computes them:
//   F(2x2, 3x3)  0, 1, -1                                    below 1
//   F(4x4, 3x3)  0, +-5/8, +-3/2, sums in blocks of 32       2.8 and 2.7
//                0, +-5/8, +-3/2, in one                     3.6 and 4.8
//                0, +-1, +-2, in one                         7.8 and 10, the points of textbooks
// Most of it is the products' sums: hence kDepth, how many terms are summed before they are added to the others. All
// numbers of B^T and A^T are exact in float. Scaling their rows by powers of two, and G's inversely, would change no
// bit.
#pragma once

#include "base/kernel.h"
#include "gemm/product.h"
#include "kernels/vec.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// F(2, 3) with the points 0, 1, -1.
struct WinogradTile2 {
  static constexpr int kOut = 2, kIn = 4;
  static constexpr int64_t kDepth = kMaxDepth;
  using V = Vec<float>;

  // G.
  static constexpr double kFilter[kIn][3] = {{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}};

  // B^T d.
  static SC_INLINE void input(const V (&d)[kIn], V (&to)[kIn]) {
    to[0] = d[0] - d[2];
    to[1] = d[1] + d[2];
    to[2] = d[2] - d[1];
    to[3] = d[3] - d[1];
  }

  // A^T m.
  static SC_INLINE void output(const V (&m)[kIn], V (&to)[kOut]) {
    to[0] = m[0] + m[1] + m[2];
    to[1] = m[1] - m[2] + m[3];
  }
};

// F(4, 3) with the points 0, a, -a, b, -b. A row of B^T is the product of (x - p) over the other points p, those of a
// and -a and of b and -b differ by the sign of their odd terms.
struct WinogradTile4 {
  static constexpr int kOut = 4, kIn = 6;
  static constexpr int64_t kDepth = 32;
  static constexpr double kA = 0.625, kB = 1.5;
  using V = Vec<float>;

  static constexpr double kOfZero = 1 / (kA * kA * kB * kB);
  static constexpr double kOfA = 1 / (2 * kA * kA * (kA * kA - kB * kB));
  static constexpr double kOfB = 1 / (2 * kB * kB * (kB * kB - kA * kA));
  static constexpr double kFilter[kIn][3] = {{kOfZero, 0, 0},
                                             {kOfA, kOfA * kA, kOfA * kA * kA},
                                             {kOfA, -kOfA * kA, kOfA * kA * kA},
                                             {kOfB, kOfB * kB, kOfB * kB * kB},
                                             {kOfB, -kOfB * kB, kOfB * kB * kB},
                                             {0, 0, 1}};

  static SC_INLINE void input(const V (&d)[kIn], V (&to)[kIn]) {
    const V a = number(kA), b = number(kB), minus_aa = number(-kA * kA), minus_bb = number(-kB * kB);
    const V even_a = fmadd(minus_bb, d[2], d[4]), odd_a = fmadd(minus_bb, d[1], d[3]);
    const V even_b = fmadd(minus_aa, d[2], d[4]), odd_b = fmadd(minus_aa, d[1], d[3]);
    to[0] = fmadd(minus_aa, fmadd(minus_bb, d[0], d[2]), even_a);
    to[1] = fmadd(a, odd_a, even_a);
    to[2] = fnmadd(a, odd_a, even_a);
    to[3] = fmadd(b, odd_b, even_b);
    to[4] = fnmadd(b, odd_b, even_b);
    to[5] = fmadd(minus_aa, odd_a, fmadd(minus_bb, d[3], d[5]));
  }

  static SC_INLINE void output(const V (&m)[kIn], V (&to)[kOut]) {
    const V even_a = m[1] + m[2], odd_a = m[1] - m[2], even_b = m[3] + m[4], odd_b = m[3] - m[4];
    to[0] = m[0] + even_a + even_b;
    to[1] = fmadd(number(kA), odd_a, number(kB) * odd_b);
    to[2] = fmadd(number(kA * kA), even_a, number(kB * kB) * even_b);
    to[3] = fmadd(number(kA * kA * kA), odd_a, fmadd(number(kB * kB * kB), odd_b, m[5]));
  }

 private:
  static SC_INLINE V number(double x) { return V(static_cast<float>(x)); }
};

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
