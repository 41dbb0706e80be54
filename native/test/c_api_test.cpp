#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/capability.h"
#include "base/registry.h"
#include "sconce/sconce.h"

namespace sconce {
namespace {

TEST(Registry, EveryKernelExistsInEveryCapability) {
  const char* missing = sc_kernel_missing();
  EXPECT_EQ(missing, nullptr) << missing;
  EXPECT_FALSE(kernels(Capability::DEFAULT).empty());
}

TEST(Registry, KernelsAreNumberedByName) {
  ASSERT_EQ(sc_init(), nullptr);
  for (int32_t kernel = 0; kernel < sc_kernel_count(); ++kernel) {
    EXPECT_EQ(sc_kernel(sc_kernel_name(kernel)), kernel);
    EXPECT_GT(sc_kernel_words(kernel), 0);
  }
  EXPECT_EQ(sc_kernel("no_such_kernel"), -1);
  EXPECT_EQ(sc_kernel_name(-1), nullptr);
  EXPECT_EQ(sc_kernel_words(sc_kernel_count()), -1);
}

TEST(Registry, ACallWithTooFewWordsIsRefused) {
  ASSERT_EQ(sc_init(), nullptr);
  const int64_t block[2] = {};
  EXPECT_EQ(sc_run(sc_kernel("fill_bytes"), reinterpret_cast<int64_t>(block), 2, 1), SC_TOO_FEW_WORDS);
  EXPECT_EQ(sc_error_a(), 2);
  EXPECT_EQ(sc_error_b(), 3);
}

TEST(Registry, ErrorNumbersBelongToTheirThread) {
  ASSERT_EQ(sc_init(), nullptr);
  EXPECT_EQ(sc_run(12345678, 0, 0, 1), SC_NO_SUCH_KERNEL);
  std::thread([] {
    EXPECT_EQ(sc_run(-7, 0, 0, 1), SC_NO_SUCH_KERNEL);
    EXPECT_EQ(sc_error_a(), -7);
  }).join();
  EXPECT_EQ(sc_error_a(), 12345678);
}

TEST(Memory, IsAlignedCountedAndGivenBack) {
  const int64_t before = sc_live_bytes();
  for (int64_t bytes : {0, 1, 63, 64, 65, 1 << 20}) {
    const int64_t address = sc_alloc(bytes);
    ASSERT_NE(address, 0);
    EXPECT_EQ(address % 64, 0);
    EXPECT_GE(sc_live_bytes(), before + bytes);
    sc_fill(address, 3, bytes);
    sc_free(address);
    EXPECT_EQ(sc_live_bytes(), before);
  }
  sc_free(0);
  EXPECT_EQ(sc_live_bytes(), before);
}

#ifndef __SANITIZE_ADDRESS__
TEST(Memory, AFreedSmallBlockIsTheNextOfItsThread) {
  const int64_t before = sc_live_bytes();
  const int64_t first = sc_alloc(130);
  sc_free(first);
  EXPECT_EQ(sc_live_bytes(), before);
  std::thread([&] { sc_free(sc_alloc(192)); }).join();
  const int64_t again = sc_alloc(192);  // the same number of lines
  EXPECT_EQ(again, first);
  EXPECT_GE(sc_live_bytes(), before + 192);
  const int64_t another = sc_alloc(192);
  EXPECT_NE(another, first);
  sc_free(again);
  sc_free(another);
  EXPECT_EQ(sc_live_bytes(), before);
}

TEST(Memory, OfSmallBlocksAThreadKeepsAFew) {
  const int64_t before = sc_live_bytes();
  std::vector<int64_t> blocks;
  for (int i = 0; i < 1000; i++) blocks.push_back(sc_alloc(i + 1));
  EXPECT_EQ(std::set<int64_t>(blocks.begin(), blocks.end()).size(), blocks.size());
  for (int64_t block : blocks) sc_fill(block, 1, 1);
  for (int64_t block : blocks) sc_free(block);
  EXPECT_EQ(sc_live_bytes(), before);
}

TEST(Memory, AFreedLargeBlockIsTheNextOneOfItsSize) {
  sc_free(sc_alloc(int64_t{1} << 30));  // larger than any that is kept: all of these go
  const int64_t before = sc_live_bytes();
  const int64_t first = sc_alloc(int64_t{4} << 20);
  sc_free(first);
  EXPECT_EQ(sc_live_bytes(), before);
  const int64_t again = sc_alloc((int64_t{4} << 20) - 64);
  EXPECT_EQ(again, first);
  EXPECT_GT(sc_live_bytes(), before);
  const int64_t another = sc_alloc(int64_t{4} << 20);
  EXPECT_NE(another, first);
  sc_free(again);
  sc_free(another);
  EXPECT_EQ(sc_live_bytes(), before);
}
#endif

TEST(Memory, ImpossibleSizesGiveNoAddress) {
  EXPECT_EQ(sc_alloc(-1), 0);
  EXPECT_EQ(sc_alloc(INT64_MAX), 0);
}

TEST(Memory, CopiesMayOverlap) {
  char text[] = "abcdef";
  const auto address = reinterpret_cast<int64_t>(text);
  sc_copy(address + 1, address, 5);
  EXPECT_STREQ(text, "aabcde");
}

// The choice is made once a process, so each case takes a process of its own: gtest's death tests give it one.
int capability_under(const char* value, std::string expected) {
  setenv("ATEN_CPU_CAPABILITY", value, 1);
  const char* refusal = choose_capability();
  const std::string answer = refusal != nullptr ? refusal : sc_cpu_capability();
  if (answer.find(expected) != std::string::npos) return 0;
  std::fprintf(stderr, "got: %s\n", answer.c_str());
  return 1;
}

TEST(CapabilityDeathTest, TheEnvironmentForcesOne) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(std::exit(capability_under("default", "DEFAULT")), ::testing::ExitedWithCode(0), "");
  EXPECT_EXIT(std::exit(capability_under("avx2", is_supported(Capability::AVX2) ? "AVX2" : "lacks")),
              ::testing::ExitedWithCode(0), "");
  EXPECT_EXIT(std::exit(capability_under("avx512", is_supported(Capability::AVX512) ? "AVX512" : "lacks")),
              ::testing::ExitedWithCode(0), "");
}

TEST(CapabilityDeathTest, AnUnknownNameIsRefused) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(std::exit(capability_under("sse9", "ATEN_CPU_CAPABILITY=sse9 is not one of default, avx2, avx512")),
              ::testing::ExitedWithCode(0), "");
}

TEST(BuildInfo, NamesTheBackend) {
  const std::string info = sc_build_info();
  EXPECT_TRUE(info.find("\nthreading=OMP\n") != std::string::npos ||
              info.find("\nthreading=TBB\n") != std::string::npos)
      << info;
}

TEST(ThreadingInfo, IsThatOfTheBackendThatWasBuilt) {
  const bool omp = std::string(sc_build_info()).find("\nthreading=OMP\n") != std::string::npos;
  const std::string info = sc_threading_info();
  EXPECT_EQ(info.rfind("hardware_concurrency=", 0), 0u) << info;
  EXPECT_NE(info.find("\nworkers="), std::string::npos) << info;
  EXPECT_EQ(info.find("\nopenmp=20") != std::string::npos, omp) << info;
  EXPECT_EQ(info.find("\nomp_get_max_threads=") != std::string::npos, omp) << info;
  EXPECT_EQ(info.find("\ntbb=20") != std::string::npos, !omp) << info;
}

}  // namespace
}  // namespace sconce
