// conv_chain: the bits of its links one after the other, on any number of threads.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "kernel_call.h"
#include "kernels/conv.h"
#include "parallel/parallel.h"
#include "sconce/libraries.h"

namespace sconce::testing {
namespace {

struct Aligned {
  explicit Aligned(int64_t count) : memory(static_cast<size_t>(count) + 16) {}
  float* data() { return reinterpret_cast<float*>((reinterpret_cast<uintptr_t>(memory.data()) + 63) / 64 * 64); }
  std::vector<float> memory;
};

std::vector<float> numbers(int64_t count) {
  static std::mt19937 random(3);
  std::vector<float> all(static_cast<size_t>(count));
  for (float& x : all) x = std::normal_distribution<float>()(random);
  return all;
}

// A convolution with all that it reads but its input.
struct Link {
  ConvArgs args{};
  std::vector<float> weight, bias, residual, out;
  Aligned packed{0};

  Link(Capability capability, int64_t batch, int64_t c_in, int64_t c_out, int64_t groups, int64_t h, int64_t w,
       int64_t window, int64_t stride, Activation activation, bool adds) {
    const int64_t padding = window / 2, out_h = (h + 2 * padding - window) / stride + 1,
                  out_w = (w + 2 * padding - window) / stride + 1;
    weight = numbers(c_out * c_in / groups * window * window);
    bias = numbers(c_out);
    out.resize(static_cast<size_t>(batch * out_h * out_w * c_out));
    args.dtype = 6;
    args.out = out.data();
    args.weight = weight.data();
    args.layout = static_cast<int64_t>(ConvLayout::kChannelsLast);
    args.batch = batch;
    args.groups = groups;
    args.c_in = c_in;
    args.c_out = c_out;
    args.in_d = args.out_d = args.kernel_d = args.stride_d = args.dilation_d = args.dilation_h = args.dilation_w = 1;
    args.in_h = h;
    args.in_w = w;
    args.out_h = out_h;
    args.out_w = out_w;
    args.kernel_h = args.kernel_w = window;
    args.stride_h = args.stride_w = stride;
    args.padding_h = args.padding_w = padding;
    args.in_image = h * w * c_in;
    args.in_inner = c_in;
    args.out_image = out_h * out_w * c_out;
    args.out_inner = c_out;
    args.epilogue.bias = bias.data();
    args.epilogue.activation = static_cast<int64_t>(activation);
    args.epilogue.hi = 6;
    if (adds) {
      residual = numbers(static_cast<int64_t>(out.size()));
      args.epilogue.residual = residual.data();
      args.epilogue.residual_row = c_out;
      args.epilogue.residual_batch = args.out_image;
    }
    int64_t size = 0;
    ConvPackArgs pack{&size, nullptr, 0, args};
    EXPECT_EQ(run_of(capability, "conv_pack_weight", pack), kOk);
    packed = Aligned(size);
    pack.packed = packed.data();
    EXPECT_EQ(run_of(capability, "conv_pack_weight", pack), kOk);
    args.weight = packed.data();
    args.packed = 1;
  }

  template <typename Args>
  static Status run_of(Capability capability, const char* kernel, const Args& args) {
    const int64_t* words = reinterpret_cast<const int64_t*>(&args);
    return run_block(capability, kernel, std::vector<int64_t>(words, words + sizeof(Args) / 8));
  }
};

struct Case {
  int64_t batch, before, channels, after;  // 0 for none
  int64_t h, w, window, stride;
  Activation activation = Activation::kClamp;
};

std::vector<Link> links_of(Capability capability, const Case& c) {
  std::vector<Link> links;
  links.reserve(3);
  if (c.before > 0)
    links.emplace_back(capability, c.batch, c.before, c.channels, 1, c.h, c.w, 1, 1, c.activation, c.after == 0);
  links.emplace_back(capability, c.batch, c.channels, c.channels, c.channels, c.h, c.w, c.window, c.stride,
                     c.activation, c.before == 0);
  const ConvArgs& d = links.back().args;
  if (c.after > 0)
    links.emplace_back(capability, c.batch, c.channels, c.after, 1, d.out_h, d.out_w, 1, 1, Activation::kNone, true);
  return links;
}

std::vector<int64_t> block_of(const std::vector<Link>& links) {
  std::vector<int64_t> block = {static_cast<int64_t>(links.size())};
  for (const Link& link : links) {
    const int64_t* words = reinterpret_cast<const int64_t*>(&link.args);
    block.insert(block.end(), words, words + sizeof(ConvArgs) / 8);
  }
  return block;
}

// Chains are of our own kernels, which alone read packed weights.
class ConvChain : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(sc_choose_gemm("own"), nullptr); }
  void TearDown() override { ASSERT_EQ(sc_choose_gemm(chosen_.c_str()), nullptr); }

