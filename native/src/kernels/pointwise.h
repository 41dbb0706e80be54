// How a pointwise kernel is written: one line.
//
//   SC_UNARY(square, Number, 0, mul(x, x))                        // kernel name, dtypes, number of scalars, expression
//   SC_BINARY(add, AnyReal, 1, add(a, mul(b, p[0])))
//
// The expression is over x (unary), a, b (binary) or a, b, c (ternary), each an X, and the scalars p[0], p[1], ... as
// X, too. For float and double X is Vec<T>, whole registers; for integers and bool X is T itself, and the compiler
// vectorises; half and bfloat16 come in as float. T is the element type. The result is of the inputs' dtype, or bool if
// the expression is a bool: such predicates are written with SC_UNARY_TEST and SC_BINARY_TEST, whose X is always T.
//
// Argument block: IterArgs, one output, then the inputs. Errors: kUnsupportedDtype (a = dtype) for a dtype that is not
// listed, kDivisionByZero.
#pragma once

#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include "kernels/iter.h"
#include "kernels/pointwise_math.h"
#include "kernels/vec.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

template <typename... Ts>
struct Types {};

template <typename... A, typename... B>
constexpr Types<A..., B...> operator+(Types<A...>, Types<B...>) {
  return {};
}

using Floating = Types<float, double>;
using Integral = Types<uint8_t, int8_t, int16_t, int32_t, int64_t>;
using IntegralOrBool = Types<uint8_t, int8_t, int16_t, int32_t, int64_t, bool>;
using Number = Types<uint8_t, int8_t, int16_t, int32_t, int64_t, float, double>;
using AnyReal = Types<uint8_t, int8_t, int16_t, int32_t, int64_t, float, double, bool>;
// All floats by themselves, instead of half and bfloat16 as float.
using AnyFloating = Types<float, double, Half, BFloat16>;
using Complex = Types<std::complex<float>, std::complex<double>>;
using NumberOrComplex = decltype(Number() + Complex());
using Any = decltype(AnyReal() + Complex());
using FloatingOrComplex = decltype(Floating() + Complex());

// Runs the loop for args' dtypes; half and bfloat16 run as float, with a last operand that lies as float in memory if
// last_is_float.
Status run_pointwise(const PointwiseKernel& kernel, const IterArgs& args, int64_t words, bool last_is_float = false);

// The expression's operand for elements T: a whole register of floats, one integer.
template <typename T, bool kTest>
using OperandOf = std::conditional_t<std::is_floating_point_v<T> && !kTest, Vec<T>, T>;

template <typename X>
struct ElementOf {
  using type = X;
};
template <typename T>
struct ElementOf<Vec<T>> {
  using type = T;
};

template <typename T>
T scalar_as(const Scalar& s) {
  if constexpr (std::is_integral_v<T>)
    return static_cast<T>(s.i64);
  else
    return static_cast<T>(s.f64);
}

// The scalars of a call as operands.
template <typename X, size_t N>
struct Params {
  X value[N == 0 ? 1 : N];

  explicit SC_INLINE Params(const Scalar* s) {
    for (size_t i = 0; i < N; i++) value[i] = X(scalar_as<typename ElementOf<X>::type>(s[i]));
  }
  SC_INLINE X operator[](size_t i) const { return value[i]; }
};

// The element type of a result: bool, the real type of a complex operand (abs), or the operand's.
template <typename R, typename T>
using ResultOf = std::conditional_t<std::is_same_v<R, bool>, bool,
                                    std::conditional_t<!std::is_arithmetic_v<T> && std::is_arithmetic_v<R>, R, T>>;

// How an element lies in memory, as the loop reads and writes it: a bool as its byte, which the compiler can vectorise.
template <typename T>
using StoredAs = std::conditional_t<std::is_same_v<T, bool>, uint8_t, T>;

template <typename T>
SC_INLINE T load_element(StoredAs<T> x) {
  if constexpr (std::is_same_v<T, bool>)
    return x != 0;
  else
    return x;
}

