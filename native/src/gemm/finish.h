// What happens to a finished tile of a product on its way to memory: scaling, bias, residual, activation.
#pragma once

#include <limits>
#include <type_traits>

#include "base/kernel.h"
#include "gemm/epilogue_args.h"
#include "kernels/vec_math.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// The typed form of an epilogue, for a whole matrix c: with y the product,
//   c[i, j] = act(alpha * y + beta * c[i, j] + column_bias[j] + row_bias[i] + residual[i, j])
// and the residual after the activation when residual_last. Absent parts are null, 1 and 0.
template <typename T>
struct Finish {
  T alpha = 1;
  T beta = 0;
  const T* column_bias = nullptr;
  const T* row_bias = nullptr;
  const T* residual = nullptr;
  int64_t residual_row = 0;
  Activation activation = Activation::kNone;
  bool residual_last = false;
  T lo = 0, hi = 0;
};

// The parts of EpilogueArgs that do not depend on which side the bias is on. `offset`: elements to this matrix's
// residual.
template <typename T>
Finish<T> make_finish(const EpilogueArgs& args, int64_t offset) {
  Finish<T> f;
  if (args.residual) f.residual = static_cast<const T*>(args.residual) + offset;
  f.residual_row = args.residual_row;
  f.activation = static_cast<Activation>(args.activation);
  f.residual_last = args.residual_last != 0;
  if constexpr (std::is_integral_v<T>) {
    // A bound beyond T's range is no bound.
    const auto bound = [](double x) {
      if (x <= static_cast<double>(std::numeric_limits<T>::min())) return std::numeric_limits<T>::min();
      if (x >= static_cast<double>(std::numeric_limits<T>::max())) return std::numeric_limits<T>::max();
      return static_cast<T>(x);
    };
    f.lo = bound(args.lo);
    f.hi = bound(args.hi);
  } else {
    f.lo = static_cast<T>(args.lo);
    f.hi = static_cast<T>(args.hi);
  }
  return f;
}

// False for an activation that is unknown, or that T (an integer) does not have.
template <typename T>
bool activation_is_supported(int64_t activation) {
  if (activation < 0 || activation > static_cast<int64_t>(Activation::kLeakyRelu)) return false;
  return std::is_floating_point_v<T> || activation <= static_cast<int64_t>(Activation::kClamp);
}

// Whether an activation is a few instructions, to be done on the accumulators while they are in registers.
inline bool is_cheap(Activation a) { return a <= Activation::kClamp; }

// Both keep NaN.
template <typename T>
SC_INLINE Vec<T> relu(Vec<T> x) {
  return larger(Vec<T>(T(0)), x);
}
template <typename T>
SC_INLINE Vec<T> clamp(Vec<T> x, Vec<T> lo, Vec<T> hi) {
  return smaller(hi, larger(lo, x));
}

template <typename T>
SC_INLINE Vec<T> activate(Vec<T> x, Activation activation, T lo, T hi) {
  if constexpr (std::is_floating_point_v<T>) {
    const auto relu6 = [](Vec<T> y) { return clamp(y, Vec<T>(T(0)), Vec<T>(T(6))); };
    switch (activation) {
      case Activation::kGelu:
        return x * T(0.5) * (Vec<T>(T(1)) + erf(x * T(0.70710678118654752440)));
      case Activation::kGeluTanh: {
        const Vec<T> inner = (x + x * x * x * T(0.044715)) * T(0.79788456080286535588);
        return x * T(0.5) * (Vec<T>(T(1)) + tanh(inner));
      }
      case Activation::kSilu:
        return x / (Vec<T>(T(1)) + exp(-x));
      case Activation::kSigmoid:
        return sigmoid(x);
      case Activation::kTanh:
        return tanh(x);
      case Activation::kHardswish:
        return x * relu6(x + Vec<T>(T(3))) * T(1.0 / 6);
      case Activation::kHardsigmoid:
        return relu6(x + Vec<T>(T(3))) * T(1.0 / 6);
      case Activation::kLeakyRelu:
        return select(x > Vec<T>(T(0)), x, x * lo);
      default:
        break;
    }
  }
  if (activation == Activation::kRelu) return relu(x);
  if (activation == Activation::kClamp) return clamp(x, Vec<T>(lo), Vec<T>(hi));
  return x;
}

// Sums and products of integers wrap around, as PyTorch's do: in C++ only those of unsigned ones may.
template <typename T>
SC_INLINE Vec<T> add(Vec<T> a, Vec<T> b) {
  if constexpr (std::is_integral_v<T>) {
    using U = std::make_unsigned_t<T>;
    return bitcast<T>(bitcast<U>(a) + bitcast<U>(b));
  } else {
    return a + b;
  }
}
template <typename T>
SC_INLINE Vec<T> multiply_add(Vec<T> a, Vec<T> b, Vec<T> c) {
  if constexpr (std::is_integral_v<T>) {
    using U = std::make_unsigned_t<T>;
    return bitcast<T>(bitcast<U>(a) * bitcast<U>(b) + bitcast<U>(c));
  } else {
    return fmadd(a, b, c);
  }
}

// What is to be stored in c[i, j..j + n) when x is alpha * y + beta * c there.
template <typename T>
SC_INLINE Vec<T> finish_vector(const Finish<T>& f, Vec<T> x, int64_t i, int64_t j, int64_t n) {
  if (f.column_bias) x = add(x, Vec<T>::load(f.column_bias + j, n));
  if (f.row_bias) x = add(x, Vec<T>(f.row_bias[i]));
  const T* residual = f.residual ? f.residual + i * f.residual_row + j : nullptr;
  if (residual && !f.residual_last) x = add(x, Vec<T>::load(residual, n));
  x = activate(x, f.activation, f.lo, f.hi);
  if (residual && f.residual_last) x = add(x, Vec<T>::load(residual, n));
  return x;
}

// The same for row [cols] in place: the memory of c[i, j..j + cols), or a copy of it.
template <typename T>
void finish_row(const Finish<T>& f, T* row, int64_t i, int64_t j, int64_t cols) {
  using V = Vec<T>;
  for (int64_t q = 0; q < cols; q += V::kSize) {
    const int64_t n = cols - q < V::kSize ? cols - q : V::kSize;
    finish_vector(f, V::load(row + q, n), i, j + q, n).store(row + q, n);
  }
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
