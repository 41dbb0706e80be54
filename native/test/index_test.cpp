#include <gtest/gtest.h>

#include <complex>
#include <limits>

#include "array.h"
#include "kernel_call.h"
#include "parallel/parallel.h"
#include "sconce/sconce.h"

namespace sconce::testing {
namespace {

constexpr int64_t kAssign = 0, kSum = 1, kProd = 2, kAmax = 3, kAmin = 4;

// One index along dimension `dim` of `indexed`, of the dense side's shape; strides 0 where it is the same for all.
template <class T>
std::vector<int64_t> block(int64_t dtype, const Array<T>& dense, const Array<T>& indexed, size_t dim,
                           const Array<int64_t>& index, const std::vector<int64_t>& index_strides, bool wrap,
                           int64_t reduce = kAssign, bool include_self = true) {
  std::vector<int64_t> indexed_strides = indexed.strides;
  if (!indexed_strides.empty()) indexed_strides[dim] = 0;
  std::vector<int64_t> words = {dtype,
                                word(dense.data()),
                                word(indexed.data()),
                                reduce,
                                include_self,
                                wrap,
                                1,
                                static_cast<int64_t>(dense.shape.size())};
  append_reversed(words, dense.shape);
  append_reversed(words, dense.strides, sizeof(T));
  append_reversed(words, indexed_strides, sizeof(T));
  words.push_back(word(index.data()));
  words.push_back(indexed.shape[dim]);
  words.push_back(indexed.strides[dim] * static_cast<int64_t>(sizeof(T)));
  append_reversed(words, index_strides, 8);
  return words;
}

// gather and scatter over every dimension and layout, with a full index and with one that is the same along the others.
template <class T>
void check_gather_and_scatter(int64_t dtype) {
  Random random;
  for (const Layout layout : kLayouts) {
    for (size_t dim = 0; dim < 3; dim++) {
      for (const bool same_for_all : {false, true}) {
        const std::vector<int64_t> shape = {5, 9, 20};
        std::vector<int64_t> dense_shape = shape;
        dense_shape[dim] = 13;
        Array<T> indexed(shape, layout);
        indexed.fill([&] { return random.integer(0, 100); });
        Array<int64_t> index(same_for_all ? std::vector<int64_t>{13} : dense_shape, layout);
        index.fill([&] { return random.integer(-shape[dim], shape[dim] - 1); });
        std::vector<int64_t> strides = index.strides;
        if (same_for_all) {
          strides.assign(3, 0);
          strides[dim] = index.strides[0];
        }
        const auto source = [&](std::vector<int64_t> at) {
          const int64_t i = same_for_all ? index[at[dim]] : index(at);
          at[dim] = i < 0 ? i + shape[dim] : i;
          return at;
        };
        for (const Capability capability : supported_capabilities()) {
          Array<T> out(dense_shape, layout);
          ASSERT_EQ(run_block(capability, "index", block(dtype, out, indexed, dim, index, strides, true)), kOk);
          for (int64_t i = 0; i < out.size(); i++) {
            ASSERT_EQ(out[i], indexed(source(position(dense_shape, i))));
          }
          ASSERT_TRUE(out.guards_intact());

          Array<T> target = indexed, expected = indexed;
          for (int64_t i = 0; i < out.size(); i++) expected(source(position(dense_shape, i))) = static_cast<T>(i % 100);
          for (int64_t i = 0; i < out.size(); i++) out[i] = static_cast<T>(i % 100);
          ASSERT_EQ(run_block(capability, "index_put", block(dtype, out, target, dim, index, strides, true)), kOk);
          for (int64_t i = 0; i < target.size(); i++) ASSERT_EQ(target[i], expected[i]);
          ASSERT_TRUE(target.guards_intact());
        }
      }
    }
  }
}

TEST(Index, GathersAndScattersElementsOfEverySize) {
  check_gather_and_scatter<uint8_t>(0);
  check_gather_and_scatter<int16_t>(2);
  check_gather_and_scatter<float>(6);
  check_gather_and_scatter<int64_t>(4);
  check_gather_and_scatter<std::complex<double>>(10);
}

TEST(Index, TakesRowsLikeAnEmbedding) {
  for (const Capability capability : supported_capabilities()) {
    Array<float> table({50, 96}), out({7000, 96});
    table.fill([i = 0]() mutable { return i++; });
    Array<int64_t> index({7000});
    Random random;
    index.fill([&] { return random.integer(0, 49); });
    ASSERT_EQ(run_block(capability, "index", block(6, out, table, 0, index, {1, 0}, false)), kOk);
    for (int64_t i = 0; i < out.size(); i++) ASSERT_EQ(out[i], table({index[i / 96], i % 96}));
    ASSERT_TRUE(out.guards_intact());
  }
}

TEST(Index, TakesSeveralIndices) {
  for (const Capability capability : supported_capabilities()) {
    // x[i, :, j]
    Array<double> x({4, 3, 5}), out({6, 3});
    x.fill([i = 0]() mutable { return i++; });
    const int64_t i[6] = {0, -1, 2, 3, -4, 1}, j[6] = {4, 0, -5, -1, 2, 3};
    ASSERT_EQ(run(capability, "index", 7, out.data(), x.data(), 0, 0, 1, 2, 2,  //
                  3, 6, 8, 24, 40, 0,                                           // shape, dense and indexed strides
                  i, 4, 120, 0, 8, j, 5, 8, 0, 8),
              kOk);
    for (int64_t a = 0; a < 6; a++) {
      for (int64_t b = 0; b < 3; b++) ASSERT_EQ(out({a, b}), x({(i[a] + 4) % 4, b, (j[a] + 5) % 5}));
    }
  }
}

TEST(Index, RefusesWhatIsOutOfRangeBeforeUsingIt) {
  const int before = num_threads();
  set_num_threads(2);
  for (const Capability capability : supported_capabilities()) {
    for (const int64_t bad :
         {int64_t{-6}, int64_t{5}, std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min()}) {
      for (const char* name : {"index", "index_put"}) {
        Array<float> x({5, 3}), dense({40'000, 3});
        x.fill([] { return 1; });
        dense.fill([] { return 2; });
        Array<int64_t> index({40'000});
        index.fill([] { return 0; });
        index[39'998] = bad;
        EXPECT_EQ(run_block(capability, name, block(6, dense, x, 0, index, {1, 0}, true)), kIndexOutOfRange);
        EXPECT_EQ(sc_error_a(), bad);
        EXPECT_EQ(sc_error_b(), 5);
        index[39'998] = -1;
        EXPECT_EQ(run_block(capability, name, block(6, dense, x, 0, index, {1, 0}, false)), kIndexOutOfRange);
      }
    }
  }
  set_num_threads(before);
}

TEST(Index, NothingToReadIsFine) {
  for (const Capability capability : supported_capabilities()) {
    Array<float> x({0, 3}), out({0, 3});
    Array<int64_t> index({0});
    EXPECT_EQ(run_block(capability, "index", block(6, out, x, 0, index, {1, 0}, false)), kOk);
  }
}

template <class T>
void check_reduce(int64_t dtype) {
  for (const bool include_self : {false, true}) {
    for (const int64_t reduce : {kSum, kProd, kAmax, kAmin}) {
      for (const bool same_for_all : {false, true}) {
        Array<T> target({4, 6}), source({5, 6});
        Random random;
        target.fill([&] { return random.integer(1, 4); });
        source.fill([&] { return random.integer(1, 4); });
        Array<int64_t> index(same_for_all ? std::vector<int64_t>{5} : source.shape);
        index.fill([&] { return random.integer(0, 2); });  // row 3 is never hit
        std::vector<std::vector<double>> values(24);
        for (int64_t i = 0; i < source.size(); i++) {
          const int64_t row = same_for_all ? index[i / 6] : index[i];
          values[static_cast<size_t>(row * 6 + i % 6)].push_back(static_cast<double>(source[i]));
        }
        for (const Capability capability : supported_capabilities()) {
          Array<T> out = target;
          ASSERT_EQ(
              run_block(capability, "index_put",
                        block(dtype, source, out, 0, index, same_for_all ? std::vector<int64_t>{1, 0} : index.strides,
                              false, reduce, include_self)),
              kOk);
          for (int64_t i = 0; i < 24; i++) {
            std::vector<double> all = values[static_cast<size_t>(i)];
            if (include_self || all.empty()) all.push_back(static_cast<double>(target[i]));
            double expected = all[0];
            for (size_t k = 1; k < all.size(); k++) {
              expected = reduce == kSum    ? expected + all[k]
                         : reduce == kProd ? expected * all[k]
                         : reduce == kAmax ? std::max(expected, all[k])
                                           : std::min(expected, all[k]);
            }
            ASSERT_EQ(out[i], static_cast<T>(expected)) << "reduce " << reduce << " self " << include_self;
          }
          ASSERT_TRUE(out.guards_intact());
        }
      }
    }
  }
}

TEST(Index, PutReduces) {
  check_reduce<float>(6);
  check_reduce<double>(7);
  check_reduce<int64_t>(4);
  check_reduce<int32_t>(3);
  check_reduce<uint8_t>(0);
}

TEST(Index, PutAddsComplexNumbers) {
  for (const Capability capability : supported_capabilities()) {
    Array<std::complex<float>> x({1}), y({2});
    x[0] = {1, 2};
    y[0] = {10, 20};
    y[1] = {100, 200};
    Array<int64_t> index({2});
    index.fill([] { return 0; });
    ASSERT_EQ(run_block(capability, "index_put", block(9, y, x, 0, index, {1}, false, kSum)), kOk);
    EXPECT_EQ(x[0], std::complex<float>(111, 222));
    EXPECT_EQ(run_block(capability, "index_put", block(9, y, x, 0, index, {1}, false, kAmax)), kUnsupportedDtype);
  }
}

TEST(Index, WrongArgumentsAreRefused) {
  for (const Capability capability : supported_capabilities()) {
    Array<float> x({3});
    Array<int64_t> index({3});
    index.fill([] { return 0; });
    std::vector<int64_t> words = block(6, x, x, 0, index, {1}, false, 9);
    EXPECT_EQ(run_block(capability, "index_put", words), kInvalidArgument);
    EXPECT_EQ(sc_error_a(), 3);
    EXPECT_EQ(sc_error_b(), 9);
    words.pop_back();
    EXPECT_EQ(run_block(capability, "index", words), kTooFewWords);
    words[0] = 77;
    EXPECT_EQ(run_block(capability, "index", words), kUnsupportedDtype);
  }
}

template <class T>
std::vector<int64_t> mask_block(int64_t dtype, const void* out, const void* in, const Array<T>& strided,
                                const Array<uint8_t>& mask, int64_t count) {
  std::vector<int64_t> words = {
      dtype, word(out), word(in), word(mask.data()), count, static_cast<int64_t>(mask.shape.size())};
  append_reversed(words, mask.shape);
  append_reversed(words, strided.strides, sizeof(T));
  append_reversed(words, mask.strides);
  return words;
}

TEST(Index, MaskedSelectAndScatter) {
  Random random;
  for (const std::vector<int64_t>& shape : {std::vector<int64_t>{}, {0, 3}, {50}, {7, 9}, {3, 4, 5}}) {
    for (const Layout layout : kLayouts) {
      Array<int32_t> in(shape, layout);
      Array<uint8_t> mask(shape, layout);
      in.fill([&] { return random.integer(-100, 100); });
      mask.fill([&] { return random.integer(0, 1); });
      std::vector<int32_t> expected;
      for (int64_t i = 0; i < in.size(); i++) {
        if (mask[i]) expected.push_back(in[i]);
      }
      const auto count = static_cast<int64_t>(expected.size());
      for (const Capability capability : supported_capabilities()) {
        Array<int32_t> out({count});
        ASSERT_EQ(run_block(capability, "masked_select", mask_block(3, out.data(), in.data(), in, mask, count)), kOk);
        for (int64_t i = 0; i < count; i++) ASSERT_EQ(out[i], expected[static_cast<size_t>(i)]);
        ASSERT_TRUE(out.guards_intact());

        Array<int32_t> target(shape, layout);
        target.fill([] { return 1000; });
        ASSERT_EQ(
            run_block(capability, "masked_scatter", mask_block(3, target.data(), out.data(), target, mask, count)),
            kOk);
        for (int64_t i = 0; i < in.size(); i++) ASSERT_EQ(target[i], mask[i] ? in[i] : 1000);
        ASSERT_TRUE(target.guards_intact());

        if (count == 0) continue;
        Array<int32_t> small({count - 1});
        EXPECT_EQ(run_block(capability, "masked_select", mask_block(3, small.data(), in.data(), in, mask, count - 1)),
                  kInvalidArgument);
        EXPECT_TRUE(small.guards_intact());
        EXPECT_EQ(
            run_block(capability, "masked_scatter", mask_block(3, target.data(), out.data(), target, mask, count - 1)),
            kInvalidArgument);
      }
    }
  }
}

TEST(Index, Nonzero) {
  Random random;
  for (const std::vector<int64_t>& shape : {std::vector<int64_t>{}, {0, 3}, {1500}, {7, 9}, {3, 4, 5}}) {
    for (const Layout layout : kLayouts) {
      Array<float> in(shape, layout);
      in.fill([&] { return random.integer(0, 1) ? std::nanf("") : 0.0f; });
      std::vector<std::vector<int64_t>> expected;
      for (int64_t i = 0; i < in.size(); i++) {
        if (in[i] != 0) expected.push_back(position(shape, i));
      }
      const auto count = static_cast<int64_t>(expected.size()), ndim = static_cast<int64_t>(shape.size());
      for (const Capability capability : supported_capabilities()) {
        Array<int64_t> out({count, ndim});
        std::vector<int64_t> words = {6, word(out.data()), word(in.data()), count, ndim};
        append_reversed(words, shape);
        append_reversed(words, in.strides, 4);
        ASSERT_EQ(run_block(capability, "nonzero", words), kOk);
        for (int64_t i = 0; i < out.size(); i++) {
          ASSERT_EQ(out[i], expected[static_cast<size_t>(i / ndim)][static_cast<size_t>(i % ndim)]);
        }
        ASSERT_TRUE(out.guards_intact());
        words[3] = count + 1;
        EXPECT_EQ(run_block(capability, "nonzero", words), kInvalidArgument);
      }
    }
  }
}

TEST(Index, Bincount) {
  for (const Capability capability : supported_capabilities()) {
    const int32_t in[5] = {1, 3, 1, 0, 1};
    const float weights[5] = {0.5, 1, 2, 4, 8};
    Array<int64_t> counts({5});
    ASSERT_EQ(run(capability, "bincount", 3, 0, counts.data(), in, nullptr, 5, 5, 0.0, 0.0), kOk);
    for (int64_t i = 0; i < 5; i++) EXPECT_EQ(counts[i], (std::vector<int64_t>{1, 3, 0, 1, 0})[static_cast<size_t>(i)]);
    Array<float> sums({4});
    ASSERT_EQ(run(capability, "bincount", 3, 6, sums.data(), in, weights, 5, 4, 0.0, 0.0), kOk);
    for (int64_t i = 0; i < 4; i++) EXPECT_EQ(sums[i], (std::vector<float>{4, 10.5, 0, 1})[static_cast<size_t>(i)]);
    EXPECT_TRUE(counts.guards_intact() && sums.guards_intact());
    EXPECT_EQ(run(capability, "bincount", 3, 0, counts.data(), in, nullptr, 5, 3, 0.0, 0.0), kIndexOutOfRange);
    EXPECT_EQ(run(capability, "bincount", 6, 0, counts.data(), in, nullptr, 5, 3, 0.0, 0.0), kUnsupportedDtype);
  }
}

TEST(Index, Histc) {
  for (const Capability capability : supported_capabilities()) {
    const float in[8] = {-1, 0, 0.4f, 0.5f, 1.9f, 2, 2.1f, std::nanf("")};
    Array<float> counts({4});
    ASSERT_EQ(run(capability, "histc", 6, 0, counts.data(), in, nullptr, 8, 4, 0.0, 2.0), kOk);
    for (int64_t i = 0; i < 4; i++) EXPECT_EQ(counts[i], (std::vector<float>{2, 1, 0, 2})[static_cast<size_t>(i)]);
    EXPECT_TRUE(counts.guards_intact());
    EXPECT_EQ(run(capability, "histc", 6, 0, counts.data(), in, nullptr, 8, 4, 2.0, 2.0), kInvalidArgument);
  }
}

}  // namespace
}  // namespace sconce::testing
