// What a call fetches for those behind it.
#include "base/ahead.h"

#include <gtest/gtest.h>

#include <vector>

namespace sconce::testing {
namespace {

TEST(Ahead, EndsAfterTheLinesOfItsRegions) {
  const std::vector<char> memory(200);
  const Region regions[] = {{memory.data(), 130}, {memory.data() + 130, 1}};  // three lines and one
  Ahead ahead(regions, 2);
  ahead.fetch(3);
  EXPECT_FALSE(ahead.is_empty());
  ahead.fetch(1);
  EXPECT_TRUE(ahead.is_empty());
  ahead.fetch(100);
  EXPECT_TRUE(ahead.is_empty());
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
      ahead_of_call().fetch(1);
    }
    EXPECT_TRUE(ahead_of_call().is_empty()) << "what is fetched stays fetched";
    const AheadScope helper({&region, 1});
    EXPECT_FALSE(ahead_of_call().is_empty());
  }
  EXPECT_TRUE(ahead_of_call().is_empty());
}

}  // namespace
}  // namespace sconce::testing
