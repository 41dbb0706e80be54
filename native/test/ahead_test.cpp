// What a call fetches for those behind it.
#include "base/ahead.h"

#include <gtest/gtest.h>

#include <vector>

namespace sconce::testing {
namespace {

TEST(Ahead, GivesItsRegionsInPieces) {
  const std::vector<char> memory(200);
  const Region regions[] = {{memory.data(), 130}, {memory.data() + 150, 1}};
  Ahead ahead(regions, 2);
  const auto expect = [&ahead](int64_t most, const char* data, int64_t bytes) {
    const Region piece = ahead.take(most);
    EXPECT_EQ(piece.data, data);
    EXPECT_EQ(piece.bytes, bytes);
  };
  expect(100, memory.data(), 100);
  expect(100, memory.data() + 100, 30);
  EXPECT_FALSE(ahead.is_empty());
  expect(100, memory.data() + 150, 1);
  EXPECT_TRUE(ahead.is_empty());
  expect(100, nullptr, 0);
}

TEST(Ahead, BelongsToACallAndToThoseWhoHelpIt) {
  const Region region{"weights", 7};
  EXPECT_TRUE(ahead_of_call().is_empty());
  {
    const AheadScope call({&region, 1});
    EXPECT_FALSE(ahead_of_call().is_empty());
    {
      const AheadScope caller(Ahead(), false);
      EXPECT_FALSE(ahead_of_call().is_empty());
      ahead_of_call().take(100);
    }
    EXPECT_TRUE(ahead_of_call().is_empty()) << "what is fetched stays fetched";
    const AheadScope helper({&region, 1});
    EXPECT_FALSE(ahead_of_call().is_empty());
  }
  EXPECT_TRUE(ahead_of_call().is_empty());
}

}  // namespace
}  // namespace sconce::testing
