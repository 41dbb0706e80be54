// The largest errors of vec_math.h, in units in the last place, against the C library's long double functions; and what
// Vec promises about tails.
#include "kernels/vec_math.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "capability_test.h"
#include "kernels/activation.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

// |got - want| in units of want's last place; 0 where both are NaN, or where got is the infinity that want rounds to.
template <typename T>
double error_in_ulps(T got, long double want) {
  using Limits = std::numeric_limits<T>;
  constexpr double kWrong = 1e30;
  if (std::isnan(want)) return std::isnan(got) ? 0 : kWrong;
  if (std::isinf(static_cast<T>(want)) || std::isinf(got)) return got == static_cast<T>(want) ? 0 : kWrong;
  const int exponent = std::max(want == 0 ? Limits::min_exponent : std::ilogb(want) + 1, int{Limits::min_exponent});
  return static_cast<double>(std::fabs(got - want) / std::ldexp(1.0L, exponent - Limits::digits));
}

// Tries f in numbers between low and high, in any bit pattern, and in the corners; every lane counts.
template <typename T, typename F, typename Reference>
void expect_error_below(double ulps, const char* name, T low, T high, F f, Reference reference) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<T> between(low, high);
  constexpr T inf = std::numeric_limits<T>::infinity();
  const T corners[] = {0,
                       -T(0),
                       inf,
                       -inf,
                       std::numeric_limits<T>::quiet_NaN(),
                       std::numeric_limits<T>::denorm_min(),
                       -std::numeric_limits<T>::denorm_min(),
                       std::numeric_limits<T>::max(),
                       std::numeric_limits<T>::lowest(),
                       1,
                       -1};
  double worst = 0;
  T at = 0;
  for (int round = 0; round < 4000; round++) {
    T x[Vec<T>::kSize], y[Vec<T>::kSize];
    for (int64_t lane = 0; lane < Vec<T>::kSize; lane++) {
      x[lane] = round % 2 ? between(random) : std::bit_cast<T>(static_cast<IntOf<T>>(random()));
      if (round < 20 && lane == round % Vec<T>::kSize) x[lane] = corners[round % std::size(corners)];
    }
    f(Vec<T>::load(x)).store(y);
    for (int64_t lane = 0; lane < Vec<T>::kSize; lane++) {
      const double error =
          error_in_ulps(y[lane], static_cast<long double>(reference(static_cast<long double>(x[lane]))));
      if (error > worst) worst = error, at = x[lane];
    }
  }
  EXPECT_LE(worst, ulps) << name << "(" << at << ") of " << 8 * sizeof(T) << " bits";
}

// Without fused multiply-add, about one more.
constexpr double kUnfused = SC_VEC_BYTES == 16 ? 1 : 0;

#define EXPECT_ERROR(function, ulps, low, high, reference)                              \
  expect_error_below<float>(                                                            \
      ulps + kUnfused, #function, low, high, [](Vec<float> x) { return function(x); },  \
      []([[maybe_unused]] long double x) { return reference; });                        \
  expect_error_below<double>(                                                           \
      ulps + kUnfused, #function, low, high, [](Vec<double> x) { return function(x); }, \
      []([[maybe_unused]] long double x) { return reference; })

CAPABILITY_TEST(VecMath, ErrorsAreAsStated) {
  EXPECT_ERROR(exp, 1, -100, 90, std::exp(x));
  EXPECT_ERROR(expm1, 2, -3, 3, std::expm1(x));
  EXPECT_ERROR(log, 1, 0, 5, std::log(x));
  EXPECT_ERROR(log2, 2, 0, 5, std::log2(x));
  EXPECT_ERROR(log1p, 2, -1, 5, std::log1p(x));
  EXPECT_ERROR(erf, 1.5, -4, 4, std::erf(x));
  EXPECT_ERROR(tanh, 2.5, -4, 4, std::tanh(x));
  EXPECT_ERROR(sin, 1, -100, 100, std::sin(x));
  EXPECT_ERROR(cos, 1, -100, 100, std::cos(x));
  EXPECT_ERROR(tan, 1, -100, 100, std::tan(x));
  EXPECT_ERROR(exp2, 1, -150, 129, std::exp2(x));
  EXPECT_ERROR(log10, 2, 0, 5, std::log10(x));
}

CAPABILITY_TEST(VecMath, PowersAreThoseOfTheLibrary) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> base(0, 50), exponent(-20, 20);
  for (int i = 0; i < 20000; i++) {
    const float x = base(random), y = exponent(random);
    EXPECT_LE(error_in_ulps(pow(Vec<float>(x), Vec<float>(y))[0], std::pow(static_cast<long double>(x), y)), 1)
        << x << "^" << y;
  }
  EXPECT_EQ(pow(Vec<float>(-2.0f), Vec<float>(3.0f))[0], -8.0f);
  EXPECT_EQ(pow(Vec<float>(0.0f), Vec<float>(-1.0f))[0], std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isnan(pow(Vec<float>(-2.0f), Vec<float>(0.5f))[0]));
}

