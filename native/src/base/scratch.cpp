#include "base/scratch.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace sconce {
namespace {

class Block {
 public:
  Block() = default;
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;
  ~Block() { std::free(memory_); }

  void* at_least(size_t bytes) {
    if (bytes > size_) {
      std::free(memory_);
      size_ = 0;
      const size_t rounded = (bytes + 4095) / 4096 * 4096;
      memory_ = std::aligned_alloc(64, rounded);
      if (memory_ == nullptr) throw std::bad_alloc();
      size_ = rounded;
    }
    return memory_;
  }

 private:
  void* memory_ = nullptr;
  size_t size_ = 0;
};

}  // namespace

void* scratch(ScratchUse use, size_t bytes) {
  thread_local Block blocks[static_cast<size_t>(ScratchUse::kCount)];
  return blocks[static_cast<size_t>(use)].at_least(bytes);
}

int64_t level2_cache_bytes() {
  static const int64_t bytes = [] {
    const int64_t told = sysconf(_SC_LEVEL2_CACHE_SIZE);
    return told <= 0 ? int64_t{1} << 20 : std::clamp<int64_t>(told, int64_t{256} << 10, int64_t{4} << 20);
  }();
  return bytes;
}

}  // namespace sconce