template <typename Op, typename T, size_t... K>
Status pointwise_loop(char* const* operands, int64_t n, const Scalar* scalars, std::index_sequence<K...>) {
  using X = OperandOf<T, Op::kTest>;
  const StoredAs<T>* in[] = {reinterpret_cast<const StoredAs<T>*>(operands[K + 1])...};
  const Params<X, Op::kScalars> p(scalars);
  if constexpr (Op::kDivides && std::is_integral_v<T>) {
    bool zero = false;
    for (int64_t i = 0; i < n; i++) zero |= in[1][i] == 0;
    if (zero) return kDivisionByZero;
  }
  if constexpr (kIsVec<X>) {
    T* out = reinterpret_cast<T*>(operands[0]);
    int64_t i = 0;
    for (; i + X::kSize <= n; i += X::kSize) Op::apply(p, X::load(in[K] + i)...).store(out + i);
    if (i < n) Op::apply(p, X::load(in[K] + i, n - i)...).store(out + i, n - i);
  } else {
    using R = ResultOf<decltype(Op::apply(p, load_element<T>(in[K][0])...)), T>;
    StoredAs<R>* out = reinterpret_cast<StoredAs<R>*>(operands[0]);
    // An output is exactly an input or apart from it: no iteration depends on another.
#pragma GCC ivdep
    for (int64_t i = 0; i < n; i++)
      out[i] = static_cast<StoredAs<R>>(static_cast<R>(Op::apply(p, load_element<T>(in[K][i])...)));
  }
  return kOk;
}

// The type of the expression, for decltype only.
template <typename Op, typename T, typename X, size_t... K>
auto expression(std::index_sequence<K...>)
    -> decltype(Op::apply(std::declval<Params<X, Op::kScalars>>(), ((void)K, std::declval<X>())...));

template <typename Op, typename T>
constexpr PointwiseLoop pointwise_loop_of() {
  using Inputs = std::make_index_sequence<Op::kInputs>;
  using X = OperandOf<T, Op::kTest>;
  using R = decltype(expression<Op, T, X>(Inputs()));
  constexpr int64_t kOutput = kIsVec<X> ? kDTypeOf<T> : kDTypeOf<ResultOf<R, T>>;
  return {kDTypeOf<T>, kOutput, [](char* const* operands, int64_t n, const Scalar* scalars) {
            return pointwise_loop<Op, T>(operands, n, scalars, Inputs());
          }};
}

template <typename Op, typename... Ts>
inline constexpr PointwiseLoop kPointwiseLoops[] = {pointwise_loop_of<Op, Ts>()...};

template <typename Op, typename... Ts>
constexpr std::span<const PointwiseLoop> pointwise_loops(Types<Ts...>) {
  return kPointwiseLoops<Op, Ts...>;
}

#define SC_POINTWISE(kernel_name, types, scalars, inputs, tests, divides, operands, ...)                      \
  struct kernel_name##_op {                                                                                   \
    static constexpr size_t kInputs = inputs, kScalars = scalars;                                             \
    static constexpr bool kTest = tests, kDivides = divides;                                                  \
    template <typename X>                                                                                     \
    static SC_INLINE auto apply([[maybe_unused]] const Params<X, scalars>& p, SC_POINTWISE_##operands) {      \
      [[maybe_unused]] typedef typename ElementOf<X>::type T;                                                 \
      return __VA_ARGS__;                                                                                     \
    }                                                                                                         \
  };                                                                                                          \
  static constinit const PointwiseKernel kernel_name##_pointwise{#kernel_name, inputs, scalars,               \
                                                                 pointwise_loops<kernel_name##_op>(types())}; \
  static const PointwiseRegistration kernel_name##_listing(Capability::SCONCE_CPU_CAPABILITY,                 \
                                                           kernel_name##_pointwise);                          \
  SC_KERNEL(kernel_name, IterArgs) { return run_pointwise(kernel_name##_pointwise, args, words); }

#define SC_POINTWISE_1 X x
#define SC_POINTWISE_2 X a, X b
#define SC_POINTWISE_3 X a, X b, X c

#define SC_UNARY(name, types, scalars, ...) SC_POINTWISE(name, types, scalars, 1, false, false, 1, __VA_ARGS__)
#define SC_UNARY_TEST(name, types, scalars, ...) SC_POINTWISE(name, types, scalars, 1, true, false, 1, __VA_ARGS__)
#define SC_BINARY(name, types, scalars, ...) SC_POINTWISE(name, types, scalars, 2, false, false, 2, __VA_ARGS__)
#define SC_BINARY_TEST(name, types, scalars, ...) SC_POINTWISE(name, types, scalars, 2, true, false, 2, __VA_ARGS__)
#define SC_TERNARY(name, types, scalars, ...) SC_POINTWISE(name, types, scalars, 3, false, false, 3, __VA_ARGS__)
// A binary kernel whose integer form fails with kDivisionByZero if any b is zero.
#define SC_DIVISION(name, types, scalars, ...) SC_POINTWISE(name, types, scalars, 2, false, true, 2, __VA_ARGS__)
// The binary kernel `name` for a of half or bfloat16, and only these, and b of float: the result is rounded, b is not.
#define SC_BY_FLOAT(name) \
  SC_KERNEL(name##_by_float, IterArgs) { return run_pointwise(name##_pointwise, args, words, true); }

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
