#include "catalogs/lock_owner.h"

#include <gmock/gmock.h>

namespace lakeport::catalogs {
namespace {

TEST(LockOwnerTest, ThisProcessHasANameAndHasNotEnded) {
  EXPECT_THAT(ThisProcess(), testing::MatchesRegex("lakeport:[0-9a-f-]{36}:[0-9]+:[0-9]+:[0-9]+"));
  EXPECT_EQ(ThisProcess(), ThisProcess());
  EXPECT_FALSE(IsEndedProcess(ThisProcess()));
}

TEST(LockOwnerTest, AnotherStartUnderThisPidHasEnded) { EXPECT_TRUE(IsEndedProcess(ThisProcess() + "0:rest")); }

TEST(LockOwnerTest, NothingIsSaidOfProcessesElsewhere) {
  std::string elsewhere = ThisProcess() + "0";
  elsewhere.replace(9, 8, "00000000");
  EXPECT_FALSE(IsEndedProcess(elsewhere));
}

TEST(LockOwnerTest, NothingIsSaidOfOtherPrograms) {
  for (const auto* owner :
       {"", "Iceberg-f3e1", "lakeport", "lakeport:::1:2", "lakeport:b:n:x:2", "lakeport:b:n:-1:2"}) {
    EXPECT_FALSE(IsEndedProcess(owner)) << owner;
  }
}

}  // namespace
}  // namespace lakeport::catalogs
