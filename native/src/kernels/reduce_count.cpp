// Counting the elements that are not zero, and what follows from the count.
#include "kernels/reduce_driver.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

enum class Question { kCount, kAll, kAny };

template <class Block>
struct Count {
  using T = Block;
  using Out = int64_t;
  using Second = double;
  static constexpr bool kHasIdentity = true;

  Question question;

  struct State {
    int64_t count = 0;
  };
  struct Columns {
    int64_t count[kColumns]{};
  };

  void run(State& state, const T* x, int64_t n, int64_t) const {
    for (int64_t i = 0; i < n; i++) state.count += x[i] != T(0);
  }
  void row(Columns& columns, const T* x, int64_t n, int64_t) const {
    for (int64_t j = 0; j < n; j++) columns.count[j] += x[j] != T(0);
  }
  State column(Columns& columns, int64_t j) const { return {columns.count[j]}; }
  void merge(State& state, const State& later) const { state.count += later.count; }
  void finish(const State& state, int64_t count, Out& out, Second&) const {
    out = question == Question::kCount ? state.count
          : question == Question::kAll ? state.count == count
                                       : state.count > 0;
  }
};

Status count(const ReduceArgs& args, int64_t words, Question question) {
  return with_block_type(args.in_dtype, [&]<class T>() { return reduction::run(args, words, Count<T>{question}); });
}

}  // namespace

SC_KERNEL(count_nonzero, ReduceArgs) { return count(args, words, Question::kCount); }

SC_KERNEL(all, ReduceArgs) { return count(args, words, Question::kAll); }

SC_KERNEL(any, ReduceArgs) { return count(args, words, Question::kAny); }

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
