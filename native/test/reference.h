// Small tools for tests that compare a kernel with a naive computation: deterministic numbers, buffers with guards,
// argument structs as words.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

#include "kernel_call.h"

namespace sconce::testing {

template <typename T>
constexpr int64_t dtype_of() {
  if constexpr (std::is_same_v<T, uint8_t>) return 0;
  if constexpr (std::is_same_v<T, int8_t>) return 1;
  if constexpr (std::is_same_v<T, int16_t>) return 2;
  if constexpr (std::is_same_v<T, int32_t>) return 3;
  if constexpr (std::is_same_v<T, int64_t>) return 4;
  if constexpr (std::is_same_v<T, float>) return 6;
  return 7;
}

// Runs a kernel on an argument struct.
template <typename Args>
Status run_args(Capability capability, std::string_view name, const Args& args) {
  std::vector<int64_t> block(sizeof(Args) / 8);
  std::memcpy(block.data(), &args, sizeof(Args));
  return run_block(capability, name, block);
}

// A repeatable stream of numbers: uniform in [-1, 1) for floats, all of the narrow integers, +-1000 for the wide ones.
class Numbers {
 public:
  explicit Numbers(uint64_t seed) : state_(seed * 2654435761u + 88172645463325252u) {}

  uint64_t bits() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_;
  }
  int64_t below(int64_t n) { return static_cast<int64_t>(bits() % static_cast<uint64_t>(n)); }

  template <typename T>
  T next() {
    if constexpr (std::is_floating_point_v<T>)
      return static_cast<T>(static_cast<double>(bits() >> 11) * 0x1p-52 - 1);
    else if constexpr (sizeof(T) < 4)
      return static_cast<T>(bits());
    else
      return static_cast<T>(below(2001) - 1000);
  }

 private:
  uint64_t state_;
};

// `count` elements between guards that nobody may write, at an address that is `shift` elements off the alignment.
template <typename T>
class Guarded {
 public:
  explicit Guarded(int64_t count, int64_t shift = 0)
      : count_(count), begin_(kGuard + shift), all_(static_cast<size_t>(count + 2 * kGuard + shift + 64), guard()) {
    // Guards first, then the first 64-byte boundary, then the shift.
    const auto address = reinterpret_cast<uintptr_t>(all_.data() + kGuard);
    begin_ += static_cast<int64_t>((64 - address % 64) % 64 / sizeof(T));
  }
  Guarded(int64_t count, Numbers& numbers, int64_t shift = 0) : Guarded(count, shift) {
    for (int64_t i = 0; i < count_; i++) data()[i] = numbers.next<T>();
  }

  T* data() { return all_.data() + begin_; }
  const T* data() const { return all_.data() + begin_; }
  T& operator[](int64_t i) { return data()[i]; }
  const T& operator[](int64_t i) const { return data()[i]; }
  int64_t size() const { return count_; }

  static T guard() { return static_cast<T>(77); }
  // Whether everything outside the elements is untouched.
  bool intact() const {
    for (int64_t i = 0; i < static_cast<int64_t>(all_.size()); i++) {
      if ((i < begin_ || i >= begin_ + count_) && all_[static_cast<size_t>(i)] != guard()) return false;
    }
    return true;
  }

 private:
  static constexpr int64_t kGuard = 64;
  int64_t count_, begin_;
  std::vector<T> all_;
};

// A sum in double, or exact and wrapped for integers, with the magnitude that its error is measured against.
template <typename T>
struct Sum {
  using Wide = std::conditional_t<std::is_integral_v<T>, uint64_t, double>;
  Wide value = 0;
  double magnitude = 0;
  int64_t terms = 0;

  void add(T a, T b) { add(static_cast<Wide>(a) * static_cast<Wide>(b)); }
  void add(Wide x) {
    value += x;
    if constexpr (!std::is_integral_v<T>) magnitude += std::abs(x);
    terms++;
  }

  // Integers must be equal; floats within k * epsilon * magnitude, which any order of summation keeps.
  bool matches(T got) const {
    if constexpr (std::is_integral_v<T>) {
      return got == static_cast<T>(value);
    } else {
      if (std::isnan(value)) return std::isnan(got);
      const double bound = static_cast<double>(std::numeric_limits<T>::epsilon()) * (8 + static_cast<double>(terms)) *
                           (magnitude + 1e-30);
      return std::abs(static_cast<double>(got) - value) <= bound || static_cast<T>(value) == got;
    }
  }
};

}  // namespace sconce::testing
