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

TEST(RedactTextTest, HidesWhatLooksLikeASecret) {
  EXPECT_EQ(RedactText("GET https://u:p@host/x?sig=s&a=1 failed"), "GET https://u:***@host/x?sig=***&a=1 failed");
  EXPECT_EQ(RedactText("Authorization: Bearer abc.def-ghi"), "Authorization: Bearer ***");
  EXPECT_EQ(RedactText("DefaultEndpointsProtocol=https;AccountKey=a+b/c==;x"),
            "DefaultEndpointsProtocol=https;AccountKey=***;x");
  EXPECT_EQ(RedactText("(db_password=x, AWS_SECRET_ACCESS_KEY:y)"), "(db_password=***, AWS_SECRET_ACCESS_KEY:***)");
}

TEST(RedactTextTest, LeavesWhatThePeopleNeed) {
  for (const char* text : {"", " ", "partition o_custkey=7/month=01 of file:/data/t: \"gone\"", "unexpected token",
                           "a:b", "=x", "sig", "password=", "\xff\x00 bytes \n lines"}) {
    EXPECT_EQ(RedactText(text), text);
  }
}

TEST(RedactValueTest, ASecretIsHiddenWhereverItStands) {
  EXPECT_EQ(RedactValue("s3cret, or s3crets3cret?", "s3cret"), "***, or ******?");
  EXPECT_EQ(RedactValue("nothing here", "s3cret"), "nothing here");
  EXPECT_EQ(RedactValue("", "s3cret"), "");
  EXPECT_EQ(RedactValue("abc", "abc"), "abc") << "too short to be told from plain words";
  EXPECT_EQ(RedactValue("abc", ""), "abc");
}

}  // namespace
}  // namespace lakeport
