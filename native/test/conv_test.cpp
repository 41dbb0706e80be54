// The kernels conv, conv_transpose and conv_pack_weight against naive sums, on every capability of this machine.
#include "conv_trial.h"

namespace sconce::testing {
namespace {

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"pointwise", 2, 1, 5, 37, {1, 6, 7}, {1, 1, 1}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}},
      {"pointwise, stride", 1, 1, 24, 33, {1, 9, 8}, {1, 1, 1}, {1, 2, 2}, {0, 0, 0}, {1, 1, 1}},
      {"first layer", 1, 1, 3, 40, {1, 23, 30}, {1, 7, 7}, {1, 2, 2}, {0, 3, 3}, {1, 1, 1}},
      {"first layer, large", 2, 1, 3, 16, {1, 70, 301}, {1, 3, 3}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}},
      {"one channel", 1, 1, 1, 20, {1, 28, 28}, {1, 5, 5}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}},
      {"two channels, more padding than window", 1, 1, 2, 7, {1, 6, 5}, {1, 2, 3}, {1, 1, 1}, {0, 3, 5}, {1, 1, 1}},
      {"3x3", 2, 1, 17, 19, {1, 9, 11}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"3x3 wide", 1, 1, 4, 15, {1, 5, 70}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"3x3 deep", 1, 1, 70, 66, {1, 7, 7}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"3x3 by tiles", 2, 1, 40, 35, {1, 9, 12}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"3x3 by tiles, no padding", 1, 1, 33, 70, {1, 13, 15}, {1, 3, 3}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}},
      {"3x3 by tiles, much padding", 1, 1, 48, 32, {1, 10, 11}, {1, 3, 3}, {1, 1, 1}, {0, 2, 3}, {1, 1, 1}},
      {"3x3 by tiles, in pieces", 1, 1, 24, 16, {1, 26, 38}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"3x3 stride", 1, 1, 8, 9, {1, 10, 13}, {1, 3, 3}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}},
      {"3x3 stride, one panel", 2, 1, 40, 16, {1, 11, 14}, {1, 3, 3}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}},
      {"3x3 stride 3", 1, 1, 3, 9, {1, 14, 40}, {1, 3, 3}, {1, 2, 3}, {0, 2, 1}, {1, 1, 1}},
      {"dilated", 1, 1, 6, 7, {1, 12, 15}, {1, 3, 3}, {1, 1, 1}, {0, 2, 3}, {1, 2, 3}},
      {"dilated, stride", 1, 2, 6, 8, {1, 17, 15}, {1, 3, 2}, {1, 3, 2}, {0, 2, 1}, {1, 2, 3}},
      {"patches", 1, 1, 3, 20, {1, 16, 24}, {1, 8, 8}, {1, 8, 8}, {0, 0, 0}, {1, 1, 1}},
      {"even kernel", 1, 1, 5, 6, {1, 9, 9}, {1, 4, 2}, {1, 1, 1}, {0, 1, 0}, {1, 1, 1}},
      {"one channel in and out", 2, 1, 1, 1, {1, 9, 13}, {1, 3, 2}, {1, 1, 1}, {0, 1, 0}, {1, 1, 1}},
      {"padding behind", 2, 1, 2, 4, {1, 8, 9}, {1, 2, 2}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}, {0, 1, 1}},
      {"padding behind, deep", 1, 1, 40, 33, {1, 9, 12}, {1, 4, 2}, {1, 1, 1}, {0, 1, 0}, {1, 1, 1}, {0, 1, 1}},
      {"padding behind, by tiles", 1, 1, 24, 16, {1, 9, 12}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}, {0, 1, 2}},
      {"padding behind, one channel", 1, 1, 1, 1, {1, 8, 9}, {1, 2, 4}, {1, 1, 1}, {0, 0, 1}, {1, 1, 1}, {0, 1, 1}},
      {"padding behind, groups of 4", 1, 3, 12, 12, {1, 8, 9}, {1, 2, 2}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}, {0, 1, 1}},
      {"padding behind, depthwise", 1, 17, 17, 17, {1, 8, 9}, {1, 2, 4}, {1, 1, 1}, {0, 0, 1}, {1, 1, 1}, {0, 1, 1}},
      {"groups", 2, 3, 12, 18, {1, 8, 9}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"groups of 24, by tiles", 1, 5, 120, 120, {1, 7, 6}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"groups of 16", 2, 5, 80, 80, {1, 11, 12}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"groups of 32 and 40, by tiles", 2, 2, 64, 80, {1, 11, 12}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"groups of 4", 1, 32, 128, 128, {1, 7, 9}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"groups of 8, stride", 1, 5, 40, 40, {1, 9, 8}, {1, 3, 3}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}},
      {"groups of 2", 2, 11, 22, 22, {1, 6, 13}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"groups of 4, wide and dilated", 1, 5, 20, 20, {1, 4, 600}, {1, 2, 3}, {1, 1, 2}, {0, 0, 7}, {1, 2, 5}},
      {"groups of 8, more padding than window", 1, 3, 24, 24, {1, 5, 4}, {1, 3, 3}, {1, 2, 1}, {0, 4, 5}, {1, 1, 1}},
      {"groups of 16, stride", 2, 3, 48, 48, {1, 17, 11}, {1, 3, 3}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}},
      {"groups of 32, in pieces", 1, 2, 64, 64, {1, 9, 20}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"groups 3d", 2, 3, 12, 12, {4, 5, 9}, {2, 3, 3}, {2, 1, 1}, {1, 1, 1}, {1, 1, 1}},
      {"grouped pointwise", 1, 4, 64, 128, {1, 6, 6}, {1, 1, 1}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}},
      {"depthwise 3x3", 2, 19, 19, 19, {1, 9, 21}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"depthwise 3x3 stride", 1, 48, 48, 48, {1, 13, 75}, {1, 3, 3}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}},
      {"depthwise 5x5", 1, 35, 35, 35, {1, 14, 14}, {1, 5, 5}, {1, 1, 1}, {0, 2, 2}, {1, 1, 1}},
      {"depthwise 5x5 stride", 1, 35, 35, 35, {1, 15, 14}, {1, 5, 5}, {1, 2, 2}, {0, 2, 2}, {1, 1, 1}},
      {"depthwise 7x7", 1, 20, 20, 20, {1, 8, 8}, {1, 7, 7}, {1, 1, 1}, {0, 3, 3}, {1, 1, 1}},
      {"depthwise 7x7 stride", 2, 20, 20, 20, {1, 14, 15}, {1, 7, 7}, {1, 2, 2}, {0, 3, 3}, {1, 1, 1}},
      {"depthwise 3x3, deep", 1, 272, 272, 272, {1, 14, 14}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"depthwise 1x5", 1, 33, 33, 33, {1, 6, 21}, {1, 1, 5}, {1, 1, 1}, {0, 0, 2}, {1, 1, 1}},
      {"depthwise 2x3, rows dilated", 1, 17, 17, 17, {1, 9, 7}, {1, 2, 3}, {1, 1, 2}, {0, 1, 0}, {1, 3, 1}},
      {"depthwise 3x3, padding beyond", 1, 16, 16, 16, {1, 7, 7}, {1, 3, 3}, {1, 1, 1}, {0, 2, 2}, {1, 1, 1}},
      {"depthwise dilated, stride 3", 1, 9, 9, 9, {1, 20, 31}, {1, 3, 3}, {1, 3, 3}, {0, 2, 2}, {1, 2, 2}},
      {"depthwise, kernel wider than input", 1, 4, 4, 4, {1, 3, 2}, {1, 5, 5}, {1, 1, 1}, {0, 2, 2}, {1, 1, 1}},
      {"depthwise, multiplier", 1, 5, 5, 15, {1, 7, 8}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"depthwise 3d", 1, 6, 6, 6, {4, 5, 9}, {3, 3, 3}, {1, 1, 2}, {1, 1, 1}, {1, 1, 1}},
      {"depthwise, tall", 1, 2, 2, 2, {1, 700, 40}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"1d", 3, 1, 10, 11, {1, 1, 50}, {1, 1, 5}, {1, 1, 1}, {0, 0, 2}, {1, 1, 1}},
      {"1d long", 1, 1, 40, 12, {1, 1, 90}, {1, 1, 16}, {1, 1, 4}, {0, 0, 8}, {1, 1, 1}},
      {"3d", 1, 1, 4, 6, {5, 6, 7}, {3, 3, 3}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}},
      {"3d stride", 2, 2, 4, 6, {6, 7, 9}, {2, 3, 3}, {2, 2, 1}, {1, 0, 1}, {1, 2, 1}},
      {"3d by tiles", 2, 1, 33, 35, {4, 9, 12}, {3, 3, 3}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}},
      {"3d by tiles, dilated depth", 1, 1, 24, 32, {7, 9, 7}, {3, 3, 3}, {2, 1, 1}, {2, 1, 0}, {2, 1, 1}},
      {"3d by tiles, planes apart", 2, 1, 40, 24, {3, 9, 9}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"3d by tiles, planes apart, groups", 2, 2, 64, 48, {3, 9, 9}, {1, 3, 3}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}},
      {"one position", 1, 1, 30, 40, {1, 3, 3}, {1, 3, 3}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}},
      {"no batch", 0, 1, 3, 4, {1, 5, 5}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
  };
  return all;
}

