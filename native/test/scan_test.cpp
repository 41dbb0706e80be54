#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "array.h"
#include "kernel_call.h"

namespace sconce::testing {
namespace {

// The running results of a line's values, and the position that each comes from (cummax and cummin).
using Reference = std::function<void(const std::vector<double>& x, std::vector<double>& y, std::vector<int64_t>& from)>;

Reference running(const std::function<double(double, double)>& step) {
  return [=](const std::vector<double>& x, std::vector<double>& y, std::vector<int64_t>&) {
    for (size_t i = 0; i < x.size(); i++) y.push_back(i == 0 ? x[0] : step(y.back(), x[i]));
  };
}

template <class In, class Out>
void check(const char* name, int64_t in_dtype, int64_t out_dtype, const Reference& reference, double tolerance,
           const std::function<double(Random&)>& value, bool positions = false) {
  Random random;
  for (const std::vector<int64_t>& shape :
       {std::vector<int64_t>{0}, {1}, {9}, {2500}, {6, 9}, {1100, 3}, {3, 130}, {2, 40, 70}}) {
    for (const Layout layout : kLayouts) {
      Array<In> in(shape, layout);
      in.fill([&] { return value(random); });
      for (size_t dim = 0; dim < shape.size(); dim++) {
        for (const Capability capability : supported_capabilities()) {
          Array<Out> out(shape, layout);
          Array<int64_t> indices(shape, layout);
          std::vector<int64_t> words = {in_dtype,
                                        out_dtype,
                                        word(out.data()),
                                        positions ? word(indices.data()) : 0,
                                        word(in.data()),
                                        shape[dim],
                                        in.strides[dim] * static_cast<int64_t>(sizeof(In)),
                                        out.strides[dim] * static_cast<int64_t>(sizeof(Out)),
                                        indices.strides[dim] * 8,
                                        static_cast<int64_t>(shape.size()) - 1};
          const auto append = [&](std::vector<int64_t> values, int64_t scale) {
            values.erase(values.begin() + static_cast<int64_t>(dim));
            append_reversed(words, values, scale);
          };
          append(shape, 1);
          append(in.strides, sizeof(In));
          append(out.strides, sizeof(Out));
          append(indices.strides, 8);
          ASSERT_EQ(run_block(capability, name, words), kOk);
          ASSERT_TRUE(out.guards_intact() && indices.guards_intact());
          std::vector<int64_t> batch = shape;
          batch[dim] = 1;
          for (int64_t line = 0; line < elements(batch) && shape[dim] > 0; line++) {
            std::vector<int64_t> at = position(batch, line);
            std::vector<double> x, y;
            std::vector<int64_t> from;
            for (at[dim] = 0; at[dim] < shape[dim]; at[dim]++) x.push_back(static_cast<double>(in(at)));
            reference(x, y, from);
            for (at[dim] = 0; at[dim] < shape[dim]; at[dim]++) {
              const auto i = static_cast<size_t>(at[dim]);
              ASSERT_TRUE(close(static_cast<double>(out(at)), y[i], tolerance, tolerance)) << name << " element " << i;
              if (positions) {
                ASSERT_EQ(indices(at), from[i]);
              }
            }
          }
        }
      }
    }
  }
}

const std::function<double(Random&)> kReal = [](Random& random) { return random.uniform(-1, 1); };
const std::function<double(Random&)> kNearOne = [](Random& random) { return random.uniform(0.99, 1.01); };
const std::function<double(Random&)> kWhole = [](Random& random) { return random.integer(0, 3); };

TEST(Scan, Cumsum) {
  const Reference sum = running(std::plus<>());
  check<float, float>("cumsum", 6, 6, sum, 1e-6, kReal);
  check<double, double>("cumsum", 7, 7, sum, 1e-12, kReal);
  check<int64_t, int64_t>("cumsum", 4, 4, sum, 0, kWhole);
  check<uint8_t, int64_t>("cumsum", 0, 4, sum, 0, kWhole);
  check<int32_t, float>("cumsum", 3, 6, sum, 1e-6, kWhole);
}

TEST(Scan, Cumprod) {
  const Reference product = running(std::multiplies<>());
  check<float, float>("cumprod", 6, 6, product, 1e-6, kNearOne);
  check<double, double>("cumprod", 7, 7, product, 1e-12, kNearOne);
  check<int16_t, int64_t>("cumprod", 2, 4, product, 0, [](Random& random) { return random.integer(-1, 1); });
}

TEST(Scan, Logcumsumexp) {
  const Reference reference = [](const std::vector<double>& x, std::vector<double>& y, std::vector<int64_t>&) {
    long double sum = 0;  // the values are small enough for that
    for (const double v : x) {
      sum += std::exp(static_cast<long double>(v));
      y.push_back(static_cast<double>(std::log(sum)));
    }
  };
  const auto value = [](Random& random) { return random.integer(0, 4) == 0 ? -HUGE_VAL : random.uniform(-50, 50); };
  check<float, float>("logcumsumexp", 6, 6, reference, 1e-6, value);
  check<double, double>("logcumsumexp", 7, 7, reference, 1e-12, value);
}

Reference extreme(bool max) {
  return [=](const std::vector<double>& x, std::vector<double>& y, std::vector<int64_t>& from) {
    for (size_t i = 0; i < x.size(); i++) {
      const bool better = i == 0 || std::isnan(x[i]) || (max ? x[i] >= y.back() : x[i] <= y.back());
      from.push_back(better ? static_cast<int64_t>(i) : from.back());
      y.push_back(better ? x[i] : y.back());
    }
  };
}

TEST(Scan, CummaxAndCumminGiveTheLast) {
  const auto sometimes_nan = [](Random& random) {
    return random.integer(0, 40) == 0 ? std::nan("") : static_cast<double>(random.integer(-9, 9));
  };
  check<float, float>("cummax", 6, 6, extreme(true), 0, sometimes_nan, true);
  check<double, double>("cummin", 7, 7, extreme(false), 0, sometimes_nan, true);
  check<int64_t, int64_t>("cummax", 4, 4, extreme(true), 0, kWhole, true);
  check<uint8_t, uint8_t>("cummin", 0, 0, extreme(false), 0, kWhole, true);
}

TEST(Scan, OtherDtypesAreRefused) {
  for (const Capability capability : supported_capabilities()) {
    float x = 1;
    EXPECT_EQ(run(capability, "cumsum", 8, 8, &x, nullptr, &x, 1, 4, 4, 0, 0), kUnsupportedDtype);
    EXPECT_EQ(run(capability, "cumsum", 6, 9, &x, nullptr, &x, 1, 4, 4, 0, 0), kUnsupportedDtype);
    EXPECT_EQ(run(capability, "cummax", 9, 9, &x, nullptr, &x, 1, 4, 4, 0, 0), kUnsupportedDtype);
    EXPECT_EQ(run(capability, "logcumsumexp", 4, 4, &x, nullptr, &x, 1, 4, 4, 0, 0), kUnsupportedDtype);
  }
}

}  // namespace
}  // namespace sconce::testing
