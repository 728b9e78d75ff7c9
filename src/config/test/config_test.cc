#include "config/config.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "base/testing/temp_dir.h"

namespace lakeport::config {
namespace {

class ConfigTest : public testing::Test {
 protected:
  void Write(const std::string& name, const std::string& text) { std::ofstream(directory_.path(name)) << text; }
  Result<Config> Load(const std::string& text) {
    Write("lakeport.toml", text);
    return LoadConfig(directory_.path("lakeport.toml"));
  }
  // The error's message for a configuration that must be refused, without the directory.
  std::string Refusal(const std::string& text) {
    auto config = Load(text);
    EXPECT_THAT(config, FailsWith(ErrorKind::kInvalidArgument));
    if (config.ok()) return "";
    auto message = config.error().message();
    auto prefix = directory_.path("");
    for (auto at = message.find(prefix); at != std::string::npos; at = message.find(prefix)) {
      message.erase(at, prefix.size());
    }
    return message;
  }

  TempDir directory_;
};

TEST_F(ConfigTest, ReadsAWorkersNumbers) {
  EXPECT_EQ(Load("")->worker.concurrency, 2);
  auto config = Load("[worker]\nconcurrency = 7\nheartbeat_seconds = 5\nlease_seconds = 10\n");
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->worker.concurrency, 7);
  EXPECT_EQ(config->worker.heartbeat_seconds, 5);
  EXPECT_EQ(config->worker.lease_seconds, 10);
}

TEST_F(ConfigTest, RefusesNumbersThatAWorkerCannotKeep) {
  const char* concurrency = "lakeport.toml:2: \"concurrency\" must be a whole number from 1 to 100";
  for (const char* value : {"0", "101", "-1", "1.5", "\"2\"", "[2]", "true", "99999999999999"}) {
    EXPECT_EQ(Refusal(fmt::format("[worker]\nconcurrency = {}\n", value)), concurrency) << value;
  }
  EXPECT_EQ(Refusal("[worker]\nheartbeat_seconds = 30\n"),
            "lakeport.toml:1: \"lease_seconds\" (45) must be at least twice \"heartbeat_seconds\" (30)");
  EXPECT_EQ(
      Refusal("[worker]\nspeed = 3\n"),
      "lakeport.toml:2: there is no such setting of [worker]; it has: concurrency, lease_seconds, heartbeat_seconds");
  EXPECT_NE(Refusal("worker = 3\n"), "");
}

TEST_F(ConfigTest, ReadsConnectionsWithTheirSettings) {
  auto config = Load(R"(
state = "/var/lib/lakeport"
listen = "127.0.0.1:9999"
[connections.warehouse]            # a directory
type     = "hive-directory"
location = "file:///data/warehouse"
[connections.hive]
type = "hive"
uri  = "thrift://a:9083,thrift://b:9083"
kerberos = { principal = "hive/_HOST@REALM", qop = "auth" }
)");
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->state_dir, "/var/lib/lakeport");
  EXPECT_EQ(config->listen, "127.0.0.1:9999");
  ASSERT_EQ(config->connections.size(), 2u);
  auto hive = config->GetConnection("hive").value();
  EXPECT_EQ(hive.type, "hive");
  EXPECT_EQ(hive.settings, (std::map<std::string, std::string>{{"uri", "thrift://a:9083,thrift://b:9083"},
                                                               {"kerberos.principal", "hive/_HOST@REALM"},
                                                               {"kerberos.qop", "auth"}}));
  EXPECT_EQ(hive.where, directory_.path("lakeport.toml:7"));
}

TEST_F(ConfigTest, TablesMayComeInAnyOrderAndForm) {
  auto config = Load(R"([connections.hive.kerberos]
principal = "p"
[connections.hive]
uri = "thrift://a:9083"
type = "hive"
)");
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->GetConnection("hive").value().Get("kerberos.principal").value(), "p");
}

TEST_F(ConfigTest, NumbersAndBooleansAreTakenAsText) {
  auto config = Load("[connections.s]\ntype = \"snowflake\"\naccount = 42\nuser = true\nrole = 1.5\n");
  ASSERT_THAT(config, IsOk());
  auto connection = config->GetConnection("s").value();
  EXPECT_EQ(connection.Get("account").value(), "42");
  EXPECT_EQ(connection.Get("user").value(), "true");
  EXPECT_EQ(connection.Get("role").value(), "1.5");
}

TEST_F(ConfigTest, StateLiesBesideTheFileUnlessToldOtherwise) {
  EXPECT_EQ(Load("").value().state_dir, directory_.path("lakeport-state"));
  EXPECT_EQ(Load("state = \"here\"").value().state_dir, directory_.path("here"));
}

