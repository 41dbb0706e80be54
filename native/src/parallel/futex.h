// Sleeping until a word changes, by the kernel's futex: on memory that may be reused at once, unlike std::atomic's
// wait.
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <cstdint>

namespace sconce::detail {

// Sleeps while the low half of `word` is that of `known`; may return without cause.
inline void futex_wait(const std::atomic<uint64_t>& word, uint64_t known) {
  static_assert(sizeof(word) == 8 && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
  syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, static_cast<uint32_t>(known), nullptr, nullptr, 0);
}

inline void futex_wake(const std::atomic<uint64_t>& word) {
  syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

}  // namespace sconce::detail
