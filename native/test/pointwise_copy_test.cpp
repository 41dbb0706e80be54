// copy between all dtypes and orders of dimensions, fill, and where.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "kernel_call.h"
#include "pointwise_elements.h"

namespace sconce::testing {
namespace {

const std::vector<int64_t> kDtypes = {kUInt8, kInt8,   kInt16, kInt32,    kInt64,        kHalf,
                                      kFloat, kDouble, kBool,  kBFloat16, kComplexFloat, kComplexDouble};

struct View {
  const void* data;
  std::vector<int64_t> strides;
};

Status call(Capability capability, const char* name, int64_t input, int64_t output, const std::vector<int64_t>& shape,
            const std::vector<View>& operands, const std::vector<double>& scalars = {}) {
  std::vector<int64_t> block = {static_cast<int64_t>(shape.size()), static_cast<int64_t>(operands.size()), input,
                                output, static_cast<int64_t>(scalars.size())};
  block.insert(block.end(), shape.begin(), shape.end());
  for (const View& operand : operands) {
    block.push_back(word(operand.data));
    block.insert(block.end(), operand.strides.begin(), operand.strides.end());
  }
  for (double scalar : scalars) block.insert(block.end(), {word(scalar), static_cast<int64_t>(scalar)});
  return run_block(capability, name, block);
}

// Numbers that every dtype can hold, 0..100 and fractions of those for the floats.
Elements small_numbers(int64_t dtype, int64_t n) {
  Elements e(dtype, n);
  for (int64_t i = 0; i < n; i++) {
    const double x = static_cast<double>(i * 7 % 101) + (is_integer(dtype) ? 0 : 0.5);
    if (is_complex(dtype))
      e.set_complex(i, {x, 3});
    else
      e.set_real(i, x);
  }
  return e;
}

TEST(PointwiseCopy, ConvertsBetweenAllDtypes) {
  constexpr int64_t n = 777;
  for (Capability capability : supported_capabilities()) {
    for (int64_t from : kDtypes) {
      for (int64_t to : kDtypes) {
        const Elements in = small_numbers(from, n);
        Elements out(to, n);
        ASSERT_EQ(call(capability, "copy", from, to, {n}, {{out.data(), {out.size()}}, {in.data(), {in.size()}}}), kOk);
        ASSERT_TRUE(out.margins_intact());
        for (int64_t i = 0; i < n; i++) {
          const std::complex<double> x = in.complex(i);
          std::complex<double> want = is_complex(to) ? x : x.real();
          if (to == kBool)
            want = x != 0.0;
          else if (is_integer(to))
            want = std::trunc(x.real());
          ASSERT_EQ(out.complex(i), want) << from << " to " << to << " of " << in.text(i);
        }
      }
    }
  }
}

TEST(PointwiseCopy, IntegersKeepTheirLowBitsAndFloatsRoundToNearestEven) {
  for (Capability capability : supported_capabilities()) {
    const auto converted = [&](int64_t from, double x, int64_t to) {
      Elements in(from, 1), out(to, 1);
      in.set_real(0, x);
      EXPECT_EQ(call(capability, "copy", from, to, {}, {{out.data(), {}}, {in.data(), {}}}), kOk);
      return out.real(0);
    };
    EXPECT_EQ(converted(kInt32, 300, kUInt8), 44);
    EXPECT_EQ(converted(kInt64, -1, kUInt8), 255);
    EXPECT_EQ(converted(kFloat, -1.75, kInt8), -1);
    EXPECT_EQ(converted(kFloat, -1, kUInt8), 255);
    EXPECT_EQ(converted(kDouble, 1e12, kInt64), 1e12);
    EXPECT_EQ(converted(kFloat, 1 + std::ldexp(1.0, -8), kBFloat16), 1);
    EXPECT_EQ(converted(kFloat, 1 + std::ldexp(3.0, -8), kBFloat16), 1 + std::ldexp(4.0, -8));
    EXPECT_EQ(converted(kFloat, 2049, kHalf), 2048);
    EXPECT_EQ(converted(kFloat, 1e6, kHalf), INFINITY);
    EXPECT_TRUE(std::isnan(converted(kHalf, NAN, kBFloat16)));
    EXPECT_EQ(converted(kDouble, NAN, kBool), 1);
    EXPECT_EQ(converted(kFloat, 0.25, kBool), 1);
  }
}

// Every order of three dimensions, with extents around the transpose's tiles and narrow ones, to tensors with gaps and
// without.
TEST(PointwiseCopy, AnyOrderOfDimensions) {
  const std::vector<std::vector<int64_t>> shapes = {{5, 7, 3},   {16, 16, 2}, {33, 2, 65}, {64, 130, 1},
                                                    {1, 17, 40}, {2, 70, 3},  {70, 2, 4},  {3, 5000, 1}};
  for (Capability capability : supported_capabilities()) {
    for (int64_t dtype : {kUInt8, kHalf, kFloat, kDouble, kComplexDouble}) {
      for (const std::vector<int64_t>& shape : shapes) {
        const int64_t n = shape[0] * shape[1] * shape[2];
        const Elements in = small_numbers(dtype, n);
        for (const std::vector<size_t>& order :
             std::vector<std::vector<size_t>>{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
          std::vector<int64_t> strides(3);
          int64_t step = in.size();
          for (size_t d : order) {
            strides[d] = step;
            step *= shape[d];
          }
          for (int64_t gap : {0, 1}) {  // elements between the output's rows
            const int64_t length = shape[0] + gap, row = length * in.size();
            Elements out(dtype, length * shape[1] * shape[2]);
            ASSERT_EQ(call(capability, "copy", dtype, dtype, shape,
                           {{out.data(), {in.size(), row, row * shape[1]}}, {in.data(), strides}}),
                      kOk);
            const Elements want = in.gathered(shape, strides);
            for (int64_t i = 0; i < n; i++)
              ASSERT_TRUE(out.same_bits(i + gap * (i / shape[0]), want, i)) << "dtype " << dtype << " at " << i;
            for (int64_t r = 1; gap == 1 && r <= shape[1] * shape[2]; r++) ASSERT_TRUE(out.untouched(r * length - 1));
            ASSERT_TRUE(out.margins_intact());
          }
        }
      }
    }
  }
}

// A column that is repeated along its rows.
TEST(PointwiseCopy, RepeatsElements) {
  for (Capability capability : supported_capabilities()) {
    for (const auto& [rows, columns] : std::vector<std::pair<int64_t, int64_t>>{{3, 5}, {70, 2}, {5, 70}, {40, 40}}) {
      const Elements in = small_numbers(kFloat, rows);
      Elements out(kFloat, rows * columns);
      ASSERT_EQ(call(capability, "copy", kFloat, kFloat, {columns, rows},
                     {{out.data(), {4, 4 * columns}}, {in.data(), {0, 4}}}),
                kOk);
      for (int64_t i = 0; i < rows * columns; i++) ASSERT_TRUE(out.same_bits(i, in, i / columns)) << i;
    }
  }
}

TEST(PointwiseCopy, ComplexHalfIsRefused) {
  for (Capability capability : supported_capabilities()) {
    Elements a(kFloat, 1), b(kFloat, 1);
    EXPECT_EQ(call(capability, "copy", kComplexHalf, kFloat, {}, {{a.data(), {}}, {b.data(), {}}}), kUnsupportedDtype);
    EXPECT_EQ(call(capability, "copy", 99, kFloat, {}, {{a.data(), {}}, {b.data(), {}}}), kUnsupportedDtype);
  }
}

TEST(PointwiseFill, WritesTheValueInEveryDtype) {
  for (Capability capability : supported_capabilities()) {
    for (int64_t dtype : kDtypes) {
      Elements out(dtype, 90);
      ASSERT_EQ(
          call(capability, "fill", kFloat, dtype, {9, 5}, {{out.data(), {2 * out.size(), 18 * out.size()}}}, {3, 2}),
          kOk);
      ASSERT_TRUE(out.margins_intact());
      for (int64_t i = 0; i < 45; i++) {
        ASSERT_EQ(out.complex(2 * i), dtype == kBool ? 1.0 : is_complex(dtype) ? std::complex<double>(3, 2) : 3.0);
        ASSERT_TRUE(out.untouched(2 * i + 1));
      }
    }
  }
}

TEST(PointwiseWhere, ChoosesByTheConditionInEveryDtype) {
  constexpr int64_t n = 333;
  for (Capability capability : supported_capabilities()) {
    for (int64_t dtype : kDtypes) {
      const Elements a = small_numbers(dtype, n), b = small_numbers(dtype, n + 50);
      Elements condition(kBool, n), out(dtype, n);
      std::mt19937 random(3);
      for (int64_t i = 0; i < n; i++) condition.put(i, static_cast<uint8_t>(random() % 3));  // any byte but 0 is true
      ASSERT_EQ(call(capability, "where", dtype, dtype, {n},
                     {{out.data(), {out.size()}},
                      {condition.data(), {1}},
                      {a.data(), {a.size()}},
                      {b.data() + 50 * b.size(), {b.size()}}}),
                kOk);
      for (int64_t i = 0; i < n; i++)
        ASSERT_TRUE(condition.get<uint8_t>(i) ? out.same_bits(i, a, i) : out.same_bits(i, b, i + 50))
            << "dtype " << dtype << " at " << i;
    }
  }
}

}  // namespace
}  // namespace sconce::testing
