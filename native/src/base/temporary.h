// Memory for one call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace sconce {

// `count` elements, 64-byte aligned, uninitialised. For what may be large and is seldom needed, like a weight that was
// not packed before: scratch memory would keep it. Throws std::bad_alloc.
template <typename T>
class Temporary {
 public:
  explicit Temporary(int64_t count)
      : memory_(std::aligned_alloc(64, (static_cast<size_t>(count) * sizeof(T) + 64) / 64 * 64), &std::free) {
    if (!memory_) throw std::bad_alloc();
  }
  T* data() const { return static_cast<T*>(memory_.get()); }

 private:
  std::unique_ptr<void, decltype(&std::free)> memory_;
};

}  // namespace sconce
