// What happens to a finished tile of a product on its way to memory: scaling, bias, residual, activation.
#pragma once

#include <limits>
#include <type_traits>

#include "base/kernel.h"
#include "gemm/epilogue_args.h"
#include "kernels/activation.h"

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
inline bool is_cheap(Activation a) { return a <= Activation::kClamp || a == Activation::kHardswish; }

// Keeps NaN.
template <typename T>
SC_INLINE Vec<T> clamp(Vec<T> x, Vec<T> lo, Vec<T> hi) {
  return smaller(hi, larger(lo, x));
}

// Calls apply(function of a vector) for a cheap activation other than kNone, so that it is asked for once for many
// sums.
template <typename T, typename F>
SC_INLINE void with_cheap_activation(Activation activation, T lo, T hi, F&& apply) {
  using V = Vec<T>;
  if (activation == Activation::kRelu) {
    apply([](V x) __attribute__((always_inline)) { return relu(x); });
  } else if (activation == Activation::kClamp) {
    const V from(lo), to(hi);
    apply([from, to](V x) __attribute__((always_inline)) { return clamp(x, from, to); });
  }
  if constexpr (std::is_floating_point_v<T>) {
    if (activation == Activation::kHardswish) apply([](V x) __attribute__((always_inline)) { return hardswish(x); });
  }
}

template <typename T>
SC_INLINE Vec<T> activate_cheaply(Vec<T> x, Activation activation, T lo, T hi) {
  with_cheap_activation(activation, lo, hi, [&x](auto function) __attribute__((always_inline)) { x = function(x); });
  return x;
}

