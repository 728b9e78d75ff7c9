#include "base/redact.h"

#include <gtest/gtest.h>

namespace lakeport {
namespace {

TEST(RedactUriTest, HidesThePasswordAndNothingElse) {
  EXPECT_EQ(RedactUri("postgresql://lake:s3cret@db:5432/lake?sslmode=require"),
            "postgresql://lake:***@db:5432/lake?sslmode=require");
  EXPECT_EQ(RedactUri("postgresql://lake:p@ss:w/rd@db/lake"), "postgresql://lake:***@db/lake");
  EXPECT_EQ(RedactUri("postgresql://lake@db/lake"), "postgresql://lake@db/lake");
}

TEST(RedactUriTest, HidesSecretsInTheQuery) {
  EXPECT_EQ(RedactUri("postgresql:///lake?user=a&password=s3cret&sslmode=require"),
            "postgresql:///lake?user=a&password=***&sslmode=require");
  EXPECT_EQ(RedactUri("https://acct.blob/c?sv=1&SIG=abc%3D"), "https://acct.blob/c?sv=1&SIG=***");
}

TEST(RedactUriTest, LeavesWhatHoldsNoSecret) {
  for (const char* text :
       {"", "plain words", "file:///data/warehouse", "sqlite:///a/b@c.db", "thrift://h1:9083,thrift://h2:9083",
        "abfss://container@account.dfs.core.windows.net/warehouse"}) {
    EXPECT_EQ(RedactUri(text), text);
  }
}

}  // namespace
}  // namespace lakeport
