// The random kernels draw what PyTorch's CPU generator draws: numbers noted from torch 2.13 after torch.manual_seed(5),
// in this order.
#include "kernels/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "kernel_call.h"
#include "pointwise_elements.h"

namespace sconce::testing {
namespace {

class RandomTest {
 public:
  RandomTest(Capability capability, int64_t seed) : capability_(capability) {
    EXPECT_EQ(run(capability, "random_seed", &state_, seed), kOk);
  }

  template <typename T>
  std::vector<T> draw(const char* name, int64_t dtype, int64_t n, double a = 0, double b = 0, int64_t from = 0,
                      int64_t to = 0) {
    std::vector<T> out(static_cast<size_t>(n));
    EXPECT_EQ(run(capability_, name, &state_, dtype, out.data(), n, a, b, from, to), kOk) << name;
    return out;
  }

  template <typename T>
  std::vector<T> draw_of(const char* name, int64_t dtype, const std::vector<T>& x, const std::vector<T>& y) {
    std::vector<T> out(x.size());
    EXPECT_EQ(run(capability_, name, &state_, dtype, out.data(), int64_t(x.size()), x.data(), y.data()), kOk) << name;
    return out;
  }

  Status status_of(const char* name, int64_t dtype, double x) {
    double out, y = 0.5;
    return run(capability_, name, &state_, dtype, &out, int64_t{1}, &x, &y);
  }

  Status status(const char* name, int64_t dtype, int64_t n, int64_t from, int64_t to) {
    double out[4];
    return run(capability_, name, &state_, dtype, &out[0], n, 0.0, 1.0, from, to);
  }

 private:
  Capability capability_;
  RandomState state_;
};

template <typename T>
void expect_near(const std::vector<T>& got, const std::vector<double>& want) {
  ASSERT_EQ(got.size(), want.size());
  for (size_t i = 0; i < got.size(); i++) EXPECT_NEAR(got[i], want[i], 1e-6) << "at " << i;
}

TEST(Random, DrawsTheNumbersOfPyTorch) {
  for (Capability capability : supported_capabilities()) {
    RandomTest random(capability, 5);
    expect_near(random.draw<float>("random_uniform", kFloat, 4, 0, 1),
                {0.830251873, 0.126110911, 0.907469690, 0.819927037});
    expect_near(random.draw<double>("random_uniform", kDouble, 3, 0, 1), {0.360827619, 0.315132608, 0.266117139});
    expect_near(random.draw<float>("random_normal", kFloat, 18, 1, 2),
                {3.560184240, 3.260892391, 2.537258625, 2.846694469, -0.116645932, 2.559251547, 0.476663291,
                 -0.464777350, 4.396093369, 0.641668797, 0.703790784, 1.742909431, 1.454502821, 0.870529652,
                 0.704212785, 2.793408394, 2.096270084, -2.278237343});
    expect_near(random.draw<float>("random_normal", kFloat, 3, 0, 1), {0.901448667, 0.211571127, 0.447927862});
    EXPECT_EQ(random.draw<int64_t>("random_integers", kInt64, 5, 0, 0, 0, 100),
              (std::vector<int64_t>{96, 49, 99, 71, 67}));
    EXPECT_EQ(random.draw<int64_t>("random_integers", kInt64, 3, 0, 0, 0, int64_t{1} << 40),
              (std::vector<int64_t>{9399169348, 163313153129, 907116658835}));
    EXPECT_EQ(random.draw<int64_t>("random_permutation", kInt64, 6), (std::vector<int64_t>{2, 1, 3, 4, 0, 5}));
  }
}

// One after another from seed 5: counted waiting times, rejection, and the borders of both.
TEST(Random, DrawsTheCountsOfPyTorch) {
  for (Capability capability : supported_capabilities()) {
    RandomTest random(capability, 5);
    const std::vector<double> rates{0, .5, 3, 9.5, 10, 25, 1000, 12345};
    EXPECT_EQ(random.draw_of<double>("random_poisson", kDouble, rates, rates),
              (std::vector<double>{0, 1, 2, 11, 9, 25, 991, 12296}));
    const std::vector<float> floats(rates.begin(), rates.end());
    EXPECT_EQ(random.draw_of<float>("random_poisson", kFloat, floats, floats),
              (std::vector<float>{0, 0, 1, 12, 10, 30, 1001, 12210}));
    EXPECT_EQ(random.draw_of<double>("random_binomial", kDouble, {0, 5, 5, 40, 100, 100, 2000, 7},
                                     {.5, .1, .9, .2, .4, .7, .99, 1}),
              (std::vector<double>{0, 0, 4, 9, 39, 61, 1977, 7}));
    EXPECT_EQ(random.status_of("random_poisson", kInt64, 1), kUnsupportedDtype);
    EXPECT_EQ(random.status_of("random_poisson", kDouble, HUGE_VAL), kInvalidArgument);
    EXPECT_EQ(random.status_of("random_binomial", kDouble, std::nan("")), kInvalidArgument);
  }
}

TEST(Random, DistributionsHaveTheirMoments) {
  constexpr int64_t n = 200'000;
  for (Capability capability : supported_capabilities()) {
    RandomTest random(capability, 1);
    const auto mean = [](const auto& x) {
      return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
    };
    EXPECT_NEAR(mean(random.draw<float>("random_bernoulli", kFloat, n, 0.3)), 0.3, 0.005);
    EXPECT_NEAR(mean(random.draw<uint8_t>("random_bernoulli", kBool, n, 0.75)), 0.75, 0.005);
    const std::vector<double> waits = random.draw<double>("random_exponential", kDouble, n, 2);
    EXPECT_NEAR(mean(waits), 0.5, 0.01);
    EXPECT_GE(*std::min_element(waits.begin(), waits.end()), 0);
    std::vector<int64_t> permutation = random.draw<int64_t>("random_permutation", kInt64, n);
    std::sort(permutation.begin(), permutation.end());
    for (int64_t i = 0; i < n; i++) ASSERT_EQ(permutation[static_cast<size_t>(i)], i);
    const std::vector<float> uniform = random.draw<float>("random_uniform", kFloat, n, -1, 3);
    EXPECT_GE(*std::min_element(uniform.begin(), uniform.end()), -1);
    EXPECT_LT(*std::max_element(uniform.begin(), uniform.end()), 3);
  }
}

TEST(Random, WrongArgumentsAreRefused) {
  for (Capability capability : supported_capabilities()) {
    RandomTest random(capability, 1);
    EXPECT_EQ(random.status("random_integers", kInt64, 1, 5, 5), kInvalidArgument);
    EXPECT_EQ(random.status("random_uniform", kFloat, -1, 0, 0), kInvalidArgument);
    EXPECT_EQ(random.status("random_uniform", kInt64, 1, 0, 0), kUnsupportedDtype);
    EXPECT_EQ(random.status("random_normal", kInt64, 1, 0, 0), kUnsupportedDtype);
    EXPECT_EQ(random.status("random_permutation", kInt32, 1, 0, 0), kUnsupportedDtype);
  }
}

}  // namespace
}  // namespace sconce::testing