const std::vector<Case>& transposed_cases() {
  static const std::vector<Case> all{
      {"stride 1", 1, 1, 7, 9, {1, 6, 7}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"up by 2", 2, 1, 9, 6, {1, 5, 7}, {1, 2, 2}, {1, 2, 2}, {0, 0, 0}, {1, 1, 1}},
      {"4x4 up by 2", 1, 1, 20, 35, {1, 6, 6}, {1, 4, 4}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}},
      {"3x3 up by 2, output padding", 1, 2, 6, 8, {1, 6, 5}, {1, 3, 3}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}, {0, 1, 1}},
      {"dilated", 1, 1, 5, 4, {1, 6, 5}, {1, 3, 3}, {1, 1, 1}, {0, 1, 0}, {1, 2, 3}},
      {"dilated, stride 2 and 3", 1, 1, 5, 4, {1, 6, 5}, {1, 3, 4}, {1, 2, 3}, {0, 1, 0}, {1, 2, 2}, {0, 1, 2}},
      {"stride beyond kernel", 1, 1, 5, 4, {1, 4, 5}, {1, 2, 1}, {1, 3, 4}, {0, 0, 0}, {1, 1, 1}, {0, 2, 3}},
      {"depthwise", 1, 18, 18, 18, {1, 7, 9}, {1, 4, 4}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}},
      {"1d", 2, 1, 12, 7, {1, 1, 30}, {1, 1, 8}, {1, 1, 4}, {0, 0, 2}, {1, 1, 1}},
      {"3d", 1, 1, 4, 5, {3, 4, 5}, {3, 3, 2}, {2, 2, 2}, {1, 1, 0}, {1, 1, 1}, {1, 0, 1}},
      {"deep", 1, 1, 300, 40, {1, 4, 4}, {1, 3, 3}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}},
      {"large", 1, 1, 8, 3, {1, 40, 60}, {1, 4, 4}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}},
  };
  return all;
}