 private:
  const std::string chosen_ = sc_gemm();
};

TEST_F(ConvChain, GivesTheBitsOfItsLinks) {
  const std::vector<Case> cases{
      {1, 5, 37, 11, 9, 13, 3, 1},     {2, 8, 48, 8, 15, 14, 3, 2, Activation::kSilu},
      {1, 16, 96, 24, 112, 112, 3, 2}, {3, 24, 144, 0, 30, 31, 5, 1, Activation::kHardswish},
      {1, 0, 64, 16, 60, 70, 3, 1},    {1, 40, 240, 0, 7, 7, 5, 1},
      {1, 20, 130, 0, 14, 14, 3, 2},   {1, 4, 16, 4, 1, 1, 3, 1},
      {1, 33, 300, 10, 40, 50, 7, 1},  {1, 0, 17, 40, 6, 5, 7, 2},
      {2, 3, 1000, 3, 3, 200, 3, 1},
  };
  for (const Capability capability : supported_capabilities()) {
    for (const Case& c : cases) {
      std::vector<Link> links = links_of(capability, c);
      const std::vector<float> in = numbers(c.batch * c.h * c.w * (c.before > 0 ? c.before : c.channels));
      links[0].args.in = in.data();
      for (size_t i = 1; i < links.size(); i++) links[i].args.in = links[i - 1].out.data();
      for (const Link& link : links) ASSERT_EQ(Link::run_of(capability, "conv", link.args), kOk);
      const std::vector<float> expected = links.back().out;
      for (size_t i = 0; i + 1 < links.size(); i++) links[i].args.out = nullptr;
      for (size_t i = 1; i < links.size(); i++) links[i].args.in = nullptr;
      for (const int threads : {1, 2, 3, 8}) {
        set_num_threads(threads);
        std::fill(links.back().out.begin(), links.back().out.end(), -7.0f);
        ASSERT_EQ(run_block(capability, "conv_chain", block_of(links)), kOk);
        EXPECT_EQ(links.back().out, expected) << c.channels << " channels, " << threads << " threads";
      }
      set_num_threads(2);
    }
  }
}

TEST_F(ConvChain, RefusesWhatIsNoChain) {
  for (const Capability capability : supported_capabilities()) {
    const auto with = [capability](auto change) {
      std::vector<Link> links = links_of(capability, {0, 8, 32, 8, 9, 9, 3, 1});
      change(links);
      return run_block(capability, "conv_chain", block_of(links));
    };
    EXPECT_EQ(with([](auto&) {}), kOk);  // no images
    EXPECT_EQ(with([](auto& links) { links.pop_back(); }), kOk);
    EXPECT_EQ(with([](auto& links) { links.resize(1, links[0]); }), kInvalidArgument);
    EXPECT_EQ(with([](auto& links) { links.push_back(links[0]); }), kInvalidArgument);
    EXPECT_EQ(with([](auto& links) { std::swap(links[0].args, links[1].args); }), kInvalidArgument);
    EXPECT_EQ(with([](auto& links) { links[1].args.packed = 0; }), kInvalidArgument);
    EXPECT_EQ(with([](auto& links) { links[1].args.layout = 0; }), kInvalidArgument);
    EXPECT_EQ(with([](auto& links) { links[1].args.dtype = 7; }), kInvalidArgument);
    EXPECT_EQ(with([](auto& links) { links[0].args.dtype = 1; }), kUnsupportedDtype);
    EXPECT_EQ(with([](auto& links) { links[2].args.c_in = 31; }), kInvalidArgument);
    EXPECT_EQ(with([](auto& links) { links[2].args.batch = 1; }), kInvalidArgument);
    EXPECT_EQ(with([](auto& links) { links[1].args.in_h = links[1].args.out_h = 8; }), kInvalidArgument);
    std::vector<int64_t> block = block_of(links_of(capability, {0, 8, 32, 8, 9, 9, 3, 1}));
    block.pop_back();
    EXPECT_EQ(run_block(capability, "conv_chain", block), kTooFewWords);
  }
}

}  // namespace
}  // namespace sconce::testing
