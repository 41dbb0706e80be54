// Every pointwise kernel that is registered, in every capability: its values over each dtype that it claims, and each
// layout that operands may have.
#include "base/pointwise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <set>

#include "kernel_call.h"
#include "pointwise_cases.h"
#include "pointwise_elements.h"

namespace sconce::testing {
namespace {

constexpr int64_t kValues = 1003;  // not a multiple of any vector's length

const PointwiseCase* find_case(const std::string& name) {
  for (const PointwiseCase& c : pointwise_cases())
    if (c.name == name) return &c;
  return nullptr;
}

// The dtypes that a kernel claims: those of its loops, and half and bfloat16 by way of float.
std::vector<int64_t> claimed_dtypes(const PointwiseKernel& kernel) {
  std::set<int64_t> found;
  for (const PointwiseLoop& loop : kernel.loops) {
    found.insert(loop.input);
    if (loop.input == kFloat) found.insert({kHalf, kBFloat16});
  }
  return {found.begin(), found.end()};
}

int64_t output_dtype(const PointwiseKernel& kernel, int64_t input) {
  for (const PointwiseLoop& loop : kernel.loops)
    if (loop.input == input) return loop.output;
  for (const PointwiseLoop& loop : kernel.loops)
    if (loop.input == kFloat) return loop.output == kFloat ? input : loop.output;
  return -1;
}

// One operand: where its first element lies and its strides in bytes, innermost first.
struct View {
  const void* data;
  std::vector<int64_t> strides;
};

Status call(Capability capability, const PointwiseCase& c, int64_t input, int64_t output,
            const std::vector<int64_t>& shape, const std::vector<View>& operands) {
  std::vector<int64_t> block = {static_cast<int64_t>(shape.size()), static_cast<int64_t>(operands.size()), input,
                                output, static_cast<int64_t>(c.scalars.size())};
  block.insert(block.end(), shape.begin(), shape.end());
  for (const View& operand : operands) {
    block.push_back(word(operand.data));
    block.insert(block.end(), operand.strides.begin(), operand.strides.end());
  }
  for (double scalar : c.scalars) block.insert(block.end(), {word(scalar), static_cast<int64_t>(scalar)});
  return run_block(capability, c.name, block);
}

// Operands of n elements: random ones, after all pairs of the numbers where functions have their corners.
Elements operand(int64_t dtype, int64_t n, bool moderate, uint64_t seed) {
  std::mt19937_64 random(seed);
  Elements e(dtype, n);
  if (is_integer(dtype)) {
    for (int64_t i = 0; i < n; i++)
      e.set_integer(i, std::uniform_int_distribution<int64_t>(dtype == kUInt8 ? 0 : -9, 20)(random));
    const std::vector<int64_t> corners = {0, 1, -1, std::numeric_limits<int64_t>::min() >> (64 - e.bits()),
                                          ~(std::numeric_limits<int64_t>::min() >> (64 - e.bits()))};
    if (!moderate) e.set_pairs(corners, seed % 2 == 0);
    return e;
  }
  std::normal_distribution<double> normal(0, 3);
  for (int64_t i = 0; i < n; i++) e.set_complex(i, {normal(random), normal(random)});
  const double inf = std::numeric_limits<double>::infinity();
  if (!is_complex(dtype) && !moderate)
    e.set_pairs(std::vector<double>{0, -0.0, 1, -1, 0.5, -0.5, 1.5, -1.5, 2.5, 30, -30, 100, 1e-3, 1e-40, inf, -inf,
                                    std::nan("")},
                seed % 2 == 0);
  return e;
}

std::vector<Elements> operands_for(const PointwiseKernel& kernel, const PointwiseCase& c, int64_t dtype, int64_t n) {
  std::vector<Elements> inputs;
  for (int64_t k = 0; k < kernel.ninputs; k++)
    inputs.push_back(operand(dtype, n, c.moderate, static_cast<uint64_t>(k) + 2));
  // Integer division by zero is an error: a test of its own.
  if (is_integer(dtype) && (c.name.starts_with("div_") || c.name == "remainder" || c.name == "fmod"))
    for (int64_t i = 0; i < n; i++)
      if (inputs[1].integer(i) == 0) inputs[1].set_integer(i, 7);
  return inputs;
}

// Reports a wrong value; false if it is.
bool expect_value(const PointwiseCase& c, int64_t dtype, const Elements& out, const std::vector<Elements>& inputs,
                  int64_t i) {
  bool right = true;
  const auto where = [&] {
    std::string text = c.name + " dtype " + std::to_string(dtype) + " at " + std::to_string(i) + ":";
    for (const Elements& input : inputs) text += " " + input.text(i);
    return text;
  };
  if (is_integer(dtype)) {
    int64_t x[3], p[3];
    for (size_t k = 0; k < inputs.size(); k++) x[k] = inputs[k].integer(i);
    std::copy(c.scalars.begin(), c.scalars.end(), p);
    Elements want(out.dtype, 1);
    want.set_integer(0, c.integer(x, p, inputs[0].bits()));
    right = out.integer(i) == want.integer(0);
    EXPECT_TRUE(right) << where() << " gives " << out.text(i) << ", not " << want.text(0);
  } else if (is_complex(dtype)) {
    std::complex<double> x[3], p[3];
    for (size_t k = 0; k < inputs.size(); k++) x[k] = inputs[k].complex(i);
    std::copy(c.scalars.begin(), c.scalars.end(), p);
    const std::complex<double> want = c.complex(x, p);
    const double eps = dtype == kComplexFloat ? 1.2e-7 : 2.3e-16;
    right = std::abs(out.complex(i) - want) <= (16 + 8 * c.cancels) * eps * std::max(1.0, std::abs(want));
    EXPECT_TRUE(right) << where() << " gives " << out.text(i) << ", not " << want;
  } else {
    long double x[3], p[3], size = 1;
    for (size_t k = 0; k < inputs.size(); k++) x[k] = inputs[k].real(i);
    for (size_t k = 0; k < inputs.size(); k++) size = std::isfinite(x[k]) ? std::max(size, std::fabs(x[k])) : size;
    std::copy(c.scalars.begin(), c.scalars.end(), p);
    const long double want = c.real(x, p);
    right = close(out, i, want, c.ulps, c.cancels * size * size);
    EXPECT_TRUE(right) << where() << " gives " << out.text(i) << ", not " << static_cast<double>(want);
  }
  return right;
}

TEST(Pointwise, EveryKernelHasACaseInEveryCapability) {
  std::set<std::string> cases;
  for (const PointwiseCase& c : pointwise_cases()) cases.insert(c.name);
  for (Capability capability : supported_capabilities()) {
    std::set<std::string> kernels;
    for (const PointwiseKernel* kernel : pointwise_kernels(capability)) kernels.insert(kernel->name);
    EXPECT_EQ(kernels, cases);
  }
}

TEST(Pointwise, ValuesEqualTheReference) {
  for (Capability capability : supported_capabilities()) {
    for (const PointwiseKernel* kernel : pointwise_kernels(capability)) {
      const PointwiseCase& c = *find_case(kernel->name);
      for (int64_t dtype : claimed_dtypes(*kernel)) {
        const std::vector<Elements> inputs = operands_for(*kernel, c, dtype, kValues);
        Elements out(output_dtype(*kernel, dtype), kValues);
        std::vector<View> views = {{out.data(), {out.size()}}};
        for (const Elements& input : inputs) views.push_back({input.data(), {input.size()}});
        ASSERT_EQ(call(capability, c, dtype, out.dtype, {kValues}, views), kOk) << c.name << " dtype " << dtype;
        ASSERT_TRUE(out.margins_intact()) << c.name << " dtype " << dtype;
        if (!c.real && !c.integer && !c.complex) continue;  // KnownValues, NextAfter
        bool right = true;
        ASSERT_TRUE(is_integer(dtype)   ? !!c.integer
                    : is_complex(dtype) ? !!c.complex
                                        : !!c.real)
            << c.name << " has no reference for dtype " << dtype;
        for (int64_t i = 0; i < kValues && right; i++) right = expect_value(c, dtype, out, inputs, i);
      }
    }
  }
}

TEST(Pointwise, KnownValues) {
  std::set<std::string> checked = {"nextafter"};
  for (const KnownValue& known : known_values()) {
    checked.insert(known.name);
    const PointwiseCase& c = *find_case(known.name);
    for (Capability capability : supported_capabilities()) {
      for (int64_t dtype : {kFloat, kDouble}) {
        std::vector<Elements> inputs(known.x.size(), Elements(dtype, 1));
        Elements out(dtype, 1);
        std::vector<View> views = {{out.data(), {}}};
        for (size_t k = 0; k < inputs.size(); k++) {
          inputs[k].set_real(0, known.x[k]);
          views.push_back({inputs[k].data(), {}});
        }
        ASSERT_EQ(call(capability, c, dtype, dtype, {}, views), kOk);
        EXPECT_TRUE(close(out, 0, known.want, c.ulps, 8))
            << c.name << "(" << known.x[0] << ") gives " << out.text(0) << ", not " << known.want;
      }
    }
  }
  for (const PointwiseCase& c : pointwise_cases())
    EXPECT_TRUE(c.real || c.integer || c.complex || checked.contains(c.name)) << c.name;
}

TEST(Pointwise, NextAfter) {
  for (Capability capability : supported_capabilities()) {
    const double inf = std::numeric_limits<double>::infinity();
    for (int64_t dtype : {kHalf, kBFloat16, kFloat, kDouble}) {
      const double from[] = {1, 1, 0, 0, -1, inf, 3, std::nan("")}, to[] = {2, 0, 1, -1, -2, 0, 3, 1};
      const int64_t step[] = {1, -1, 1, 1, 1, -1, 0, 0};  // of the magnitude's bits
      for (int i = 0; i < 8; i++) {
        Elements x(dtype, 1), y(dtype, 1), out(dtype, 1);
        x.set_real(0, from[i]);
        y.set_real(0, to[i]);
        ASSERT_EQ(call(capability, *find_case("nextafter"), dtype, dtype, {},
                       {{out.data(), {}}, {x.data(), {}}, {y.data(), {}}}),
                  kOk);
        EXPECT_EQ(out.magnitude_bits(0) - x.magnitude_bits(0), step[i])
            << "dtype " << dtype << " from " << from[i] << " to " << to[i];
        EXPECT_EQ(out.real(0) < 0, to[i] < 0 || from[i] < 0);
      }
    }
  }
}

// The same elements in any layout give the same bits: rows and columns swapped, gaps, broadcast operands, no
// dimensions, in place.
TEST(Pointwise, LayoutDoesNotChangeTheBits) {
  const std::vector<std::vector<int64_t>> shapes = {{47, 5, 3}, {90, 7}, {3, 200}, {1300}, {1}, {}};
  for (Capability capability : supported_capabilities()) {
    for (const PointwiseKernel* kernel : pointwise_kernels(capability)) {
      const PointwiseCase& c = *find_case(kernel->name);
      for (int64_t dtype : claimed_dtypes(*kernel)) {
        for (const std::vector<int64_t>& shape : shapes) {
          int64_t n = 1;
          for (int64_t extent : shape) n *= extent;
          const std::vector<Elements> inputs = operands_for(*kernel, c, dtype, n);
          Elements out(output_dtype(*kernel, dtype), 2 * n);
          std::vector<View> views = {{out.data(), strides_of(shape, 2 * out.size(), false)}};
          std::vector<Elements> plain;  // the same operands, element by element in order
          for (size_t k = 0; k < inputs.size(); k++) {
            std::vector<int64_t> strides = strides_of(shape, inputs[k].size(), k == 0);
            if (k == 1 && !strides.empty()) strides.back() = 0;
            if (k == 2) std::fill(strides.begin(), strides.end(), 0);
            views.push_back({inputs[k].data(), strides});
            plain.push_back(inputs[k].gathered(shape, strides));
          }
          Elements want(out.dtype, n);
          std::vector<View> contiguous = {{want.data(), {want.size()}}};
          for (const Elements& input : plain) contiguous.push_back({input.data(), {input.size()}});
          ASSERT_EQ(call(capability, c, dtype, out.dtype, {n}, contiguous), kOk);
          ASSERT_EQ(call(capability, c, dtype, out.dtype, shape, views), kOk);
          ASSERT_TRUE(out.margins_intact());
          for (int64_t i = 0; i < n; i++) {
            ASSERT_TRUE(out.same_bits(2 * i, want, i)) << c.name << " dtype " << dtype << " at " << i << " of " << n;
            ASSERT_TRUE(out.untouched(2 * i + 1)) << c.name << " wrote between its elements";
          }
          if (out.dtype == dtype) {
            contiguous[0] = contiguous[1];
            ASSERT_EQ(call(capability, c, dtype, dtype, {n}, contiguous), kOk);
            for (int64_t i = 0; i < n; i++)
              ASSERT_TRUE(plain[0].same_bits(i, want, i)) << c.name << " in place, dtype " << dtype;
          }
        }
      }
    }
  }
}

TEST(Pointwise, LargeTensorsAreSplitOverThreads) {
  constexpr int64_t n = 300'001;
  for (Capability capability : supported_capabilities()) {
    const PointwiseCase& c = *find_case("add");
    const std::vector<Elements> inputs = {operand(kFloat, n, true, 1), operand(kFloat, n, true, 2)};
    Elements out(kFloat, n);
    ASSERT_EQ(
        call(capability, c, kFloat, kFloat, {n}, {{out.data(), {4}}, {inputs[0].data(), {4}}, {inputs[1].data(), {4}}}),
        kOk);
    bool right = true;
    for (int64_t i = 0; i < n && right; i++) right = expect_value(c, kFloat, out, inputs, i);
  }
}

TEST(Pointwise, EmptyTensorsAreLeftAlone) {
  for (Capability capability : supported_capabilities()) {
    for (const PointwiseKernel* kernel : pointwise_kernels(capability)) {
      const int64_t dtype = claimed_dtypes(*kernel).front();
      Elements out(output_dtype(*kernel, dtype), 1);
      const std::vector<View> views(static_cast<size_t>(kernel->ninputs) + 1, {out.data(), {0, 0}});
      EXPECT_EQ(call(capability, *find_case(kernel->name), dtype, out.dtype, {4, 0}, views), kOk) << kernel->name;
      EXPECT_TRUE(out.untouched(0));
    }
  }
}

TEST(Pointwise, WhatAKernelDoesNotClaimIsRefused) {
  for (Capability capability : supported_capabilities()) {
    for (const PointwiseKernel* kernel : pointwise_kernels(capability)) {
      const std::vector<int64_t> claimed = claimed_dtypes(*kernel);
      const PointwiseCase& c = *find_case(kernel->name);
      const double element[2] = {};
      const std::vector<View> views(static_cast<size_t>(kernel->ninputs) + 1, {element, {}});
      for (int64_t dtype = 0; dtype < 20; dtype++) {
        if (std::count(claimed.begin(), claimed.end(), dtype)) continue;
        EXPECT_EQ(call(capability, c, dtype, dtype, {}, views), kUnsupportedDtype) << c.name << " dtype " << dtype;
      }
      EXPECT_EQ(call(capability, c, claimed[0], kComplexHalf, {}, views), kUnsupportedDtype) << c.name;
      EXPECT_EQ(call(capability, c, claimed[0], output_dtype(*kernel, claimed[0]), {}, {}), kInvalidArgument) << c.name;
    }
  }
}

TEST(Pointwise, ByFloatKernelsRoundWhatFloatGivesAndNotTheirSecondOperand) {
  for (Capability capability : supported_capabilities()) {
    for (const std::string name : {"mul", "div", "div_trunc", "div_floor"}) {
      const PointwiseCase by_float(name + "_by_float", {}, 0), as_float(name, {}, 0), copy("copy", {}, 0);
      for (int64_t dtype : {kHalf, kBFloat16}) {
        const Elements a = operand(dtype, kValues, true, 1);
        Elements wide(kFloat, kValues), b(kFloat, 1), product(kFloat, kValues), out(dtype, kValues),
            want(dtype, kValues);
        for (int64_t i = 0; i < kValues; i++) wide.set_real(i, a.real(i));
        b.set_real(0, 0.70001);
        const View factor = {b.data(), {0}};
        ASSERT_EQ(
            call(capability, as_float, kFloat, kFloat, {kValues}, {{product.data(), {4}}, {wide.data(), {4}}, factor}),
            kOk);
        ASSERT_EQ(call(capability, copy, kFloat, dtype, {kValues}, {{want.data(), {2}}, {product.data(), {4}}}), kOk);
        EXPECT_EQ(call(capability, by_float, dtype, dtype, {kValues}, {{out.data(), {2}}, {a.data(), {2}}, factor}),
                  kOk);
        EXPECT_EQ(out.bytes, want.bytes) << by_float.name << " dtype " << dtype;
      }
      const float element[1] = {};
      EXPECT_EQ(call(capability, by_float, kFloat, kFloat, {}, {{element, {}}, {element, {}}, {element, {}}}),
                kUnsupportedDtype);
    }
  }
}

TEST(Pointwise, IntegerDivisionByZeroIsAnErrorAndNoTrap) {
  for (Capability capability : supported_capabilities()) {
    for (const char* name : {"div_trunc", "div_floor", "remainder", "fmod"}) {
      for (int64_t dtype : {kUInt8, kInt8, kInt16, kInt32, kInt64}) {
        Elements a(dtype, 2), b(dtype, 2), out(dtype, 2);
        const std::vector<View> views = {{out.data(), {out.size()}}, {a.data(), {a.size()}}, {b.data(), {b.size()}}};
        a.set_integer(0, 1), a.set_integer(1, 1), b.set_integer(0, 1), b.set_integer(1, 0);
        EXPECT_EQ(call(capability, *find_case(name), dtype, dtype, {2}, views), kDivisionByZero)
            << name << " dtype " << dtype;
      }
    }
  }
}

}  // namespace
}  // namespace sconce::testing
