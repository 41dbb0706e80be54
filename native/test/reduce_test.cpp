#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "array.h"
#include "kernel_call.h"
#include "parallel/parallel.h"

namespace sconce::testing {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

template <class T>
constexpr int64_t kDType = std::is_same_v<T, float>     ? 6
                           : std::is_same_v<T, double>  ? 7
                           : std::is_same_v<T, uint8_t> ? 0
                           : std::is_same_v<T, int8_t>  ? 1
                           : std::is_same_v<T, int16_t> ? 2
                           : std::is_same_v<T, int32_t> ? 3
                           : std::is_same_v<T, bool>    ? 11
                                                        : 4;

// What a reduction of `values`, in row-major order, has to give.
using Reference = std::function<double(const std::vector<double>& values)>;

// Runs `name` over the dimensions of `in` whose bit is set in `reduced`, into `out` and `second` (whose shapes are
// those that stay).
template <class In, class Out, class Second>
Status reduce(Capability capability, const char* name, const Array<In>& in, unsigned reduced, Array<Out>* out,
              Array<Second>* second, double parameter, int64_t in_dtype = kDType<In>, int64_t out_dtype = kDType<Out>) {
  std::vector<int64_t> kept_shape, kept_strides, red_shape, red_strides;
  for (size_t d = 0; d < in.shape.size(); d++) {
    const bool goes = reduced >> d & 1;
    (goes ? red_shape : kept_shape).push_back(in.shape[d]);
    (goes ? red_strides : kept_strides).push_back(in.strides[d]);
  }
  std::vector<int64_t> block = {in_dtype,
                                out_dtype,
                                word(out ? out->data() : nullptr),
                                word(second ? second->data() : nullptr),
                                word(in.data()),
                                word(parameter),
                                static_cast<int64_t>(kept_shape.size()),
                                static_cast<int64_t>(red_shape.size())};
  append_reversed(block, kept_shape);
  append_reversed(block, kept_strides, sizeof(In));
  append_reversed(block, out ? out->strides : std::vector<int64_t>(kept_shape.size()), sizeof(Out));
  append_reversed(block, second ? second->strides : std::vector<int64_t>(kept_shape.size()), sizeof(Second));
  append_reversed(block, red_shape);
  append_reversed(block, red_strides, sizeof(In));
  return run_block(capability, name, block);
}

std::vector<int64_t> kept(const std::vector<int64_t>& shape, unsigned reduced) {
  std::vector<int64_t> result;
  for (size_t d = 0; d < shape.size(); d++) {
    if (!(reduced >> d & 1)) result.push_back(shape[d]);
  }
  return result;
}

// The values that each output reduces, in order.
template <class In>
std::vector<std::vector<double>> groups(const Array<In>& in, unsigned reduced) {
  const std::vector<int64_t> out_shape = kept(in.shape, reduced);
  std::vector<std::vector<double>> result(static_cast<size_t>(elements(out_shape)));
  for (int64_t i = 0; i < in.size(); i++) {
    int64_t group = 0, weight = 1, rest = i;
    for (size_t d = in.shape.size(); d-- > 0; rest /= in.shape[d]) {
      if (reduced >> d & 1) continue;
      group += rest % in.shape[d] * weight;
      weight *= in.shape[d];
    }
    result[static_cast<size_t>(group)].push_back(static_cast<double>(in[i]));
  }
  return result;
}

const std::vector<std::vector<int64_t>> kShapes = {
    {},         {1},        {7},          {0, 3}, {3, 0},     {3, 5},     {130, 9}, {9, 131},
    {4, 3, 70}, {70, 4, 3}, {3, 8, 2, 9}, {5000}, {2500, 17}, {2, 66000}, {140000}, {66, 2, 130}};

// For references that take long.
const std::vector<std::vector<int64_t>> kFewShapes = {{}, {0, 3}, {9, 131}, {4, 3, 70}, {2500, 17}, {70000}};

// Every shape, every set of reduced dimensions, every layout, every capability.
template <class In, class Out>
void check(
    const char* name, const Reference& reference, double relative, double parameter = 0,
    const std::function<double(Random&)>& value = [](Random& random) { return random.uniform(-3, 3); },
    bool has_identity = true, const std::vector<std::vector<int64_t>>& shapes = kShapes) {
  Random random;
  for (const std::vector<int64_t>& shape : shapes) {
    for (const Layout layout : kLayouts) {
      Array<In> in(shape, layout);
      in.fill([&] { return value(random); });
      for (unsigned reduced = 0; reduced < 1u << shape.size(); reduced++) {
        const auto values = groups(in, reduced);
        const bool is_refused = !has_identity && !values.empty() && values[0].empty();
        std::vector<double> expected;
        for (size_t i = 0; i < values.size() && !is_refused; i++) expected.push_back(reference(values[i]));
        for (const Capability capability : supported_capabilities()) {
          Array<Out> out(kept(shape, reduced), layout);
          const Status status = reduce<In, Out, double>(capability, name, in, reduced, &out, nullptr, parameter);
          if (is_refused) {
            EXPECT_EQ(status, kInvalidArgument);
            continue;
          }
          ASSERT_EQ(status, kOk);
          for (size_t i = 0; i < expected.size(); i++) {
            ASSERT_TRUE(close(static_cast<double>(out[static_cast<int64_t>(i)]), expected[i], relative, 1e-12))
                << name << " of " << ::testing::PrintToString(shape) << " over " << reduced << ", output " << i;
          }
          ASSERT_TRUE(out.guards_intact());
        }
      }
    }
  }
}

double sum_of(const std::vector<double>& x) { return static_cast<double>(std::accumulate(x.begin(), x.end(), 0.0L)); }

double max_of(const std::vector<double>& x) {
  double best = -kInf;
  for (double v : x) best = std::isnan(best) || v <= best ? best : v;
  return best;
}

double min_of(const std::vector<double>& x) {
  double best = kInf;
  for (double v : x) best = std::isnan(best) || v >= best ? best : v;
  return best;
}

const std::function<double(Random&)> kPositive = [](Random& random) { return random.uniform(0.5, 1.5); };
const std::function<double(Random&)> kNearOne = [](Random& random) { return random.uniform(0.9995, 1.0005); };
const std::function<double(Random&)> kWhole = [](Random& random) { return random.integer(-90, 90); };
const std::function<double(Random&)> kSmall = [](Random& random) { return random.integer(0, 9); };
const std::function<double(Random&)> kOftenNan = [](Random& random) {
  return random.integer(0, 400) == 0 ? kNan : random.uniform(-3, 3);
};

TEST(Reduce, Sum) {
  check<float, float>("sum", sum_of, 3e-7, 0, kPositive);
  check<double, double>("sum", sum_of, 1e-14, 0, kPositive);
  check<float, double>("sum", sum_of, 1e-14, 0, kPositive);
  check<int64_t, int64_t>("sum", sum_of, 0, 0, kWhole);
  check<int8_t, int64_t>("sum", sum_of, 0, 0, kWhole);
  check<bool, int64_t>("sum", sum_of, 0, 0, kSmall);
  check<int32_t, float>("sum", sum_of, 3e-7, 0, kSmall);
}

TEST(Reduce, IntegerSumsWrapAround) {
  for (const Capability capability : supported_capabilities()) {
    Array<int64_t> in({3}), out({});
    in[0] = std::numeric_limits<int64_t>::max();
    in[1] = 1;
    in[2] = 5;
    ASSERT_EQ((reduce<int64_t, int64_t, double>(capability, "sum", in, 1, &out, nullptr, 0)), kOk);
    EXPECT_EQ(out[0], std::numeric_limits<int64_t>::min() + 5);
  }
}

TEST(Reduce, NansumLeavesNanOut) {
  check<float, float>(
      "nansum",
      [](const std::vector<double>& x) {
        double sum = 0;
        for (double v : x) sum += std::isnan(v) ? 0 : v;
        return sum;
      },
      1e-5, 0, [](Random& random) { return random.integer(0, 9) == 0 ? kNan : random.uniform(0.5, 1.5); });
}

TEST(Reduce, Mean) {
  const Reference mean = [](const std::vector<double>& x) { return sum_of(x) / static_cast<double>(x.size()); };
  check<float, float>("mean", mean, 3e-7, 0, kPositive);
  check<double, double>("mean", mean, 1e-14, 0, kPositive);
  check<uint8_t, float>("mean", mean, 3e-7, 0, kSmall);
}

TEST(Reduce, Prod) {
  const Reference product = [](const std::vector<double>& x) {
    return static_cast<double>(std::accumulate(x.begin(), x.end(), 1.0L, std::multiplies<>()));
  };
  check<float, float>("prod", product, 2e-6, 0, kNearOne);
  check<double, double>("prod", product, 1e-9, 0, kNearOne);
  check<int32_t, int64_t>("prod", product, 0, 0, [](Random& random) { return random.integer(0, 1); });
}

TEST(Reduce, AmaxAndAmin) {
  check<float, float>("amax", max_of, 1e-7, 0, kOftenNan, false);
  check<float, float>("amin", min_of, 1e-7, 0, kOftenNan, false);
  check<double, double>("amax", max_of, 0, 0, kOftenNan, false);
  check<int64_t, int64_t>("amax", max_of, 0, 0, kWhole, false);
  check<int16_t, int16_t>("amin", min_of, 0, 0, kWhole, false);
  check<uint8_t, uint8_t>("amax", max_of, 0, 0, kSmall, false);
  check<bool, bool>("amin", min_of, 0, 0, [](Random& random) { return random.integer(0, 3000) != 0; }, false);
}

template <class T>
void check_positions(bool max, const std::function<double(Random&)>& value) {
  Random random;
  for (const std::vector<int64_t>& shape : kShapes) {
    for (const Layout layout : kLayouts) {
      Array<T> in(shape, layout);
      in.fill([&] { return value(random); });
      for (unsigned reduced = 0; reduced < 1u << shape.size(); reduced++) {
        const auto values = groups(in, reduced);
        if (values.empty() || values[0].empty()) continue;
        std::vector<double> best;
        std::vector<int64_t> first;
        for (const std::vector<double>& x : values) {
          const double b = max ? max_of(x) : min_of(x);
          best.push_back(b);
          first.push_back(
              std::find_if(x.begin(), x.end(), [&](double v) { return std::isnan(b) ? std::isnan(v) : v == b; }) -
              x.begin());
        }
        for (const Capability capability : supported_capabilities()) {
          Array<T> out(kept(shape, reduced), layout);
          Array<int64_t> at(kept(shape, reduced), layout);
          ASSERT_EQ((reduce<T, T, int64_t>(capability, max ? "max_dim" : "min_dim", in, reduced, &out, &at, 0)), kOk);
          for (size_t i = 0; i < values.size(); i++) {
            ASSERT_EQ(at[static_cast<int64_t>(i)], first[i]) << ::testing::PrintToString(shape) << " over " << reduced;
            ASSERT_TRUE(close(static_cast<double>(out[static_cast<int64_t>(i)]), best[i], 0));
          }
          ASSERT_TRUE(out.guards_intact() && at.guards_intact());
        }
      }
    }
  }
}

TEST(Reduce, MaxDimAndMinDimGiveTheFirst) {
  check_positions<float>(true, kOftenNan);
  check_positions<float>(false, [](Random& random) { return random.integer(-3, 3); });
  check_positions<double>(true, [](Random& random) { return random.integer(-3, 3); });
  check_positions<int64_t>(true, kWhole);
  check_positions<uint8_t>(false, kSmall);
  check_positions<float>(true, [](Random&) { return -kInf; });
}

TEST(Reduce, MaxDimAloneWritesPositionsOnly) {
  for (const Capability capability : supported_capabilities()) {
    Array<float> in({2, 3});
    in.fill([i = 0]() mutable { return i++ % 5; });
    Array<int64_t> at({2});
    ASSERT_EQ((reduce<float, float, int64_t>(capability, "max_dim", in, 2, nullptr, &at, 0)), kOk);
    EXPECT_EQ(at[0], 2);
    EXPECT_EQ(at[1], 1);
  }
}

TEST(Reduce, AllAnyCountNonzero) {
  const auto rarely_zero = [](Random& random) { return random.integer(0, 50) != 0; };
  const auto rarely_one = [](Random& random) { return random.integer(0, 50) == 0; };
  const Reference count = [](const std::vector<double>& x) {
    return static_cast<double>(x.size()) - static_cast<double>(std::count(x.begin(), x.end(), 0.0));
  };
  const Reference all = [&](const std::vector<double>& x) { return count(x) == static_cast<double>(x.size()); };
  const Reference any = [&](const std::vector<double>& x) { return count(x) > 0; };
  check<bool, bool>("all", all, 0, 0, rarely_zero);
  check<bool, bool>("any", any, 0, 0, rarely_one);
  check<float, bool>("any", any, 0, 0, rarely_one);
  check<uint8_t, uint8_t>("all", all, 0, 0, rarely_zero);
  check<float, int64_t>("count_nonzero", count, 0, 0, [](Random& random) { return random.integer(0, 1) ? 0.0 : kNan; });
  check<bool, int64_t>("count_nonzero", count, 0, 0, kSmall);
}

TEST(Reduce, Norm) {
  for (const double p : {0.0, 1.0, 2.0, 3.5, -1.0, kInf, -kInf}) {
    const Reference norm = [&](const std::vector<double>& x) {
      if (p == kInf || p == -kInf) {
        double best = p > 0 ? 0 : kInf;
        for (double v : x) best = p > 0 ? std::max(best, std::abs(v)) : std::min(best, std::abs(v));
        return best;
      }
      long double sum = 0;
      for (double v : x) sum += p == 0 ? v != 0 : std::pow(std::abs(v), p);
      return static_cast<double>(p == 0 ? sum : std::pow(sum, 1 / static_cast<long double>(p)));
    };
    if (p != -1) check<float, float>("norm", norm, 2e-6, p, kPositive, true, kFewShapes);
    if (p == 2 || p == -1) check<double, double>("norm", norm, 1e-12, p, kPositive, true, kFewShapes);
  }
}

TEST(Reduce, NormsKeepNan) {
  for (const Capability capability : supported_capabilities()) {
    for (const double p : {0.5, 1.0, 2.0, kInf, -kInf}) {
      Array<float> in({40}), out({});
      in.fill([] { return 1; });
      in[17] = static_cast<float>(kNan);
      ASSERT_EQ((reduce<float, float, double>(capability, "norm", in, 1, &out, nullptr, p)), kOk);
      EXPECT_TRUE(std::isnan(out[0])) << p;
    }
  }
}

TEST(Reduce, Logsumexp) {
  const Reference reference = [](const std::vector<double>& x) {
    const double top = max_of(x);
    if (std::isinf(top) || std::isnan(top)) return top;
    long double sum = 0;
    for (double v : x) sum += std::exp(static_cast<long double>(v) - top);
    return static_cast<double>(top + std::log(sum));
  };
  check<float, float>("logsumexp", reference, 1e-6, 0, [](Random& random) { return random.uniform(200, 300); });
  check<double, double>("logsumexp", reference, 1e-13, 0, [](Random& random) { return random.uniform(-900, -800); });
  check<float, float>("logsumexp", reference, 1e-6, 0, [](Random& random) {
    const int64_t kind = random.integer(0, 200);
    return kind == 0 ? kInf : kind < 100 ? -kInf : random.uniform(1, 2);
  });
  check<float, float>("logsumexp", reference, 1e-6, 0, [](Random&) { return -kInf; });
}

TEST(Reduce, VarAndStdWithMean) {
  for (const double correction : {0.0, 1.0, 1.5}) {
    const Reference var = [&](const std::vector<double>& x) {
      if (x.empty()) return kNan;
      const long double mean = std::accumulate(x.begin(), x.end(), 0.0L) / static_cast<long double>(x.size());
      long double squares = 0;
      for (double v : x) squares += (v - mean) * (v - mean);
      const double divisor = std::max(static_cast<double>(x.size()) - correction, 0.0);
      return static_cast<double>(squares / divisor);
    };
    const auto far_from_zero = [](Random& random) { return random.uniform(100, 101); };
    check<float, float>("var", var, 1e-5, correction, far_from_zero);
    check<double, double>("var", var, 1e-9, correction, far_from_zero);
    check<double, double>("std", [&](const std::vector<double>& x) { return std::sqrt(var(x)); }, 1e-9, correction);
  }
  for (const Capability capability : supported_capabilities()) {
    Array<float> in({3, 1000}), out({3}), mean({3});
    Random random;
    in.fill([&] { return random.uniform(0, 1); });
    ASSERT_EQ((reduce<float, float, float>(capability, "var", in, 2, &out, &mean, 1)), kOk);
    const auto values = groups(in, 2);
    for (int64_t i = 0; i < 3; i++) EXPECT_TRUE(close(mean[i], sum_of(values[static_cast<size_t>(i)]) / 1000, 3e-7));
  }
}

TEST(Reduce, DeviationsOfNumbersWhoseSquaresFloatCannotHold) {
  for (const Capability capability : supported_capabilities()) {
    for (const float unit : {1e-30f, 1e25f}) {
      Array<float> in({2, 1000}), out({2}), mean({2});
      Random random;
      in.fill([&] { return static_cast<float>(random.uniform(9, 11)) * unit; });
      ASSERT_EQ((reduce<float, float, float>(capability, "std", in, 2, &out, &mean, 1)), kOk);
      const auto values = groups(in, 2);
      for (int64_t i = 0; i < 2; i++) {
        const std::vector<double>& x = values[static_cast<size_t>(i)];
        const double middle = sum_of(x) / 1000;
        double squares = 0;
        for (const double v : x) squares += (v - middle) * (v - middle);
        EXPECT_NEAR(out[i] / unit, std::sqrt(squares / 999) / unit, 1e-5);
        EXPECT_NEAR(mean[i] / unit, middle / unit, 1e-5);
      }
    }
  }
}

// As of a running mean: an infinity is the mean while nothing follows it.
TEST(Reduce, VarianceOfAnInfinityIsNan) {
  for (const Capability capability : supported_capabilities()) {
    Array<float> in({2, 5}), out({2}), mean({2});
    in.fill([] { return 1.0; });
    in[4] = in[5] = std::numeric_limits<float>::infinity();  // the last of the first line, the first of the second
    ASSERT_EQ((reduce<float, float, float>(capability, "var", in, 2, &out, &mean, 1)), kOk);
    EXPECT_TRUE(std::isnan(out[0]) && std::isnan(out[1]));
    EXPECT_TRUE(std::isinf(mean[0]) && std::isnan(mean[1]));
  }
}

TEST(Reduce, HalfAndBFloat16AreComputedInFloat) {
  for (const Capability capability : supported_capabilities()) {
    for (const int64_t dtype : {5, 15}) {
      Array<uint16_t> in({4096}), out({});
      in.fill([&] { return dtype == 5 ? 0x3c00 : 0x3f80; });  // 1
      ASSERT_EQ((reduce<uint16_t, uint16_t, double>(capability, "sum", in, 1, &out, nullptr, 0, dtype, dtype)), kOk);
      EXPECT_EQ(out[0], dtype == 5 ? 0x6c00 : 0x4580);  // 4096
    }
  }
}

TEST(Reduce, DoesNotDependOnThreads) {
  const int before = num_threads();
  for (const std::vector<int64_t>& shape : {std::vector<int64_t>{1'000'000}, {300'000, 3}, {20'000, 64}}) {
    Array<float> in(shape);
    Random random;
    in.fill([&] { return random.uniform(-1, 1); });
    for (const Capability capability : supported_capabilities()) {
      std::vector<float> results;
      for (const int threads : {1, 2, 5}) {
        set_num_threads(threads);
        Array<float> out(kept(shape, 1));
        ASSERT_EQ((reduce<float, float, double>(capability, "sum", in, 1, &out, nullptr, 0)), kOk);
        results.push_back(out[0]);
      }
      EXPECT_EQ(results[0], results[1]);
      EXPECT_EQ(results[0], results[2]);
    }
  }
  set_num_threads(before);
}

TEST(Reduce, WrongArgumentsAreRefused) {
  for (const Capability capability : supported_capabilities()) {
    Array<float> in({4}), out({});
    EXPECT_EQ((reduce<float, float, double>(capability, "sum", in, 1, &out, nullptr, 0, 99)), kUnsupportedDtype);
    EXPECT_EQ((reduce<float, float, double>(capability, "sum", in, 1, &out, nullptr, 0, 6, 99)), kUnsupportedDtype);
    EXPECT_EQ((reduce<float, float, double>(capability, "mean", in, 1, &out, nullptr, 0, 6, 4)), kUnsupportedDtype);
    EXPECT_EQ(run(capability, "sum", 6, 6, out.data(), nullptr, in.data(), 0.0, 0, 1), kTooFewWords);
    EXPECT_EQ(run(capability, "sum", 6, 6, out.data(), nullptr, in.data(), 0.0, 65, 1), kInvalidArgument);
  }
}

}  // namespace
}  // namespace sconce::testing
