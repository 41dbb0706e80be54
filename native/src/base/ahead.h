// What the calls after this one will read of constant memory: a network's weights do not fit a cache, so they are
// fetched while what comes before them is multiplied. Nothing but time depends on it.
#pragma once

#include <algorithm>
#include <cstdint>

namespace sconce {

struct Region {
  const char* data;
  int64_t bytes;
};

// Regions, none of them empty, in the order in which they will be read, and how far this thread has fetched them.
class Ahead {
 public:
  Ahead() = default;
  Ahead(const Region* regions, int64_t count) : regions_(regions), count_(count) {}

  bool is_empty() const { return count_ == 0; }

  // The next piece, of one region and at most so many bytes, which the caller fetches to the second-level cache; empty
  // when there is nothing more.
  Region take(int64_t bytes) {
    if (count_ == 0) return {nullptr, 0};
    const Region piece{regions_->data + offset_, std::min(bytes, regions_->bytes - offset_)};
    offset_ += piece.bytes;
    if (offset_ == regions_->bytes) {
      offset_ = 0;
      regions_++;
      count_--;
    }
    return piece;
  }

 private:
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