template <typename T>
void check_trial(Trial<T>& run) {
  for (Capability capability : supported_capabilities()) {
    if (run.options.packed && !run.pack(capability)) continue;
    run.out = run.before;
    ASSERT_EQ(run_args(capability, run.transposed ? "conv_transpose" : "conv", run.args()), kOk) << run.of.name;
    ASSERT_NO_FATAL_FAILURE(run.check(describe(capability, run.of, run.options)));
  }
}

std::vector<ConvLayout> layouts(bool transposed) {
  std::vector<ConvLayout> all{ConvLayout::kChannelsFirst, ConvLayout::kChannelsLast};
  if (!transposed) all.push_back(ConvLayout::kFirstToLast);
  return all;
}

template <typename T>
void check_all(bool transposed) {
  for (const Case& c : transposed ? transposed_cases() : cases()) {
    for (ConvLayout layout : layouts(transposed)) {
      Options options;
      options.layout = layout;
      Trial<T> whole(c, transposed, options);
      ASSERT_NO_FATAL_FAILURE(check_trial(whole));
      options.sliced = true;
      options.bias = false;
      Trial<T> sliced(c, transposed, options);
      ASSERT_NO_FATAL_FAILURE(check_trial(sliced));
      sliced.options.packed = true;
      ASSERT_NO_FATAL_FAILURE(check_trial(sliced));
    }
  }
}

