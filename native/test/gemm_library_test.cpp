// The libraries that may multiply and convolve in place of our own kernels.
//
// With SCONCE_GEMM=blas or onednn in the environment all tests of this program run on that library: what our own
// kernels must do, the libraries behind the same kernels must do too.
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "gemm/library/library.h"
#include "kernels/conv.h"
#include "kernels/matmul.h"
#include "parallel/parallel.h"
#include "reference.h"
#include "sconce/libraries.h"

namespace sconce::testing {
namespace {

// Null, or why the library cannot be chosen. `name` as sc_choose_gemm has it.
const char* open_and_choose(const std::string& name) {
  const char* failure = nullptr;
  if (name == "blas") failure = sc_open_blas(SCONCE_BLAS_LIBRARY);
  if (name == "onednn") failure = sc_open_onednn(SCONCE_ONEDNN_LIBRARY);
  return failure != nullptr ? failure : sc_choose_gemm(name.c_str());
}

class ChosenLibrary final : public ::testing::Environment {
 public:
  void SetUp() override {
    const char* name = std::getenv("SCONCE_GEMM");
    if (name == nullptr) return;
    const char* failure = open_and_choose(name);
    if (failure != nullptr) FAIL() << "SCONCE_GEMM=" << name << ": " << failure;
  }
};
[[maybe_unused]] const auto* const chosen_library = ::testing::AddGlobalTestEnvironment(new ChosenLibrary);

std::vector<std::string> libraries() {
  std::vector<std::string> names{"blas"};
  if (SCONCE_HAS_ONEDNN) names.emplace_back("onednn");
  return names;
}

int64_t threads_of_process() {
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  return std::distance(begin(tasks), end(tasks));
}

// One library for the tests below, and what was chosen before afterwards.
class GemmLibrary : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const char* failure = open_and_choose(GetParam());
    ASSERT_EQ(failure, nullptr) << failure;
    ASSERT_EQ(sc_gemm(), GetParam());
  }
  void TearDown() override {
    set_num_threads(2);
    ASSERT_EQ(sc_choose_gemm(before_.c_str()), nullptr);
  }

  // A square product that several threads share.
  static std::vector<float> product(int64_t n) {
    const std::vector<float> a(static_cast<size_t>(n * n), 1.0f), b(static_cast<size_t>(n * n), 2.0f);
    std::vector<float> c(static_cast<size_t>(n * n));
    GemmArgs g{};
    g.dtype = dtype_of<float>();
    g.out = c.data(), g.a = a.data(), g.b = b.data();
    g.batch_outer = g.batch_inner = 1;
    g.m = g.n = g.k = n;
    g.out_row = g.a_row = g.b_row = n;
    g.a_col = g.b_col = 1;
    g.alpha = 1;
    EXPECT_EQ(run_args(supported_capabilities().back(), "gemm", g), kOk);
    return c;
  }

 private:
  const std::string before_ = sc_gemm();
};

TEST_P(GemmLibrary, ComputesWhereItIsCalled) {
  // One thread: no library may add a thread to it.
  set_num_threads(1);
  const int64_t before = threads_of_process();
  for (int round = 0; round < 3; round++) {
    for (const float x : product(600)) ASSERT_EQ(x, 1200.0f);
    EXPECT_LE(threads_of_process(), before);  // our own may be about to end
  }
}

TEST_P(GemmLibrary, ComputesOnOurThreadsOnly) {
  // What our own kernels start, then nothing more, however many threads call and whatever they have set.
  set_num_threads(1);
  while (sc_pool_threads() > 0) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const int64_t before = threads_of_process() + 2;
  set_num_threads(3);
  std::vector<std::thread> callers;
  std::atomic<int64_t> most{0};
  for (int i = 0; i < 8; i++) {
    callers.emplace_back([&] {
      for (const float x : product(500)) ASSERT_EQ(x, 1000.0f);
      most = std::max(most.load(), threads_of_process());
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_LE(most.load(), before + 8);
  EXPECT_LE(threads_of_process(), before);
}

TEST_P(GemmLibrary, DoesTheConvolutionsThatModelsHave) {
  const sconce::GemmLibrary& library = *gemm_library();
  if (!library.convolves()) return;
  for (const bool channels_last : {false, true}) {
    // 3 by 3, stride 2, 64 channels, on 56 by 56.
    const int64_t in = channels_last ? 64 : 56 * 56, out = channels_last ? 64 : 28 * 28;
    const LibraryConvolution c{channels_last, 2,         1,         64,        64,        {1, 56, 56}, {1, 28, 28},
                               {1, 3, 3},     {1, 2, 2}, {0, 1, 1}, {0, 0, 0}, {1, 1, 1}, in,          out};
    EXPECT_NE(library.prepare(c), nullptr) << channels_last;
  }
}

INSTANTIATE_TEST_SUITE_P(All, GemmLibrary, ::testing::ValuesIn(libraries()),
                         [](const auto& parameter) { return parameter.param; });

TEST(GemmLibraries, RefusesWhatIsNotThere) {
  EXPECT_STREQ(sc_choose_gemm("eigen"), "it is not one of own, blas, onednn");
#if !SCONCE_HAS_ONEDNN
  EXPECT_STREQ(sc_choose_gemm("onednn"), "this build has USE_MKLDNN=0");
  EXPECT_STREQ(sc_open_onednn("libdnnl.so.3"), "this build has USE_MKLDNN=0");
  EXPECT_EQ(sc_onednn_config(), nullptr);
#else
  const char* failure = sc_open_onednn("/nowhere/libdnnl.so.3");
  // Once it is open, opening it again does nothing.
  EXPECT_EQ(failure == nullptr, sc_onednn_config() != nullptr);
#endif
}

}  // namespace
}  // namespace sconce::testing
