#include "db/uri.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::db {
namespace {

TEST(ParseDatabaseUriTest, SqliteNamesAnAbsolutePath) {
  for (const char* text : {"sqlite:///var/lib/a.db", "sqlite:////var/lib/a.db", "sqlite+pysqlite:////var/lib/a.db"}) {
    auto uri = ParseDatabaseUri(text);
    ASSERT_THAT(uri, IsOk());
    EXPECT_EQ(uri->dialect, Dialect::kSqlite);
    EXPECT_EQ(uri->path, "/var/lib/a.db");
    EXPECT_EQ(uri->display, "sqlite:///var/lib/a.db");
  }
}

TEST(ParseDatabaseUriTest, PostgresIsLeftToLibpqAndShownWithoutPasswordAndParameters) {
  for (const char* text :
       {"postgresql://u:s3cret@h:5432/d?sslmode=require", "postgres://u:s3cret@h:5432/d?sslmode=require",
        "postgresql+psycopg2://u:s3cret@h:5432/d?sslmode=require"}) {
    auto uri = ParseDatabaseUri(text);
    ASSERT_THAT(uri, IsOk());
    EXPECT_EQ(uri->dialect, Dialect::kPostgres);
    EXPECT_EQ(uri->libpq, "postgresql://u:s3cret@h:5432/d?sslmode=require");
    EXPECT_EQ(uri->display, "postgresql://u:***@h:5432/d");
  }
}

TEST(ParseDatabaseUriTest, RefusesTheRestWithoutShowingIt) {
  for (const char* text :
       {"", "s3cret", "mysql://u:s3cret@h/d", "sqlite://s3cret", "sqlite:", "sqlite://", "sqlite:///",
        "sqlite:///s3cret/", "sqlite:///a?key=s3cret", "jdbc:postgresql://u:s3cret@h/d", "://s3cret"}) {
    auto uri = ParseDatabaseUri(text);
    ASSERT_THAT(uri, FailsWith(ErrorKind::kInvalidArgument)) << text;
    EXPECT_EQ(uri.error().message().find("s3cret"), std::string::npos) << uri.error().message();
  }
}

TEST(WithDefaultParameterTest, AddsWhatIsNotThere) {
  EXPECT_EQ(WithDefaultParameter("postgresql://h/d", "a", "1"), "postgresql://h/d?a=1");
  EXPECT_EQ(WithDefaultParameter("postgresql://h/d?b=2", "a", "1"), "postgresql://h/d?b=2&a=1");
  EXPECT_EQ(WithDefaultParameter("postgresql://h/d?b=2&a=3", "a", "1"), "postgresql://h/d?b=2&a=3");
  EXPECT_EQ(WithDefaultParameter("postgresql://h/d?a=3", "a", "1"), "postgresql://h/d?a=3");
  EXPECT_EQ(WithDefaultParameter("postgresql://h/d?xa=3", "a", "1"), "postgresql://h/d?xa=3&a=1");
}

TEST(WithoutPasswordsTest, HidesEveryFormOfThePassword) {
  EXPECT_EQ(WithoutPasswords("bad \"p%20w\" or \"p w\" for u", "postgresql://u:p%20w@h/d"),
            "bad \"***\" or \"***\" for u");
  EXPECT_EQ(WithoutPasswords("s1 and s2", "postgresql://u:s1@h/d?sslpassword=s2&x=y"), "*** and ***");
  EXPECT_EQ(WithoutPasswords("nothing to hide", "postgresql://u@h/d"), "nothing to hide");
}

}  // namespace
}  // namespace lakeport::db