template <typename T>
SC_INLINE Vec<T> activate(Vec<T> x, Activation activation, T lo, T hi) {
  if constexpr (std::is_floating_point_v<T>) {
    switch (activation) {
      case Activation::kGelu:
        return gelu(x);
      case Activation::kGeluTanh:
        return gelu_tanh(x);
      case Activation::kSilu:
        return silu(x);
      case Activation::kSigmoid:
        return sigmoid(x);
      case Activation::kTanh:
        return tanh(x);
      case Activation::kHardsigmoid:
        return hardsigmoid(x);
      case Activation::kLeakyRelu:
        return select(x > Vec<T>(T(0)), x, x * lo);
      default:
        break;
    }
  }
  return activate_cheaply(x, activation, lo, hi);
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
// sum += a * b. With AVX-512 it is this instruction on registers and in this order: left to itself, the compiler takes
// an `a` that is used once from memory within the multiply-add, which is slower on some cores (tile_shapes.h), and
// reorders what is unrolled until sums have to be spilt.
template <typename T>
SC_INLINE void add_product(Vec<T>& sum, Vec<T> a, Vec<T> b) {
#if defined(SCONCE_CPU_CAPABILITY_AVX512)
  if constexpr (std::is_same_v<T, float>) {
    asm volatile("vfmadd231ps %2, %1, %0" : "+v"(sum.v) : "v"(a.v), "v"(b.v));
    return;
  } else if constexpr (std::is_same_v<T, double>) {
    asm volatile("vfmadd231pd %2, %1, %0" : "+v"(sum.v) : "v"(a.v), "v"(b.v));
    return;
  }
#endif
  sum = multiply_add(a, b, sum);
}
// The same with every lane of `a` the element at `a`, which the multiply-add itself takes from memory.
template <typename T>
SC_INLINE void add_product_from(Vec<T>& sum, const T* a, Vec<T> b) {
#if defined(SCONCE_CPU_CAPABILITY_AVX512)
  if constexpr (std::is_same_v<T, float>) {
    asm volatile("vfmadd231ps %2%{1to16%}, %1, %0" : "+v"(sum.v) : "v"(b.v), "m"(*a));
    return;
  } else if constexpr (std::is_same_v<T, double>) {
    asm volatile("vfmadd231pd %2%{1to8%}, %1, %0" : "+v"(sum.v) : "v"(b.v), "m"(*a));
    return;
  }
#endif
  sum = multiply_add(Vec<T>(*a), b, sum);
}

// A finish of which a kernel of sums does the bias at their beginning, and a cheap activation in registers; one of many
// instructions, and what may be added before it, is left to finish_tile.
template <typename T>
struct SplitFinish {
  explicit SplitFinish(const Finish<T>& finish)
      : at_once(is_cheap(finish.activation) && finish.residual == nullptr), later(finish) {
    if (at_once) now = finish;
    now.column_bias = finish.column_bias;
    later.column_bias = nullptr;
  }

  bool at_once;  // nothing is left
  Finish<T> now, later;
};

// What is to be stored in c[i, j..j + n) when x is alpha * y + beta * c there. kCheap: the activation is (is_cheap).
template <bool kCheap = false, typename T>
SC_INLINE Vec<T> finish_vector(const Finish<T>& f, Vec<T> x, int64_t i, int64_t j, int64_t n) {
  if (f.column_bias) x = add(x, Vec<T>::load(f.column_bias + j, n));
  if (f.row_bias) x = add(x, Vec<T>(f.row_bias[i]));
  const T* residual = f.residual ? f.residual + i * f.residual_row + j : nullptr;
  if (residual && !f.residual_last) x = add(x, Vec<T>::load(residual, n));
  x = kCheap ? activate_cheaply(x, f.activation, f.lo, f.hi) : activate(x, f.activation, f.lo, f.hi);
  if (residual && f.residual_last) x = add(x, Vec<T>::load(residual, n));
  return x;
}

// The same for a tile in place, `row` apart: the memory of c[i.. , j..j + cols), or a copy of it. Rows are the inner
// loop: their vectors do not wait for each other, and what depends on the column stays in registers.
template <Activation kActivation, typename T>
void finish_columns(const Finish<T>& f, T* c, int64_t c_row, int64_t i, int64_t rows, int64_t j, int64_t cols) {
  using V = Vec<T>;
  for (int64_t q = 0; q < cols; q += V::kSize) {
    const int64_t n = cols - q;
    const auto columns = [&](auto load, auto store) __attribute__((always_inline)) {
      const V bias = f.column_bias ? load(f.column_bias + j + q) : V(T(0));
      if (f.column_bias && !f.row_bias && !f.residual) {  // as nearly always: nothing to be asked for each row
        for (int64_t r = 0; r < rows; r++) {
          T* at = c + r * c_row + q;
          store(activate(add(load(at), bias), kActivation, f.lo, f.hi), at);
        }
        return;
      }
      for (int64_t r = 0; r < rows; r++) {
        T* at = c + r * c_row + q;
        V x = load(at);
        if (f.column_bias) x = add(x, bias);
        if (f.row_bias) x = add(x, V(f.row_bias[i + r]));
        const T* residual = f.residual ? f.residual + (i + r) * f.residual_row + j + q : nullptr;
        if (residual && !f.residual_last) x = add(x, load(residual));
        x = activate(x, kActivation, f.lo, f.hi);
        if (residual && f.residual_last) x = add(x, load(residual));
        store(x, at);
      }
    };
    if (n >= V::kSize) {
      columns([](const T* p) { return V::load(p); }, [](V x, T* p) { x.store(p); });
    } else {
      columns([n](const T* p) { return V::load(p, n); }, [n](V x, T* p) { x.store(p, n); });
    }
  }
}

template <typename T>
void finish_tile(const Finish<T>& f, T* c, int64_t c_row, int64_t i, int64_t rows, int64_t j, int64_t cols) {
  const auto with = [&]<Activation kActivation>() { finish_columns<kActivation>(f, c, c_row, i, rows, j, cols); };
  if constexpr (std::is_floating_point_v<T>) {
    switch (f.activation) {
      case Activation::kGelu:
        return with.template operator()<Activation::kGelu>();
      case Activation::kGeluTanh:
        return with.template operator()<Activation::kGeluTanh>();
      case Activation::kSilu:
        return with.template operator()<Activation::kSilu>();
      case Activation::kSigmoid:
        return with.template operator()<Activation::kSigmoid>();
      case Activation::kTanh:
        return with.template operator()<Activation::kTanh>();
      case Activation::kHardswish:
        return with.template operator()<Activation::kHardswish>();
      case Activation::kHardsigmoid:
        return with.template operator()<Activation::kHardsigmoid>();
      case Activation::kLeakyRelu:
        return with.template operator()<Activation::kLeakyRelu>();
      default:
        break;
    }
  }
  switch (f.activation) {
    case Activation::kRelu:
      return with.template operator()<Activation::kRelu>();
    case Activation::kClamp:
      return with.template operator()<Activation::kClamp>();
    default:
      return with.template operator()<Activation::kNone>();
  }
}

template <typename T>
void finish_row(const Finish<T>& f, T* row, int64_t i, int64_t j, int64_t cols) {
  finish_tile(f, row, 0, i, 1, j, cols);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