void check_finishes(bool transposed) {
  for (const Case& c : transposed ? transposed_cases() : cases()) {
    for (ConvLayout layout : layouts(transposed)) {
      for (bool sliced : {false, true}) {
        Options options;
        options.layout = layout;
        options.sliced = sliced;
        Trial<float> run(c, transposed, options);
        for (Activation activation :
             {Activation::kRelu, Activation::kClamp, Activation::kSilu, Activation::kHardswish}) {
          if (sliced != (activation == Activation::kClamp)) continue;
          run.options.activation = activation;
          for (int residual = 0; residual < 3; residual++) {
            run.options.residual = residual > 0;
            run.options.residual_last = residual == 2;
            ASSERT_NO_FATAL_FAILURE(check_trial(run));
          }
        }
      }
    }
  }
}

TEST(Conv, Floats) { check_all<float>(false); }
TEST(Conv, Doubles) { check_all<double>(false); }
TEST(Conv, Int64) { check_all<int64_t>(false); }
TEST(Conv, Int32) { check_all<int32_t>(false); }
TEST(Conv, Int8WrapsAround) { check_all<int8_t>(false); }
TEST(Conv, Uint8WrapsAround) { check_all<uint8_t>(false); }
TEST(Conv, FinishesWithResidualAndActivation) { check_finishes(false); }

TEST(ConvTranspose, Floats) { check_all<float>(true); }
TEST(ConvTranspose, Doubles) { check_all<double>(true); }
TEST(ConvTranspose, Int32) { check_all<int32_t>(true); }
TEST(ConvTranspose, Int16WrapsAround) { check_all<int16_t>(true); }
TEST(ConvTranspose, FinishesWithResidualAndActivation) { check_finishes(true); }

TEST(Conv, GivesTheSameBitsWithAnyNumberOfThreadsAndPacked) {
  for (const Case& c : cases()) {
    for (Capability capability : supported_capabilities()) {
      for (ConvLayout layout : layouts(false)) {
        Options options;
        options.layout = layout;
        Trial<float> one(c, false, options);
        set_num_threads(1);
        ASSERT_EQ(run_args(capability, "conv", one.args()), kOk);
        for (bool packed : {false, true}) {
          options.packed = packed;
          for (int threads : {1, 2, 3, 8}) {
            Trial<float> many(c, false, options);
            if (packed && !many.pack(capability)) continue;
            set_num_threads(threads);
            ASSERT_EQ(run_args(capability, "conv", many.args()), kOk);
            ASSERT_EQ(
                std::memcmp(one.out.data.data(), many.out.data.data(), static_cast<size_t>(one.out.data.size()) * 4), 0)
                << c.name << " " << threads;
          }
        }
        set_num_threads(2);
      }
    }
  }
}