CAPABILITY_TEST(VecMath, OnePlusExpOfMinus) {
  EXPECT_ERROR(one_plus_exp_of_minus, 2.5, -87, 87, 1 + std::exp(-x));
  EXPECT_EQ(one_plus_exp_of_minus(Vec<float>(-90.0f))[0], std::numeric_limits<float>::infinity());
  EXPECT_EQ(one_plus_exp_of_minus(Vec<float>(std::numeric_limits<float>::infinity()))[0], 1.0f);
  EXPECT_TRUE(std::isnan(one_plus_exp_of_minus(Vec<float>(std::numeric_limits<float>::quiet_NaN()))[0]));
}

CAPABILITY_TEST(VecMath, WhatIsDividedByOnePlusExpIsRightBeyondItsRange) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (const float x : {std::numeric_limits<float>::quiet_NaN(), -kInfinity}) {
    EXPECT_TRUE(std::isnan(silu(Vec<float>(x))[0])) << x;
    EXPECT_TRUE(std::isnan(gelu_tanh(Vec<float>(x))[0])) << x;
  }
  for (const float x : {1e4f, 1e30f, kInfinity}) {
    EXPECT_EQ(silu(Vec<float>(x))[0], x);
    EXPECT_EQ(gelu_tanh(Vec<float>(x))[0], x);
  }
  for (const float x : {-1e4f, -3e38f}) {
    EXPECT_EQ(silu(Vec<float>(x))[0], 0.0f) << x;
    EXPECT_EQ(gelu_tanh(Vec<float>(x))[0], 0.0f) << x;
  }
}

CAPABILITY_TEST(VecMath, SigmoidIsZeroWhereTheExponentialOverflows) {
  expect_error_below<float>(
      2.5 + kUnfused, "sigmoid", -80, 80, [](Vec<float> x) { return select(x < -88.0f, Vec<float>(0.0f), sigmoid(x)); },
      [](long double x) { return x < -88 ? 0 : 1 / (1 + std::exp(-x)); });
  EXPECT_EQ(sigmoid(Vec<float>(-89.0f))[0], 0.0f);
  EXPECT_EQ(sigmoid(Vec<double>(-710.0))[0], 0.0);
}

CAPABILITY_TEST(VecMath, OddFunctionsKeepTheSignOfZero) {
  EXPECT_TRUE(std::signbit(tanh(Vec<float>(-0.0f))[0]));
  EXPECT_TRUE(std::signbit(erf(Vec<float>(-0.0f))[0]));
  EXPECT_TRUE(std::signbit(expm1(Vec<double>(-0.0))[0]));
  EXPECT_TRUE(std::signbit(log1p(Vec<double>(-0.0))[0]));
}

template <typename T>
void expect_tails() {
  constexpr int64_t kSize = Vec<T>::kSize;
  T in[2 * kSize], out[2 * kSize];
  for (int64_t i = 0; i < 2 * kSize; i++) in[i] = static_cast<T>(i + 1);
  for (int64_t n = 0; n <= kSize; n++) {
    const Vec<T> x = Vec<T>::load(in, n);
    for (int64_t i = 0; i < kSize; i++) EXPECT_EQ(x[i], i < n ? in[i] : T(0));
    std::fill_n(out, 2 * kSize, T(99));
    Vec<T>::load(in).store(out, n);
    for (int64_t i = 0; i < 2 * kSize; i++) EXPECT_EQ(out[i], i < n ? in[i] : T(99));
  }
}

CAPABILITY_TEST(Vec, TailsReadAndWriteNothingElse) {
  expect_tails<float>();
  expect_tails<double>();
  expect_tails<int8_t>();
  expect_tails<uint8_t>();
  expect_tails<int16_t>();
  expect_tails<int32_t>();
  expect_tails<int64_t>();
}

CAPABILITY_TEST(Vec, MaximumAndMinimumPassNaNOn) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(std::isnan(maximum(Vec<float>(nan), Vec<float>(1.0f))[0]));
  EXPECT_TRUE(std::isnan(maximum(Vec<float>(1.0f), Vec<float>(nan))[0]));
  EXPECT_TRUE(std::isnan(minimum(Vec<float>(nan), Vec<float>(1.0f))[0]));
  EXPECT_TRUE(std::isnan(minimum(Vec<float>(1.0f), Vec<float>(nan))[0]));
  EXPECT_EQ(maximum(Vec<float>(1.0f), Vec<float>(2.0f))[0], 2.0f);
  EXPECT_TRUE(std::isnan(relu(Vec<float>(nan))[0]));
}

CAPABILITY_TEST(Vec, ReduceFoldsAllLanes) {
  const float n = static_cast<float>(Vec<float>::kSize);
  EXPECT_EQ(reduce_add(Vec<float>::iota()), n * (n - 1) / 2);
  EXPECT_EQ(reduce_maximum(Vec<float>::iota()), n - 1);
  EXPECT_EQ(reduce_minimum(Vec<double>::iota() + Vec<double>(3.0)), 3.0);
}

}  // namespace
}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
