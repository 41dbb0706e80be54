// What the calls after this one will read of constant memory: a network's weights do not fit a cache, so they are
// fetched while what comes before them is multiplied. Nothing but time depends on it.
#pragma once

#include <cstdint>

namespace sconce {

struct Region {
  const char* data;
  int64_t bytes;
};

// Regions in the order in which they will be read, and how far this thread has fetched them.
class Ahead {
 public:
  Ahead() = default;
  Ahead(const Region* regions, int64_t count) : regions_(regions), count_(count) {}

  bool is_empty() const { return count_ == 0; }

  // Fetches the next cache lines, at most so many, to the second-level cache.
  void fetch(int64_t lines) {
    for (; lines > 0 && count_ > 0; lines--) {
      __builtin_prefetch(regions_->data + offset_, 0, 2);
      offset_ += kLine;
      if (offset_ < regions_->bytes) continue;
      offset_ = 0;
      regions_++;
      count_--;
    }
  }

 private:
  static constexpr int64_t kLine = 64;
  const Region* regions_ = nullptr;
  int64_t count_ = 0;
  int64_t offset_ = 0;
};

// Of the call that this thread computes a part of.
Ahead& ahead_of_call();

// While it lives, this thread's is another one: a call's, or that of the caller whom it helps, since it has a cache of
// its own.
class AheadScope {
 public:
  explicit AheadScope(const Ahead& ahead, bool applies = true) : applies_(applies), former_(ahead_of_call()) {
    if (applies_) ahead_of_call() = ahead;
  }
  ~AheadScope() {
    if (applies_) ahead_of_call() = former_;
  }
  AheadScope(const AheadScope&) = delete;
  AheadScope& operator=(const AheadScope&) = delete;

 private:
  const bool applies_;
  const Ahead former_;
};

}  // namespace sconce