TEST_F(ConfigTest, VariablesComeFromTheEnvironmentThenFromTheFileBeside) {
  Write(".env", "LAKEPORT_TEST_A=from file\nLAKEPORT_TEST_B=also from file\n");
  ::setenv("LAKEPORT_TEST_A", "from environment", 1);
  auto config = Load(R"([connections.acct]
type = "azure"
account = "${LAKEPORT_TEST_A}"
key = "<${LAKEPORT_TEST_B}>"
)");
  ::unsetenv("LAKEPORT_TEST_A");
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->GetConnection("acct").value().Get("account").value(), "from environment");
  EXPECT_EQ(config->GetConnection("acct").value().Get("key").value(), "<also from file>");
}

TEST_F(ConfigTest, VariableThatIsNotSetIsNamedWithItsLine) {
  EXPECT_EQ(Refusal("[connections.acct]\ntype = \"azure\"\naccount = \"a\"\nkey = \"${LAKEPORT_TEST_NONE}\"\n"),
            "lakeport.toml:4: \"key\": the variable LAKEPORT_TEST_NONE is not set; set it in the environment, or in "
            ".env beside this file");
}

TEST_F(ConfigTest, RefusalsSayWhereAndWhatThereIs) {
  EXPECT_EQ(Refusal("stat = \"x\""),
            "lakeport.toml:1: there is no setting \"stat\"; there are: state, listen, [worker], [connections.NAME]");
  EXPECT_EQ(
      Refusal("\n[connection.hive]\ntype = \"hive\""),
      "lakeport.toml:2: there is no setting \"connection\"; there are: state, listen, [worker], [connections.NAME]");
  EXPECT_EQ(Refusal("[connections.c]\ntype = \"spark\"\nspark_sumbit = \"x\""),
            "lakeport.toml:3: connection \"c\" (spark) has no setting \"spark_sumbit\"; it has: spark_submit, master");
  EXPECT_EQ(Refusal("[connections.c]\ntype = \"spark\"\nmaster = \"yarn\""),
            "lakeport.toml:1: connection \"c\" (spark) needs the setting \"spark_submit\"");
  EXPECT_EQ(Refusal("connections = \"hive\""), "lakeport.toml:1: a connection is a table; write [connections.NAME]");
  EXPECT_EQ(Refusal("[[connections.c]]\ntype = \"spark\""),
            "lakeport.toml:1: a connection is a table; write [connections.NAME]");
  EXPECT_EQ(Refusal("[connections.\"../x\"]\ntype = \"spark\""),
            "lakeport.toml:1: a connection's name is made of letters, digits, '-' and '_', not \"../x\"");
}

TEST_F(ConfigTest, RefusesUnknownAndMissingTypesWithTheListOfThem) {
  const std::string types =
      "hive-directory, hive, iceberg-sql, iceberg-hive, iceberg-rest, iceberg-hadoop, azure, snowflake, spark";
  EXPECT_EQ(Refusal("[connections.c]\nuri = \"x\"\ntype = \"hvie\""),
            "lakeport.toml:3: connection \"c\" has the unknown type \"hvie\"; there are: " + types);
  EXPECT_EQ(Refusal("[connections.c]\nuri = \"x\""),
            "lakeport.toml:1: connection \"c\" has no type; there are: " + types);
}

TEST_F(ConfigTest, RefusesValuesThatAreNoText) {
  EXPECT_EQ(Refusal("[connections.c]\ntype = \"hive\"\nuri = [\"a\", \"b\"]"),
            "lakeport.toml:3: \"uri\" must be a text in quotation marks, not a list");
  EXPECT_EQ(Refusal("state = { dir = \"x\" }"),
            "lakeport.toml:1: \"state\" must be a text in quotation marks, not a table");
  EXPECT_EQ(Refusal("listen = 2026-01-01"),
            "lakeport.toml:1: \"listen\" must be a text in quotation marks, not a date or a time");
  EXPECT_EQ(
      Refusal("[connections.c]\ntype = \"hive\"\nuri = \"x\"\nnothing = {}"),
      "lakeport.toml:4: connection \"c\" (hive) has no setting \"nothing\"; it has: uri, user, kerberos.principal, "
      "kerberos.qop");
}

TEST_F(ConfigTest, ReferenceMustNameAConnection) {
  EXPECT_EQ(Refusal("[connections.c]\ntype = \"iceberg-hadoop\"\nwarehouse = \"abfss://a@b/c\"\nstorage = \"acct\"\n"),
            "lakeport.toml:4: \"storage\" of connection \"c\" must name another connection; there are: c");
}

