#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "array.h"
#include "kernel_call.h"

namespace sconce::testing {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// The lines of an array along dimension `dim`: the positions of their first elements.
template <class T>
std::vector<std::vector<int64_t>> lines(const Array<T>& x, size_t dim) {
  std::vector<int64_t> shape = x.shape;
  shape[dim] = 1;
  std::vector<std::vector<int64_t>> result;
  for (int64_t i = 0; i < elements(shape); i++) result.push_back(position(shape, i));
  return result;
}

std::vector<int64_t> without(std::vector<int64_t> values, size_t dim) {
  values.erase(values.begin() + static_cast<int64_t>(dim));
  return values;
}

template <class T>
std::vector<int64_t> block(int64_t dtype, const Array<T>& in, Array<T>& values, Array<int64_t>& indices, size_t dim,
                           int64_t k, bool descending) {
  constexpr int64_t kSize = sizeof(T);
  std::vector<int64_t> words = {dtype,
                                word(values.data()),
                                word(indices.data()),
                                word(in.data()),
                                in.shape[dim],
                                k,
                                descending,
                                1,
                                in.strides[dim] * kSize,
                                values.strides[dim] * kSize,
                                indices.strides[dim] * 8,
                                static_cast<int64_t>(in.shape.size()) - 1};
  append_reversed(words, without(in.shape, dim));
  append_reversed(words, without(in.strides, dim), kSize);
  append_reversed(words, without(values.strides, dim), kSize);
  append_reversed(words, without(indices.strides, dim), 8);
  return words;
}

// The positions along a line in stable order, NaN greatest.
template <class T>
std::vector<int64_t> order(const Array<T>& x, std::vector<int64_t> at, size_t dim, bool descending) {
  std::vector<int64_t> result(static_cast<size_t>(x.shape[dim]));
  std::iota(result.begin(), result.end(), 0);
  const auto value = [&](int64_t i) {
    at[dim] = i;
    return x(at);
  };
  const auto less = [](T a, T b) { return a < b || (a == a && b != b); };
  std::stable_sort(result.begin(), result.end(), [&](int64_t a, int64_t b) {
    return descending ? less(value(b), value(a)) : less(value(a), value(b));
  });
  return result;
}

template <class T>
bool same(T a, T b) {
  return a == b || (a != a && b != b);
}

// Calls f(in, values, indices, dim, capability) for shapes, layouts and dimensions; outputs have `k` along the
// dimension.
template <class T, class F>
void for_cases(const std::function<double(Random&)>& value, F f) {
  Random random;
  for (const std::vector<int64_t>& shape : {std::vector<int64_t>{1}, {17}, {1500}, {6, 9}, {700, 3}, {2, 30, 5}}) {
    for (const Layout layout : kLayouts) {
      Array<T> in(shape, layout);
      in.fill([&] { return value(random); });
      for (size_t dim = 0; dim < shape.size(); dim++) {
        for (const Capability capability : supported_capabilities()) f(in, layout, dim, capability);
      }
    }
  }
}

template <class T>
void check_sort(int64_t dtype, const std::function<double(Random&)>& value) {
  for_cases<T>(value, [&](const Array<T>& in, Layout layout, size_t dim, Capability capability) {
    for (const bool descending : {false, true}) {
      for (const int64_t k : {in.shape[dim], (in.shape[dim] + 1) / 2, int64_t{1}}) {
        std::vector<int64_t> shape = in.shape;
        shape[dim] = k;
        Array<T> values(shape, layout);
        Array<int64_t> indices(shape, layout);
        const bool all = k == in.shape[dim];
        ASSERT_EQ(
            run_block(capability, all ? "sort_stable" : "topk", block(dtype, in, values, indices, dim, k, descending)),
            kOk);
        ASSERT_TRUE(values.guards_intact() && indices.guards_intact());
        for (std::vector<int64_t> at : lines(in, dim)) {
          const std::vector<int64_t> expected = order(in, at, dim, descending);
          for (int64_t i = 0; i < k; i++) {
            at[dim] = i;
            const int64_t index = indices(at);
            const T got = values(at);
            if (all) {
              ASSERT_EQ(index, expected[static_cast<size_t>(i)]);
            }
            at[dim] = expected[static_cast<size_t>(i)];
            ASSERT_TRUE(same(got, in(at)));
            at[dim] = index;
            ASSERT_TRUE(same(got, in(at)));
          }
        }
      }
    }
  });
}

const std::function<double(Random&)> kFloats = [](Random& random) {
  const int64_t kind = random.integer(0, 12);
  return kind == 0 ? kNan : kind == 1 ? -0.0 : kind == 2 ? 0.0 : kind == 3 ? -HUGE_VAL : random.uniform(-2, 2);
};
const std::function<double(Random&)> kFew = [](Random& random) { return random.integer(-3, 3); };
const std::function<double(Random&)> kMany = [](Random& random) { return random.integer(-100, 100) * 1.0; };

TEST(Sort, StableAndTopk) {
  check_sort<float>(6, kFloats);
  check_sort<float>(6, kFew);
  check_sort<double>(7, kFloats);
  check_sort<int64_t>(4, [](Random& random) { return random.uniform(-9e18, 9e18); });
  check_sort<int32_t>(3, kMany);
  check_sort<int16_t>(2, kMany);
  check_sort<int8_t>(1, kMany);
  check_sort<uint8_t>(0, [](Random& random) { return random.integer(0, 255); });
  check_sort<bool>(11, [](Random& random) { return random.integer(0, 1); });
}

TEST(Sort, HalfAndBFloat16) {
  for (const Capability capability : supported_capabilities()) {
    Array<uint16_t> in({3}), values({3});
    Array<int64_t> indices({3});
    for (const int64_t dtype : {5, 15}) {
      in[0] = dtype == 5 ? 0x3c00 : 0x3f80;  // 1
      in[1] = dtype == 5 ? 0xc000 : 0xc000;  // -2
      in[2] = dtype == 5 ? 0x3800 : 0x3f00;  // 0.5
      ASSERT_EQ(run_block(capability, "sort", block(dtype, in, values, indices, 0, 0, false)), kOk);
      EXPECT_EQ(indices[0], 1);
      EXPECT_EQ(indices[1], 2);
      EXPECT_EQ(indices[2], 0);
      EXPECT_EQ(values[2], in[0]);
    }
  }
}

// Kernels with one result a line: `pick` chooses from the stable ascending order.
template <class T>
void check_one(const char* name, int64_t dtype, const std::function<double(Random&)>& value, int64_t k,
               const std::function<int64_t(const std::vector<T>& sorted, const std::vector<int64_t>& order)>& pick) {
  for_cases<T>(value, [&](const Array<T>& in, Layout layout, size_t dim, Capability capability) {
    if (k > in.shape[dim]) return;
    std::vector<int64_t> shape = in.shape;
    shape[dim] = 1;
    Array<T> values(shape, layout);
    Array<int64_t> indices(shape, layout);
    ASSERT_EQ(run_block(capability, name, block(dtype, in, values, indices, dim, k, false)), kOk);
    ASSERT_TRUE(values.guards_intact() && indices.guards_intact());
    for (std::vector<int64_t> at : lines(in, dim)) {
      const std::vector<int64_t> expected = order(in, at, dim, false);
      std::vector<T> sorted;
      const std::vector<int64_t> first = at;
      for (const int64_t i : expected) {
        at[dim] = i;
        sorted.push_back(in(at));
      }
      const int64_t choice = pick(sorted, expected);
      if (choice >= 0) {
        ASSERT_EQ(indices(first), choice) << name;
      }
      at[dim] = indices(first);
      ASSERT_TRUE(same(values(first), in(at)));
      if (choice < 0) {  // any position of the value number -1 - choice
        ASSERT_TRUE(same(values(first), sorted[static_cast<size_t>(-1 - choice)])) << name;
      }
    }
  });
}

// The indices that PyTorch's CPU kernels give for lines of equal elements, where they depend on the algorithm alone.
TEST(Sort, OfEqualsTheChoiceIsPyTorchs) {
  for (const Capability capability : supported_capabilities()) {
    for (const auto& [n, expected] : std::vector<std::pair<int64_t, std::vector<int64_t>>>{
             {16, {0, 1, 2, 3, 4, 5}}, {17, {8, 16, 15, 14, 13, 12}}, {1000, {672, 657, 658, 659, 660, 661}}}) {
      Array<float> in({n}), values({n});
      Array<int64_t> indices({n});
      in.fill([] { return 0; });
      for (const bool descending : {false, true}) {
        ASSERT_EQ(run_block(capability, "sort", block(6, in, values, indices, 0, 0, descending)), kOk);
        EXPECT_EQ(std::vector<int64_t>(indices.data(), indices.data() + 6), expected);
      }
    }
  }
}

// Long lines are sorted in two ways: one element that has an equal must not change where the others go.
TEST(Sort, OfEqualsTheOrderIsThatOfStdSort) {
  for_cases<float>(kFloats, [&](const Array<float>& in, Layout layout, size_t dim, Capability capability) {
    Array<float> values(in.shape, layout);
    Array<int64_t> indices(in.shape, layout);
    ASSERT_EQ(run_block(capability, "sort", block(6, in, values, indices, dim, 0, false)), kOk);
    for (std::vector<int64_t> at : lines(in, dim)) {
      std::vector<std::pair<float, int64_t>> expected;
      for (at[dim] = 0; at[dim] < in.shape[dim]; at[dim]++) expected.emplace_back(in(at), at[dim]);
      std::sort(expected.begin(), expected.end(), [](const auto& a, const auto& b) {
        return a.first < b.first || (a.first == a.first && b.first != b.first);
      });
      for (at[dim] = 0; at[dim] < in.shape[dim]; at[dim]++) {
        const auto& [value, index] = expected[static_cast<size_t>(at[dim])];
        ASSERT_EQ(indices(at), index);
        ASSERT_TRUE(same(values(at), value));
      }
    }
  });
}

TEST(Sort, Kthvalue) {
  for (const int64_t k : {1, 5}) {
    const auto pick = [&](const auto&, const std::vector<int64_t>&) { return -k; };  // any position of value k - 1
    check_one<float>("kthvalue", 6, kFloats, k, pick);
    check_one<int64_t>("kthvalue", 4, kFew, k, pick);
  }
}

TEST(Sort, MedianIsTheFirstNanIfThereIsOne) {
  const auto pick = [](const auto& sorted, const std::vector<int64_t>& order) {
    if (sorted.back() == sorted.back()) return order[(order.size() - 1) / 2];
    size_t i = 0;
    while (sorted[i] == sorted[i]) i++;
    return order[i];
  };
  check_one<float>("median", 6, kFloats, 0, pick);
  check_one<double>("median", 7, kFew, 0, pick);
  check_one<int32_t>("median", 3, kMany, 0, pick);
}

TEST(Sort, NanmedianLeavesNanOut) {
  check_one<float>("nanmedian", 6, kFloats, 0, [](const std::vector<float>& sorted, const std::vector<int64_t>& order) {
    size_t numbers = 0;
    while (numbers < sorted.size() && sorted[numbers] == sorted[numbers]) numbers++;
    return order[numbers == 0 ? 0 : (numbers - 1) / 2];
  });
}

TEST(Sort, KthvalueOfEqualsIsPyTorchsChoice) {
  for (const Capability capability : supported_capabilities()) {
    Array<float> in({10}), value({1});
    Array<int64_t> index({1});
    in.fill([] { return 0; });
    const int64_t expected[10] = {4, 6, 8, 7, 0, 5, 3, 1, 2, 9};
    for (int64_t k = 1; k <= 10; k++) {
      ASSERT_EQ(run_block(capability, "kthvalue", block(6, in, value, index, 0, k, false)), kOk);
      EXPECT_EQ(index[0], expected[k - 1]) << k;
    }
  }
}

TEST(Sort, ModeIsTheSmallestOfTheMostFrequent) {
  const auto pick = [](const auto& sorted, const std::vector<int64_t>&) {
    size_t best = 0, most = 0;
    for (size_t i = 0; i < sorted.size(); i++) {
      const auto n = static_cast<size_t>(std::count(sorted.begin(), sorted.end(), sorted[i]));
      if (n > most) {
        most = n;
        best = i;
      }
    }
    return -1 - static_cast<int64_t>(best);
  };
  check_one<int64_t>("mode", 4, kFew, 0, pick);
  check_one<float>("mode", 6, kFew, 0, pick);
  check_one<float>("mode", 6, kFloats, 0, pick);  // no NaN equals another
}

TEST(Sort, WrongArgumentsAreRefused) {
  for (const Capability capability : supported_capabilities()) {
    Array<float> in({3}), values({4});
    Array<int64_t> indices({4});
    in.fill([] { return 0; });
    EXPECT_EQ(run_block(capability, "topk", block(6, in, values, indices, 0, 4, true)), kInvalidArgument);
    EXPECT_EQ(run_block(capability, "topk", block(6, in, values, indices, 0, -1, true)), kInvalidArgument);
    EXPECT_EQ(run_block(capability, "kthvalue", block(6, in, values, indices, 0, 0, false)), kInvalidArgument);
    EXPECT_EQ(run_block(capability, "sort", block(9, in, values, indices, 0, 0, false)), kUnsupportedDtype);
    Array<float> empty({0});
    EXPECT_EQ(run_block(capability, "median", block(6, empty, values, indices, 0, 0, false)), kInvalidArgument);
    EXPECT_EQ(run_block(capability, "sort", block(6, empty, values, indices, 0, 0, false)), kOk);
    EXPECT_EQ(run_block(capability, "topk", block(6, empty, values, indices, 0, 0, false)), kOk);
  }
}

template <class T>
void check_search(int64_t dtype) {
  Random random;
  const int64_t rows = 4, n = 33, m = 21;
  Array<T> sequence({rows, n}), values({rows, m});
  for (int64_t r = 0; r < rows; r++) {
    std::vector<T> row(static_cast<size_t>(n));
    for (T& x : row) x = static_cast<T>(random.integer(0, 40));
    std::sort(row.begin(), row.end());
    for (int64_t i = 0; i < n; i++) sequence({r, i}) = row[static_cast<size_t>(i)];
  }
  values.fill([&] { return random.integer(0, 45); });
  Array<T> shuffled = sequence;
  Array<int64_t> sorter({rows, n});
  for (int64_t i = 0; i < sequence.size(); i++) {
    sorter[i] = n - 1 - i % n;
    shuffled[i] = sequence[i / n * n + n - 1 - i % n];
  }
  for (const Capability capability : supported_capabilities()) {
    for (const bool right : {false, true}) {
      for (const bool one : {false, true}) {
        for (const bool sorted : {false, true}) {
          Array<int64_t> out({rows, m});
          ASSERT_EQ(
              run(capability, "searchsorted", dtype, 4, out.data(), values.data(),
                  sorted ? sequence.data() : shuffled.data(), sorted ? nullptr : sorter.data(), rows, m, n, one, right),
              kOk);
          for (int64_t i = 0; i < out.size(); i++) {
            const T* row = sequence.data() + (one ? 0 : i / m * n);
            ASSERT_EQ(
                out[i],
                (right ? std::upper_bound(row, row + n, values[i]) : std::lower_bound(row, row + n, values[i])) - row);
          }
          ASSERT_TRUE(out.guards_intact());
        }
      }
    }
    Array<int32_t> narrow({rows, m});
    ASSERT_EQ(run(capability, "searchsorted", dtype, 3, narrow.data(), values.data(), sequence.data(), nullptr, rows, m,
                  n, 0, 0),
              kOk);
    EXPECT_TRUE(narrow.guards_intact());
    sorter[0] = n;
    EXPECT_EQ(run(capability, "searchsorted", dtype, 3, narrow.data(), values.data(), sequence.data(), sorter.data(),
                  rows, m, n, 0, 0),
              kIndexOutOfRange);
    sorter[0] = n - 1;
  }
}

TEST(Sort, Searchsorted) {
  check_search<float>(6);
  check_search<double>(7);
  check_search<int64_t>(4);
  check_search<uint8_t>(0);
}

TEST(Sort, SearchsortedPutsNanBehindEverything) {
  for (const Capability capability : supported_capabilities()) {
    const float sequence[2] = {1, 2}, value = std::nanf("");
    int64_t out = -1;
    ASSERT_EQ(run(capability, "searchsorted", 6, 4, &out, &value, sequence, nullptr, 1, 1, 2, 1, 0), kOk);
    EXPECT_EQ(out, 2);
  }
}

}  // namespace
}  // namespace sconce::testing
