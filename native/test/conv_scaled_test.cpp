// The kernel conv with in_scale, which multiplies the channels of its input, against the product made before.
#include "conv_trial.h"

namespace sconce::testing {
namespace {

template <typename T>
void check_scaled(const Case& c, const Options& options) {
  for (Capability capability : supported_capabilities()) {
    Trial<T> plain(c, false, options), scaled(c, false, options);
    Numbers numbers(12);
    const Guarded<T> scale(c.batch * c.c_in, numbers);
    for (int64_t n = 0; n < c.batch; n++) {
      for (int64_t channel = 0; channel < c.c_in; channel++) {
        for (int64_t p = 0; p < plain.in.positions; p++) {
          plain.in.data[plain.in.index(n, channel, p)] *= scale[n * c.c_in + channel];
        }
      }
    }
    if (!plain.pack(capability) || !scaled.pack(capability)) continue;  // a library convolves, and packs for itself
    ASSERT_EQ(run_args(capability, "conv", plain.args()), kOk);
    ConvArgs args = scaled.args();
    args.in_scale = scale.data();
    ASSERT_EQ(run_args(capability, "conv", args), kOk);
    ASSERT_TRUE(scaled.out.data.intact());
    for (int64_t i = 0; i < plain.out.data.size(); i++) ASSERT_EQ(plain.out.data[i], scaled.out.data[i]) << c.name;
  }
}

TEST(Conv, ScalesTheChannelsOfItsInputToTheBit) {
  const Triple one{1, 1, 1}, none{0, 0, 0};
  const std::vector<Case> cases{
      {"narrow", 2, 1, 70, 24, {1, 9, 7}, one, one, none, one},
      {"deep", 1, 1, 600, 96, {1, 7, 7}, one, one, none, one},
      {"wide", 3, 1, 35, 300, {1, 3, 40}, one, one, none, one},
      {"3d", 1, 1, 17, 5, {2, 3, 4}, one, one, none, one},
  };
  for (const Case& c : cases) {
    for (bool sliced : {false, true}) {
      Options options;
      options.layout = ConvLayout::kChannelsLast;
      options.packed = true;
      options.residual = options.sliced = sliced;
      for (int threads : {1, 2, 5}) {
        set_num_threads(threads);
        ASSERT_NO_FATAL_FAILURE(check_scaled<float>(c, options));
        ASSERT_NO_FATAL_FAILURE(check_scaled<double>(c, options));
      }
    }
  }
  set_num_threads(2);
}

TEST(Conv, ScalesOnlyWhatIsReadByItself) {
  const float scale[8] = {};
  const Triple one{1, 1, 1}, none{0, 0, 0};
  const auto status_of = [&](const Case& c, ConvLayout layout, bool packed) {
    Options options;
    options.layout = layout;
    options.packed = packed;
    Trial<float> trial(c, false, options);
    if (packed) trial.pack(supported_capabilities()[0]);
    ConvArgs args = trial.args();
    args.in_scale = scale;
    return run_args(supported_capabilities()[0], "conv", args);
  };
  const Case pointwise{"pointwise", 1, 1, 8, 4, {1, 5, 5}, one, one, none, one};
  if (!Trial<float>(pointwise, false, {ConvLayout::kChannelsLast}).pack(supported_capabilities()[0]))
    GTEST_SKIP() << "a library convolves, and packs for itself";
  EXPECT_EQ(status_of(pointwise, ConvLayout::kChannelsLast, true), kOk);
  EXPECT_EQ(status_of(pointwise, ConvLayout::kChannelsLast, false), kInvalidArgument);
  EXPECT_EQ(status_of(pointwise, ConvLayout::kFirstToLast, true), kInvalidArgument);
  EXPECT_EQ(status_of(pointwise, ConvLayout::kChannelsFirst, false), kInvalidArgument);
  const Case window{"3x3", 1, 1, 8, 4, {1, 5, 5}, {1, 3, 3}, one, {0, 1, 1}, one};
  EXPECT_EQ(status_of(window, ConvLayout::kChannelsLast, true), kInvalidArgument);
  const Case strided{"stride", 1, 1, 8, 4, {1, 5, 5}, one, {1, 2, 2}, none, one};
  EXPECT_EQ(status_of(strided, ConvLayout::kChannelsLast, true), kInvalidArgument);
  const Case grouped{"groups", 1, 2, 8, 4, {1, 5, 5}, one, one, none, one};
  EXPECT_EQ(status_of(grouped, ConvLayout::kChannelsLast, true), kInvalidArgument);
}

}  // namespace
}  // namespace sconce::testing
