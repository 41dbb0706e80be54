// Numbers of a tensor that say where a kernel reads or writes. Its owner may write to the tensor while the kernel runs:
// what is used must be what was checked, so such a number is read once, into a variable of the kernel's own.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/kernel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

/// The number at `at`: one load, that the compiler does not repeat.
template <class T>
T read_once(const T* at) {
  T value;
  __atomic_load(at, &value, __ATOMIC_RELAXED);
  return value;
}

/// Keeps the compiler from reading the original again once `copy` is filled: for copies in vectors, as read_once loads
/// one by one.
inline void copied(const void* copy) { asm volatile("" : : "r"(copy) : "memory"); }

/// The first index that was out of range, from whichever thread.
class BadIndex {
 public:
  void note(int64_t value, int64_t size) {
    bool expected = false;
    if (!found_.compare_exchange_strong(expected, true)) return;
    value_ = value;
    size_ = size;
  }
  bool found() const { return found_.load(std::memory_order_relaxed); }
  Status status() const { return found() ? fail(kIndexOutOfRange, value_, size_) : kOk; }

 private:
  std::atomic<bool> found_{false};
  int64_t value_ = 0, size_ = 0;
};

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