TEST_F(ConfigTest, BrokenTomlIsNamedByItsLineWithoutItsText) {
  for (const char* broken : {"key = s3cret", "key = \"s3cret", "key = 's3cret\nx = 1", "s3cret", "key = \"a\" s3cret",
                             "key = 12345s3cret", "key = 0s3cret", "key = 12345678901234567890123",
                             "key = \"s3cret\\q\"", "[s3cret", "key = 1\nkey = 's3cret'"}) {
    auto message = Refusal(std::string("state = \"x\"\n") + broken);
    EXPECT_TRUE(message.starts_with("lakeport.toml:")) << message;
    EXPECT_EQ(message.find("3cret"), std::string::npos) << message;
    EXPECT_EQ(message.find("12345"), std::string::npos) << message;
  }
}

TEST_F(ConfigTest, NoRefusalShowsASecret) {
  Write(".env", "LAKEPORT_TEST_KEY=s3cret\n");
  for (const char* wrong : {"[connections.c]\ntype = \"azure\"\nkey = \"${LAKEPORT_TEST_KEY}\"",
                            "[connections.c]\ntype = \"azure\"\naccount = \"a\"\nkee = \"${LAKEPORT_TEST_KEY}\"",
                            "[connections.c]\ntype = \"azure\"\naccount = \"a\"\nkey = [\"s3cret\"]",
                            "[connections.c]\ntype = \"azure\"\naccount = \"a\"\nkey = \"s3cret${\""}) {
    EXPECT_EQ(Refusal(wrong).find("s3cret"), std::string::npos) << Refusal(wrong);
  }
}

TEST_F(ConfigTest, ListingsShowNoSecret) {
  auto config = Load(R"([connections.acct]
type = "azure"
account = "acct"
key = "s3cret"
[connections.lake]
type = "iceberg-sql"
uri = "postgresql://lake:s3cret@db/lake"
warehouse = "file:///w"
)");
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->GetConnection("acct").value().RedactedSettings(),
            (std::map<std::string, std::string>{{"account", "acct"}, {"key", "***"}}));
  EXPECT_EQ(config->GetConnection("lake").value().RedactedSettings().at("uri"), "postgresql://lake:***@db/lake");
}

TEST_F(ConfigTest, UnknownConnectionIsNotFoundWithTheNamesThereAre) {
  auto config = Load(
      "[connections.b]\ntype = \"spark\"\nspark_submit = \"x\"\n"
      "[connections.a]\ntype = \"spark\"\nspark_submit = \"x\"\n");
  ASSERT_THAT(config, IsOk());
  auto connection = config->GetConnection("c");
  ASSERT_THAT(connection, FailsWith(ErrorKind::kNotFound));
  EXPECT_EQ(connection.error().message(), directory_.path("lakeport.toml") + " has no connection \"c\"; it has: a, b");
}

TEST_F(ConfigTest, MissingFileAndDirectoryAreToldApart) {
  EXPECT_THAT(LoadConfig(directory_.path("none.toml")), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(LoadConfig(directory_.path()), FailsWith(ErrorKind::kInvalidArgument));
}

TEST_F(ConfigTest, HugeFileIsRefused) {
  EXPECT_EQ(Refusal(std::string((1 << 20) + 1, '#')), "lakeport.toml is larger than 1 MiB; is it the right file?");
}

TEST_F(ConfigTest, FindsTheFileInTheWorkingDirectory) {
  auto before = std::filesystem::current_path();
  std::filesystem::current_path(directory_.path());
  auto none = FindConfig("");
  Write("lakeport.toml", "listen = \"127.0.0.1:1\"");
  auto found = FindConfig("");
  std::filesystem::current_path(before);
  if (!std::filesystem::exists("/etc/lakeport/lakeport.toml")) {
    ASSERT_THAT(none, FailsWith(ErrorKind::kNotFound));
    EXPECT_NE(none.error().message().find("lakeport init"), std::string::npos);
  }
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->listen, "127.0.0.1:1");
  EXPECT_EQ(found->state_dir, "./lakeport-state");
}

TEST(ConnectionTypeTest, TellsSourcesFromCatalogs) {
  EXPECT_TRUE(IsHiveSource("hive-directory"));
  EXPECT_TRUE(IsHiveSource("hive"));
  EXPECT_FALSE(IsHiveSource("iceberg-hive"));
  EXPECT_TRUE(IsIcebergCatalog("iceberg-sql"));
  EXPECT_FALSE(IsIcebergCatalog("azure"));
  EXPECT_FALSE(IsIcebergCatalog("no such type"));
}

}  // namespace
}  // namespace lakeport::config
