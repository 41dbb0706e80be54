#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "array.h"
#include "kernel_call.h"

namespace sconce::testing {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

template <class T>
void check(bool log, double relative, double absolute) {
  Random random;
  const std::vector<std::vector<int64_t>> shapes = {{1, 1, 1}, {5, 10, 1},   {3, 1000, 1}, {2, 0, 3},  {0, 4, 1},
                                                    {2, 7, 3}, {1, 21, 150}, {4, 33, 64},  {70, 5, 1}, {2, 70, 17}};
  for (const auto& shape : shapes) {
    const int64_t n = shape[1], inner = shape[2];
    Array<T> in(shape);
    in.fill([&] { return random.integer(0, 20) == 0 ? -kInf : random.uniform(-30, 30); });
    for (const Capability capability : supported_capabilities()) {
      for (const bool in_place : {false, true}) {
        Array<T> out(shape);
        if (in_place) out = in;
        ASSERT_EQ(run(capability, log ? "log_softmax" : "softmax", sizeof(T) == 4 ? 6 : 7, out.data(),
                      in_place ? out.data() : in.data(), shape[0], n, inner),
                  kOk);
        ASSERT_TRUE(out.guards_intact());
        for (int64_t line = 0; line < shape[0] * inner; line++) {
          const int64_t start = line / inner * n * inner + line % inner;
          double top = -kInf, sum = 0;
          for (int64_t i = 0; i < n; i++) top = std::max<double>(top, in[start + i * inner]);
          for (int64_t i = 0; i < n; i++) sum += std::exp(in[start + i * inner] - top);
          for (int64_t i = 0; i < n; i++) {
            const double x = in[start + i * inner] - top;
            const double expected = log ? x - std::log(sum) : std::exp(x) / sum;
            ASSERT_TRUE(close(out[start + i * inner], expected, relative, absolute))
                << ::testing::PrintToString(shape) << " line " << line << " element " << i;
          }
        }
      }
    }
  }
}

TEST(Softmax, OfFloats) { check<float>(false, 3e-6, 1e-30); }
TEST(Softmax, OfDoubles) { check<double>(false, 1e-13, 1e-300); }
TEST(Softmax, LogOfFloats) { check<float>(true, 1e-6, 3e-6); }
TEST(Softmax, LogOfDoubles) { check<double>(true, 1e-13, 1e-13); }

TEST(Softmax, LinesOfMinusInfinityOrWithNanAreNan) {
  for (const Capability capability : supported_capabilities()) {
    for (const char* name : {"softmax", "log_softmax"}) {
      for (const int64_t inner : {1, 3}) {
        std::vector<float> x(static_cast<size_t>(20 * inner), static_cast<float>(-kInf)), y(x.size());
        ASSERT_EQ(run(capability, name, 6, y.data(), x.data(), 1, 20, inner), kOk);
        for (float v : y) EXPECT_TRUE(std::isnan(v));
        x.assign(x.size(), 1);
        x[static_cast<size_t>(19 * inner)] = std::nanf("");
        ASSERT_EQ(run(capability, name, 6, y.data(), x.data(), 1, 20, inner), kOk);
        for (size_t i = 0; i < y.size(); i++) EXPECT_EQ(std::isnan(y[i]), i % static_cast<size_t>(inner) == 0);
      }
    }
  }
}

TEST(Softmax, OtherDtypesAreRefused) {
  for (const Capability capability : supported_capabilities()) {
    float x = 1;
    EXPECT_EQ(run(capability, "softmax", 4, &x, &x, 1, 1, 1), kUnsupportedDtype);
  }
}

}  // namespace
}  // namespace sconce::testing
