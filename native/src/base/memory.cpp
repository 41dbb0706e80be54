// Off-heap memory for Java: aligned, counted.
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>

#include "sconce/sconce.h"

namespace {

constexpr int64_t kAlignment = 64;  // a cache line, and a full AVX-512 vector
// Blocks of at least so many bytes lie in huge pages, as far as they fill them: packed weights and arenas are read from
// end to end in each request, and a page at a time their first touch would take as long as packing.
constexpr int64_t kHugePage = int64_t{1} << 21;

std::atomic<int64_t> live_bytes{0};

void* pointer(int64_t address) { return reinterpret_cast<void*>(address); }

int64_t block_bytes(void* block) { return static_cast<int64_t>(malloc_usable_size(block)); }

// The large blocks that were freed last, for the next that want as much: a request's results are as large as those of
// the request before, and from the system their pages come one fault at a time and are cleared first, which takes as
// long as a tenth of the product that fills them. When none fits, all go back before the system is asked for more: so
// they never add to the most memory that a process needs. Thread-safe.
class SpareBlocks {
 public:
  // The smallest block of at least `bytes` bytes, if it is little larger; else null.
  void* take(int64_t bytes) {
    const std::lock_guard lock(mutex_);
    int best = -1;
    int64_t least = bytes / 8 + kSlack + 1;
    for (int i = 0; i < count_; i++) {
      const int64_t spare = block_bytes(blocks_[i]) - bytes;
      if (spare < 0 || spare >= least) continue;
      best = i;
      least = spare;
    }
    if (best >= 0) {
      void* const block = blocks_[best];
      blocks_[best] = blocks_[--count_];
      bytes_ -= bytes + least;
      return block;
    }
    while (count_ > 0) std::free(blocks_[--count_]);
    bytes_ = 0;
    return nullptr;
  }

  // Whether it takes the block over.
  bool keep(void* block) {
#ifdef __SANITIZE_ADDRESS__
    return false;  // so that what is used after it was freed is found
#endif
    const int64_t bytes = block_bytes(block);
    const std::lock_guard lock(mutex_);
    if (count_ == kMost || bytes > kMostBytes - bytes_) return false;
    blocks_[count_++] = block;
    bytes_ += bytes;
    return true;
  }

 private:
  static constexpr int kMost = 8;
  // What the allocator may leave behind an aligned block, as part of it; nobody touches it.
  static constexpr int64_t kSlack = kHugePage;
  static constexpr int64_t kMostBytes = int64_t{64} << 20;

  std::mutex mutex_;
  void* blocks_[kMost];
  int count_ = 0;
  int64_t bytes_ = 0;
};

SpareBlocks spare_blocks;

// The smallest blocks that a thread has freed, for its next: the tensors of models that compute little come and go by
// the dozen, and the allocator takes 60 ns to align one.
class SmallBlocks {
 public:
  ~SmallBlocks() {
    for (void*& first : first_) {
      while (first != nullptr) std::free(take_from(first));
    }
    std::fill_n(count_, kSizes, kMost);  // the thread's last blocks go to the allocator
  }

  // What to ask the allocator for, so that the block may serve all that want about as much.
  static int64_t rounded(int64_t bytes) { return bytes > kLargest ? bytes : size(bytes + kAlignment - 1) * kAlignment; }

  // A block of at least `bytes` bytes, or null.
  void* take(int64_t bytes) {
    if (bytes > kLargest) return nullptr;
    const int64_t which = size(bytes + kAlignment - 1) - 1;
    if (first_[which] == nullptr) return nullptr;
    count_[which]--;
    return take_from(first_[which]);
  }

  // Whether it takes the block over, of which `bytes` bytes can be used.
  bool keep(void* block, int64_t bytes) {
    const int64_t which = size(bytes) - 1;
    if (which < 0 || which >= kSizes || count_[which] == kMost) return false;
    std::memcpy(block, &first_[which], sizeof(void*));
    first_[which] = block;
    count_[which]++;
    return true;
  }

 private:
  static constexpr int kMost = 8;
#ifdef __SANITIZE_ADDRESS__
  static constexpr int kSizes = 0;  // so that what is used after it was freed is found, and what is used beyond its end
#else
  static constexpr int kSizes = 16;
#endif
  static constexpr int64_t kLargest = kSizes * kAlignment;

  static int64_t size(int64_t bytes) { return bytes / kAlignment; }

  static void* take_from(void*& first) {
    void* const block = first;
    std::memcpy(&first, block, sizeof(void*));
    return block;
  }

  void* first_[kSizes + 1] = {};
  int count_[kSizes + 1] = {};
};

thread_local SmallBlocks small_blocks;

}  // namespace

int64_t sc_alloc(int64_t bytes) noexcept {
  if (bytes < 0) return 0;
  if (bytes == 0) bytes = 1;  // an empty block still gets an address of its own
  const bool huge = bytes >= kHugePage;
  void* memory = huge ? spare_blocks.take(bytes) : small_blocks.take(bytes);
  if (memory == nullptr) {
    // Not aligned_alloc, whose sizes are multiples of the alignment.
    const size_t size = static_cast<size_t>(SmallBlocks::rounded(bytes));
    if (posix_memalign(&memory, static_cast<size_t>(huge ? kHugePage : kAlignment), size) != 0) return 0;
    // Where the system has no huge pages to give, it is as before.
    if (huge) madvise(memory, static_cast<size_t>(bytes / kHugePage * kHugePage), MADV_HUGEPAGE);
  }
  live_bytes.fetch_add(block_bytes(memory), std::memory_order_relaxed);
  return reinterpret_cast<int64_t>(memory);
}

void sc_free(int64_t address) noexcept {
  if (address == 0) return;
  void* const memory = pointer(address);
  const int64_t bytes = block_bytes(memory);
  live_bytes.fetch_sub(bytes, std::memory_order_relaxed);
  if (bytes < kHugePage ? !small_blocks.keep(memory, bytes) : !spare_blocks.keep(memory)) std::free(memory);
}

void sc_forget_mapped(int64_t address, int64_t bytes) noexcept {
  const int64_t page = sysconf(_SC_PAGESIZE);
  const int64_t begin = address / page * page;
  const int64_t end = (address + bytes + page - 1) / page * page;
  if (bytes > 0) madvise(pointer(begin), static_cast<size_t>(end - begin), MADV_DONTNEED);
}

int64_t sc_live_bytes() noexcept { return live_bytes.load(std::memory_order_relaxed); }

void sc_copy(int64_t destination, int64_t source, int64_t bytes) noexcept {
  if (bytes > 0) std::memmove(pointer(destination), pointer(source), static_cast<size_t>(bytes));
}

void sc_fill(int64_t destination, int32_t value, int64_t bytes) noexcept {
  if (bytes > 0) std::memset(pointer(destination), value, static_cast<size_t>(bytes));
}