// 64 channels of positive numbers, which is what an activation leaves: the error that gemm/winograd_tile.h states,
// beside that of the sums, which channels first are computed by.
TEST(Conv, TilesOf4By4LoseLessThanTwoBitsToSums) {
  const Case c{"tiles", 1, 1, 64, 64, {1, 28, 28}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}};
  for (Capability capability : supported_capabilities()) {
    double squares[2], largest[2];
    for (ConvLayout layout : {ConvLayout::kChannelsFirst, ConvLayout::kChannelsLast}) {
      Options options;
      options.layout = layout;
      options.bias = false;
      Trial<float> run(c, false, options);
      for (int64_t i = 0; i < run.in.data.size(); i++) run.in.data[i] = std::max(run.in.data[i], 0.0f);
      ASSERT_EQ(run_args(capability, "conv", run.args()), kOk);
      double sum = 0, most = 0;
      for (int64_t channel = 0; channel < 64; channel++) {
        for (int64_t p = 0; p < 28 * 28; p++) {
          const double exact = run.expected(0, channel, 0, p / 28, p % 28).value;
          const double error = std::abs(static_cast<double>(run.out.at(0, channel, p)) - exact);
          sum += error * error;
          most = std::max(most, error);
        }
      }
      squares[layout == ConvLayout::kChannelsLast] = sum;
      largest[layout == ConvLayout::kChannelsLast] = most;
    }
    EXPECT_LT(std::sqrt(squares[1] / squares[0]), 3.5);
    EXPECT_LT(largest[1] / largest[0], 4);
  }
}

// The packed weight of a filter is 9 numbers, of tiles of 2 by 2 outputs 16, of 4 by 4 outputs 36.
TEST(Conv, ChoosesTilesByTheShape) {
  const std::string chosen = sc_gemm();
  ASSERT_EQ(sc_choose_gemm("own"), nullptr);
  const auto numbers_of = [](Capability capability, int64_t c_in, int64_t c_out, int64_t size) {
    Options options;
    options.layout = ConvLayout::kChannelsLast;
    options.packed = true;
    Trial<float> run({"", 1, 1, c_in, c_out, {1, size, size}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}}, false,
                     options);
    EXPECT_TRUE(run.pack(capability));
    return run.packed.size() / (c_in * c_out);
  };
  for (Capability capability : supported_capabilities()) {
    EXPECT_EQ(numbers_of(capability, 64, 64, 56), 36);
    EXPECT_EQ(numbers_of(capability, 128, 32, 28), 36);
    EXPECT_EQ(numbers_of(capability, 256, 256, 14), 16) << "more weight would take longer to read";
    EXPECT_EQ(numbers_of(capability, 128, 128, 7), 16);
    EXPECT_EQ(numbers_of(capability, 128, 128, 3), 9);
    EXPECT_EQ(numbers_of(capability, 8, 32, 56), 9) << "transforms would take longer than products";
  }
  ASSERT_EQ(sc_choose_gemm(chosen.c_str()), nullptr);
}

TEST(Conv, RefusesImpossibleArguments) {
  for (Capability capability : supported_capabilities()) {
    Trial<float> run(cases().front(), false, {});
    for (const char* name : {"conv", "conv_transpose"}) {
      ConvArgs a = run.args();
      a.groups = 2;  // 5 channels
      EXPECT_EQ(run_args(capability, name, a), kInvalidArgument);
      a = run.args();
      a.stride_w = 0;
      EXPECT_EQ(run_args(capability, name, a), kInvalidArgument);
      a = run.args();
      a.packed = 1;  // channels first has no packed form
      EXPECT_EQ(run_args(capability, name, a), kInvalidArgument);
      a = run.args();
      a.dtype = 15;
      EXPECT_EQ(run_args(capability, name, a), kUnsupportedDtype);
      a = run.args();
      a.layout = 3;
      EXPECT_EQ(run_args(capability, name, a), kInvalidArgument);
    }
  }
}

}  // namespace
}  // namespace sconce::testing
