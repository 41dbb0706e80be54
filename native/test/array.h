// Strided arrays for tests of kernels: any layout, and guards around the elements that nobody may write.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <numeric>
#include <random>
#include <span>
#include <vector>

namespace sconce::testing {

enum class Layout { kContiguous, kTransposed, kPadded };

inline constexpr Layout kLayouts[] = {Layout::kContiguous, Layout::kTransposed, Layout::kPadded};

inline int64_t elements(const std::vector<int64_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
}

// The position with the row-major number i in `shape` (outermost first).
inline std::vector<int64_t> position(const std::vector<int64_t>& shape, int64_t i) {
  std::vector<int64_t> at(shape.size());
  for (size_t d = shape.size(); d-- > 0;) {
    at[d] = i % shape[d];
    i /= shape[d];
  }
  return at;
}

// Shapes and strides are outermost first, as in PyTorch, strides in elements; kernels get innermost first and bytes.
template <class T>
class Array {
 public:
  explicit Array(std::vector<int64_t> sizes, Layout layout = Layout::kContiguous)
      : shape(std::move(sizes)), strides(shape.size()) {
    int64_t step = 1;
    const auto place = [&](size_t d) {
      strides[d] = step;
      step *= std::max<int64_t>(shape[d], 1);
      if (layout == Layout::kPadded) step = step + 1 + (d == 0 ? 0 : 1);
    };
    if (layout == Layout::kPadded) step = 2;
    if (layout == Layout::kTransposed) {
      for (size_t d = 0; d < shape.size(); d++) place(d);
    } else {
      for (size_t d = shape.size(); d-- > 0;) place(d);
    }
    memory_.resize(sizeof(T) * static_cast<size_t>(step + 2 * kGuard), kSentinel);
  }

  T* data() { return reinterpret_cast<T*>(memory_.data()) + kGuard; }
  const T* data() const { return reinterpret_cast<const T*>(memory_.data()) + kGuard; }
  int64_t size() const { return elements(shape); }

  int64_t offset(std::span<const int64_t> at) const {
    return std::inner_product(at.begin(), at.end(), strides.begin(), int64_t{0});
  }
  int64_t offset(int64_t i) const {
    int64_t sum = 0;
    for (size_t d = shape.size(); d-- > 0; i /= shape[d]) sum += i % shape[d] * strides[d];
    return sum;
  }
  T& operator()(const std::vector<int64_t>& at) { return data()[offset(at)]; }
  const T& operator()(const std::vector<int64_t>& at) const { return data()[offset(at)]; }
  // Without memory of their own, which tests of many elements would spend their time on.
  T& operator()(std::initializer_list<int64_t> at) { return data()[offset({at.begin(), at.size()})]; }
  const T& operator()(std::initializer_list<int64_t> at) const { return data()[offset({at.begin(), at.size()})]; }
  // By row-major number.
  T& operator[](int64_t i) { return data()[offset(i)]; }
  const T& operator[](int64_t i) const { return data()[offset(i)]; }

  template <class F>
  void fill(F f) {
    for (int64_t i = 0, n = size(); i < n; i++) (*this)[i] = static_cast<T>(f());
  }

  // Every byte that is no element's is as it was.
  bool guards_intact() const {
    auto rest = memory_;
    for (int64_t i = 0, n = size(); i < n; i++)
      std::memset(rest.data() + static_cast<size_t>(offset(i) + kGuard) * sizeof(T), kSentinel, sizeof(T));
    return std::all_of(rest.begin(), rest.end(), [](auto byte) { return byte == kSentinel; });
  }

  std::vector<int64_t> shape;
  std::vector<int64_t> strides;

 private:
  static constexpr int64_t kGuard = 64;  // elements in front and behind
  static constexpr uint8_t kSentinel = 0xa5;
  std::vector<uint8_t> memory_;
};

// Appends to a block what a kernel's tail asks for: innermost first, in bytes.
inline void append_reversed(std::vector<int64_t>& block, const std::vector<int64_t>& values, int64_t scale = 1) {
  for (size_t d = values.size(); d-- > 0;) block.push_back(values[d] * scale);
}

class Random {
 public:
  explicit Random(uint32_t seed = 1) : engine_(seed) {}
  double uniform(double low, double high) { return std::uniform_real_distribution<double>(low, high)(engine_); }
  int64_t integer(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(engine_); }

 private:
  std::mt19937 engine_;
};

// Close as floating-point numbers: NaN equals NaN, an infinity itself.
inline ::testing::AssertionResult close(double actual, double expected, double relative, double absolute = 0) {
  if (std::isnan(expected) ? std::isnan(actual) : actual == expected) return ::testing::AssertionSuccess();
  if (std::isfinite(expected) && std::abs(actual - expected) <= absolute + relative * std::abs(expected))
    return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << actual << " instead of " << expected;
}

}  // namespace sconce::testing
