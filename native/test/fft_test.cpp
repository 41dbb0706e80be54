// Transforms equal their definition, for lengths of all kinds: powers of two, small and large primes, products.
#include "kernels/fft.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <vector>

#include "kernel_call.h"
#include "pointwise_elements.h"

namespace sconce::testing {
namespace {

using Complex = std::complex<double>;

constexpr double kPi = 3.14159265358979323846;
const int64_t kLengths[] = {1, 2, 3, 5, 8, 12, 30, 49, 67, 121, 149};  // from 67 on by way of a convolution

std::vector<Complex> numbers(int64_t n) {
  std::vector<Complex> x(static_cast<size_t>(n));
  for (size_t i = 0; i < x.size(); i++)
    x[i] = {std::sin(1.7 * static_cast<double>(i)), std::cos(0.3 * static_cast<double>(i * i))};
  return x;
}

std::vector<Complex> by_definition(const std::vector<Complex>& x, bool inverse) {
  const size_t n = x.size();
  std::vector<Complex> sums(n);
  for (size_t j = 0; j < n; j++)
    for (size_t k = 0; k < n; k++)
      sums[j] +=
          x[k] * std::polar(1.0, (inverse ? 2 : -2) * kPi * static_cast<double>(j * k % n) / static_cast<double>(n));
  return sums;
}

TEST(Fft, ComplexLinesEqualTheDefinition) {
  for (Capability capability : supported_capabilities()) {
    for (int64_t n : kLengths) {
      for (int64_t inverse : {0, 1}) {
        const std::vector<Complex> line = numbers(n), want = by_definition(line, inverse != 0);
        std::vector<Complex> in(line), out(static_cast<size_t>(2 * n));
        in.insert(in.end(), line.begin(), line.end());
        ASSERT_EQ(run(capability, "fft", int64_t{kDouble}, out.data(), in.data(), 2, n, 0, inverse, 0.5), kOk);
        for (size_t i = 0; i < out.size(); i++)
          EXPECT_NEAR(std::abs(out[i] - 0.5 * want[i % line.size()]), 0, 1e-10) << n;
      }
    }
  }
}

TEST(Fft, RealNumbersComeBackFromHalfOfTheirTransform) {
  for (Capability capability : supported_capabilities()) {
    for (int64_t n : kLengths) {
      std::vector<float> real(static_cast<size_t>(n)), back(real.size());
      std::vector<Complex> wide(real.size());
      for (size_t i = 0; i < real.size(); i++) wide[i] = real[i] = static_cast<float>(numbers(n)[i].real());
      const std::vector<Complex> want = by_definition(wide, false);
      std::vector<std::complex<float>> half(static_cast<size_t>(n / 2 + 1));
      ASSERT_EQ(run(capability, "fft", int64_t{kFloat}, half.data(), real.data(), 1, n, 1, 0, 1.0), kOk);
      for (size_t i = 0; i < half.size(); i++) EXPECT_NEAR(std::abs(Complex(half[i]) - want[i]), 0, 1e-4) << n;
      ASSERT_EQ(
          run(capability, "fft", int64_t{kFloat}, back.data(), half.data(), 1, n, 2, 1, 1.0 / static_cast<double>(n)),
          kOk);
      for (size_t i = 0; i < back.size(); i++) EXPECT_NEAR(back[i], real[i], 1e-5) << n;
    }
  }
}

TEST(Fft, RefusesWhatIsNoTransform) {
  double x[2] = {};
  for (Capability capability : supported_capabilities()) {
    EXPECT_EQ(run(capability, "fft", int64_t{kDouble}, &x[0], &x[0], 1, 0, 0, 0, 1.0), kInvalidArgument);
    EXPECT_EQ(run(capability, "fft", int64_t{kDouble}, &x[0], &x[0], 1, 1, 3, 0, 1.0), kInvalidArgument);
    EXPECT_EQ(run(capability, "fft", int64_t{kInt64}, &x[0], &x[0], 1, 1, 0, 0, 1.0), kUnsupportedDtype);
  }
}

}  // namespace
}  // namespace sconce::testing
