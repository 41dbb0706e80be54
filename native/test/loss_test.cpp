// nll_loss, cdist, pdist, nms and roi_align.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "array.h"
#include "kernel_call.h"

namespace sconce::testing {
namespace {

TEST(NllLoss, ReducesAndIgnores) {
  const int64_t batch = 3, classes = 5, inner = 4, ignored = -100;
  Random random;
  Array<double> in({batch, classes, inner}), weight({classes});
  in.fill([&] { return random.uniform(-3, 0); });
  weight.fill([&] { return random.uniform(0.5, 2); });
  Array<int64_t> target({batch, inner});
  target.fill([&] { return random.integer(0, classes - 1); });
  target[5] = ignored;
  for (const Capability capability : supported_capabilities()) {
    for (const bool weighted : {false, true}) {
      double sum = 0, total = 0;
      std::vector<double> each;
      for (int64_t i = 0; i < target.size(); i++) {
        each.push_back(0);
        if (target[i] == ignored) continue;
        const double w = weighted ? weight[target[i]] : 1;
        each.back() = -in({i / inner, target[i], i % inner}) * w;
        sum += each.back();
        total += w;
      }
      for (const int64_t reduction : {0, 1, 2}) {
        Array<double> out(reduction == 0 ? target.shape : std::vector<int64_t>{});
        double weights = -1;
        ASSERT_EQ(run(capability, "nll_loss", 7, out.data(), &weights, in.data(), target.data(),
                      weighted ? weight.data() : nullptr, batch, classes, inner, reduction, ignored),
                  kOk);
        for (int64_t i = 0; i < out.size(); i++) {
          const double expected = reduction == 0 ? each[static_cast<size_t>(i)] : reduction == 1 ? sum / total : sum;
          ASSERT_TRUE(close(out[i], expected, 1e-13));
        }
        EXPECT_TRUE(close(weights, reduction == 0 ? 0 : total, 1e-13));
        EXPECT_TRUE(out.guards_intact());
      }
    }
  }
}

TEST(NllLoss, RefusesTargetsThatAreNoClass) {
  for (const Capability capability : supported_capabilities()) {
    const float in[2] = {};
    float out;
    for (const int64_t target : {-1, 2}) {
      EXPECT_EQ(run(capability, "nll_loss", 6, &out, nullptr, in, &target, nullptr, 1, 2, 1, 1, -100),
                kIndexOutOfRange);
    }
    const int64_t ignored = 7;
    ASSERT_EQ(run(capability, "nll_loss", 6, &out, nullptr, in, &ignored, nullptr, 1, 2, 1, 1, 7), kOk);
    EXPECT_TRUE(std::isnan(out));
  }
}

double distance(const double* x, const double* y, int64_t n, double p) {
  double sum = 0;
  for (int64_t i = 0; i < n; i++) {
    const double d = std::abs(x[i] - y[i]);
    sum = p == 0 ? sum + (d != 0) : std::isinf(p) ? std::max(sum, d) : sum + std::pow(d, p);
  }
  return p == 0 || std::isinf(p) ? sum : std::pow(sum, 1 / p);
}

TEST(Distance, BetweenRows) {
  Random random;
  for (const int64_t width : {0, 1, 19, 64}) {
    Array<double> left({2, 5, width}), right({2, 7, width});
    left.fill([&] { return random.integer(-3, 3); });
    right.fill([&] { return random.integer(-3, 3); });
    for (const double p : {0.0, 1.0, 2.0, 3.5, std::numeric_limits<double>::infinity()}) {
      for (const Capability capability : supported_capabilities()) {
        Array<double> out({2, 5, 7}), pairs({10});
        ASSERT_EQ(run(capability, "cdist", 7, out.data(), left.data(), right.data(), 2, 5, 7, width, p), kOk);
        for (int64_t i = 0; i < out.size(); i++) {
          const double* x = left.data() + i / 7 * width;
          const double* y = right.data() + (i / 35 * 7 + i % 7) * width;
          ASSERT_TRUE(close(out[i], distance(x, y, width, p), 1e-12));
        }
        ASSERT_EQ(run(capability, "pdist", 7, pairs.data(), left.data(), nullptr, 1, 5, 0, width, p), kOk);
        int64_t k = 0;
        for (int64_t i = 0; i < 5; i++) {
          for (int64_t j = i + 1; j < 5; j++) {
            ASSERT_TRUE(close(pairs[k++], distance(left.data() + i * width, left.data() + j * width, width, p), 1e-12));
          }
        }
        EXPECT_TRUE(out.guards_intact() && pairs.guards_intact());
      }
    }
  }
}

TEST(Distance, NegativeOrdersAreRefused) {
  for (const Capability capability : supported_capabilities()) {
    float x[1] = {};
    EXPECT_EQ(run(capability, "cdist", 6, x, x, x, 1, 1, 1, 1, -1.0), kInvalidArgument);
  }
}

TEST(Nms, KeepsTheBestOfWhatOverlaps) {
  for (const Capability capability : supported_capabilities()) {
    const float boxes[4][4] = {{0, 0, 10, 10}, {1, 1, 11, 11}, {20, 20, 30, 30}, {0, 0, 10, 5}};
    const int64_t order[4] = {1, 0, 2, 3};  // box 1 has the best score
    int64_t found = -1;
    Array<int64_t> keep({4});
    // 1 and 0 share 81 of 119; 1 and 3 share 36 of 114; 2 stands alone.
    ASSERT_EQ(run(capability, "nms", 6, keep.data(), &found, boxes, order, 4, 0.5), kOk);
    ASSERT_EQ(found, 3);
    EXPECT_EQ(keep[0], 1);
    EXPECT_EQ(keep[1], 2);
    EXPECT_EQ(keep[2], 3);
    ASSERT_EQ(run(capability, "nms", 6, keep.data(), &found, boxes, order, 4, 0.3), kOk);
    EXPECT_EQ(found, 2);
    ASSERT_EQ(run(capability, "nms", 6, keep.data(), &found, boxes, order, 4, 0.7), kOk);
    EXPECT_EQ(found, 4);
    const int64_t bad[1] = {1};
    EXPECT_EQ(run(capability, "nms", 6, keep.data(), &found, boxes, bad, 1, 0.7), kIndexOutOfRange);
    ASSERT_EQ(run(capability, "nms", 6, keep.data(), &found, boxes, order, 0, 0.7), kOk);
    EXPECT_EQ(found, 0);
    EXPECT_TRUE(keep.guards_intact());
  }
}

// On a plane that is linear in x and y, the mean over any samples of a bin inside the image is its centre's value.
TEST(RoiAlign, AveragesBins) {
  const int64_t height = 12, width = 16;
  Array<double> in({2, 2, height, width});
  for (int64_t i = 0; i < in.size(); i++) {
    const std::vector<int64_t> at = position(in.shape, i);
    in[i] = static_cast<double>(at[0] * 1000 + at[1] * 100 + at[2] * 10 + at[3]);
  }
  const double rois[2][5] = {{1, 4, 4, 20, 12}, {0, 2, 6, 10, 18}};
  for (const Capability capability : supported_capabilities()) {
    for (const bool aligned : {false, true}) {
      for (const int64_t sampling : {0, 2}) {
        Array<double> out({2, 2, 3, 2});
        ASSERT_EQ(run(capability, "roi_align", 7, out.data(), in.data(), rois, 2, 2, height, width, 2, 3, 2, 0.5,
                      sampling, aligned),
                  kOk);
        for (int64_t i = 0; i < out.size(); i++) {
          const std::vector<int64_t> at = position(out.shape, i);
          const double* roi = rois[at[0]];
          const double shift = aligned ? 0.5 : 0;
          const double x = roi[1] / 2 - shift + (static_cast<double>(at[3]) + 0.5) * (roi[3] - roi[1]) / 2 / 2;
          const double y = roi[2] / 2 - shift + (static_cast<double>(at[2]) + 0.5) * (roi[4] - roi[2]) / 2 / 3;
          ASSERT_TRUE(close(out[i], roi[0] * 1000 + static_cast<double>(at[1]) * 100 + y * 10 + x, 1e-12));
        }
        ASSERT_TRUE(out.guards_intact());
      }
    }
    const double bad[5] = {2, 0, 0, 4, 4}, outside[5] = {0, 100, 100, 120, 120};
    double out[1];
    EXPECT_EQ(run(capability, "roi_align", 7, out, in.data(), bad, 2, 1, height, width, 1, 1, 1, 1.0, 0, 0),
              kIndexOutOfRange);
    ASSERT_EQ(run(capability, "roi_align", 7, out, in.data(), outside, 2, 1, height, width, 1, 1, 1, 1.0, 2, 0), kOk);
    EXPECT_EQ(out[0], 0);
  }
}

}  // namespace
}  // namespace sconce::testing
