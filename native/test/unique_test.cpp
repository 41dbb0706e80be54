#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "array.h"
#include "kernel_call.h"

namespace sconce::testing {
namespace {

// The order of rows of `width` elements; a NaN is the greatest.
template <class T>
int compare(const Array<T>& x, int64_t width, int64_t a, int64_t b) {
  for (int64_t j = 0; j < width; j++) {
    const T u = x[a * width + j], v = x[b * width + j];
    if (u == v) continue;
    if (u != u && v != v) continue;
    if (u != u || v != v) return u == u ? -1 : 1;
    return u < v ? -1 : 1;
  }
  return 0;
}

// A NaN equals nothing.
template <class T>
bool equal(const Array<T>& x, int64_t width, int64_t a, int64_t b) {
  return std::equal(x.data() + a * width, x.data() + (a + 1) * width, x.data() + b * width);
}

struct Groups {
  std::vector<int64_t> first, inverse, counts;
};

template <class T>
Groups reference(const Array<T>& x, int64_t n, int64_t width, bool consecutive) {
  std::vector<int64_t> order(static_cast<size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  if (!consecutive) {
    // Not stable: which of equals comes first shows in the order of NaNs, and is what PyTorch gets from this same call.
    std::sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return compare(x, width, a, b) < 0; });
  }
  Groups groups;
  groups.inverse.resize(static_cast<size_t>(n));
  for (size_t i = 0; i < order.size(); i++) {
    if (i == 0 || !equal(x, width, order[i - 1], order[i])) {
      groups.first.push_back(order[i]);
      groups.counts.push_back(0);
    }
    groups.counts.back()++;
    groups.inverse[static_cast<size_t>(order[i])] = static_cast<int64_t>(groups.counts.size()) - 1;
  }
  return groups;
}

template <class T, class F>
void check(int64_t dtype, F value) {
  Random random;
  for (const int64_t n : {0, 1, 7, 2000}) {
    Array<T> in({n});
    in.fill([&] { return value(random); });
    for (const bool consecutive : {false, true}) {
      const Groups expected = reference(in, n, 1, consecutive);
      const auto groups = static_cast<int64_t>(expected.first.size());
      for (const Capability capability : supported_capabilities()) {
        for (const bool all : {false, true}) {
          Array<T> values({n});
          Array<int64_t> inverse({n}), counts({n});
          int64_t found = -1;
          ASSERT_EQ(run(capability, consecutive ? "unique_consecutive" : "unique", dtype, values.data(),
                        all ? inverse.data() : nullptr, all ? counts.data() : nullptr, &found, in.data(), n),
                    kOk);
          ASSERT_EQ(found, groups);
          ASSERT_TRUE(values.guards_intact() && inverse.guards_intact() && counts.guards_intact());
          for (int64_t g = 0; g < groups; g++) {
            const T first = in[expected.first[static_cast<size_t>(g)]];
            ASSERT_TRUE(values[g] == first || (first != first && values[g] != values[g]));
            if (all) {
              ASSERT_EQ(counts[g], expected.counts[static_cast<size_t>(g)]);
            }
          }
          for (int64_t i = 0; all && i < n; i++) ASSERT_EQ(inverse[i], expected.inverse[static_cast<size_t>(i)]);
        }
      }
    }
  }
}

TEST(Unique, SortedAndConsecutive) {
  check<int64_t>(4, [](Random& random) { return random.integer(-5, 5); });
  check<float>(6,
               [](Random& random) { return random.integer(0, 9) == 0 ? std::nan("") : 0.5 * random.integer(-9, 9); });
  check<double>(7, [](Random& random) { return random.integer(-5, 5); });
  check<uint8_t>(0, [](Random& random) { return random.integer(0, 255); });
  check<bool>(11, [](Random& random) { return random.integer(0, 1); });
}

TEST(Unique, Rows) {
  Random random;
  for (const int64_t width : {0, 1, 3, 100}) {
    const int64_t n = 60;
    Array<float> in({n, width});
    in.fill([&] { return random.integer(0, 1); });
    for (int64_t i = n / 2; i < n; i++) {  // so that long rows repeat too
      for (int64_t j = 0; j < width; j++) in({i, j}) = in({i % 4, j});
    }
    for (const bool consecutive : {false, true}) {
      const Groups expected = reference(in, n, width, consecutive);
      for (const Capability capability : supported_capabilities()) {
        Array<int64_t> order({n}), inverse({n}), counts({n});
        int64_t found = -1;
        ASSERT_EQ(run(capability, "unique_rows", 6, order.data(), inverse.data(), counts.data(), &found, in.data(), n,
                      width, consecutive),
                  kOk);
        ASSERT_EQ(found, static_cast<int64_t>(expected.first.size()));
        for (int64_t g = 0; g < found; g++) {
          EXPECT_TRUE(equal(in, width, order[g], expected.first[static_cast<size_t>(g)]));
          EXPECT_EQ(counts[g], expected.counts[static_cast<size_t>(g)]);
        }
        for (int64_t i = 0; i < n; i++) EXPECT_EQ(inverse[i], expected.inverse[static_cast<size_t>(i)]);
        EXPECT_TRUE(order.guards_intact() && inverse.guards_intact() && counts.guards_intact());
      }
    }
  }
}

}  // namespace
}  // namespace sconce::testing
