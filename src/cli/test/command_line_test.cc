#include <filesystem>
#include <fstream>
#include <optional>

#include <gmock/gmock.h>

#include "cli/programs.h"

namespace lakeport::cli {
namespace {

// Runs command lines with programs that only remember what they were given.
class CommandLineTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "lakeport.toml") << "[connections.lake]\ntype = \"iceberg-sql\"\n"
                                                "uri = \"sqlite:///c.db\"\nwarehouse = \"file:///w\"\n";
    programs_.run_engine = [this](const EngineRun& run, protocol::EventSink&, std::stop_token) {
      run_ = run;
      return protocol::ExitCode::kConflict;
    };
    programs_.serve = [this](const config::Config& config, std::stop_token) {
      served_ = config;
      return Ok();
    };
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // What `explore` is asked for is kept; what it finds is what the test says.
  void Explore(std::vector<Json> found, Status status = Ok()) {
    programs_.explore = [this, found, status](const browse::ExploreRequest& request, const config::Config& config,
                                              const browse::OnFound& on_found, std::stop_token) -> Status {
      explored_ = request;
      explored_with_ = config.connections.size();
      for (const auto& json : found) LP_TRY(on_found(json));
      return status;
    };
  }

  int Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"lakeport", "--config", (folder_ / "lakeport.toml").string()});
    std::vector<char*> argv;
    for (auto& argument : arguments) argv.push_back(argument.data());
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    int code = RunCommandLine(static_cast<int>(argv.size()), argv.data(), programs_, {});
    out_ = testing::internal::GetCapturedStdout();
    messages_ = testing::internal::GetCapturedStderr();
    return code;
  }

  std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
  Programs programs_;
  std::optional<EngineRun> run_;
  std::optional<config::Config> served_;
  std::optional<browse::ExploreRequest> explored_;
  size_t explored_with_ = 0;
  std::string out_, messages_;
};

TEST_F(CommandLineTest, HandsAnEngineItsRequestAndEndsWithItsExitCode) {
  int code = Run({"ingest", "--from", "hive", "--database", "sales", "--table", "a", "--table", "b*", "--to", "lake",
                  "--mode", "in-place", "--plan"});
  EXPECT_EQ(code, 12);
  ASSERT_TRUE(run_.has_value());
  EXPECT_EQ(run_->request.parameters["mode"], "in-place");
  EXPECT_EQ(run_->request.parameters["tables"], Json::array({"a", "b*"}));
  EXPECT_TRUE(run_->plan_only);
  EXPECT_EQ(run_->config.connections.at("lake").type, "iceberg-sql");
}

TEST_F(CommandLineTest, ALayoutIsHandedOnTermByTerm) {
  Run({"ingest", "--from", "hive", "--database", "sales", "--to", "lake", "--mode", "rewrite", "--partition-by",
       "day(ts)", "--partition-by", "bucket(16, id)", "--sort-by", "ts desc", "--target-file-size", "256MB"});
  ASSERT_TRUE(run_.has_value()) << messages_;
  EXPECT_EQ(run_->request.parameters["partition_by"], Json::array({"day(ts)", "bucket(16, id)"}));
  EXPECT_EQ(run_->request.parameters["sort_by"], Json::array({"ts desc"}));
  EXPECT_EQ(run_->request.parameters["target_file_size"], "256MB");
}

TEST_F(CommandLineTest, WrongUsageIsSaidAndEndsWithTwo) {
  EXPECT_EQ(Run({"ingest", "--from", "hive", "--database", "sales", "--to", "lake", "--mode", "cpoy"}), 2);
  EXPECT_THAT(messages_, testing::HasSubstr("\"mode\" must be"));
  EXPECT_EQ(Run({"ingest", "--from", "hive"}), 2);
  EXPECT_EQ(Run({"ingest", "--colour", "red"}), 2);
  EXPECT_EQ(Run({"explode"}), 2);
  EXPECT_EQ(Run({}), 2);
  EXPECT_FALSE(run_.has_value());
}

TEST_F(CommandLineTest, AJobIdMustBeOne) {
  EXPECT_EQ(Run({"ingest", "--from", "h", "--database", "d", "--to", "l", "--job", "../../etc"}), 2);
  EXPECT_FALSE(run_.has_value());
}

TEST_F(CommandLineTest, AJobIsRevertedByItsIdAndItsOwnWords) {
  const char* job = "0192f0c1-7a5e-7cc3-8a44-1f2e3d4c5b6a";
  EXPECT_EQ(Run({"ingest", "--revert", job, "--from", "h", "--database", "d", "--to", "l"}), 12);
  ASSERT_TRUE(run_.has_value());
  EXPECT_EQ(run_->request.parameters["revert"], job);
  EXPECT_EQ(Run({"ingest", "--revert", "all", "--from", "h", "--database", "d", "--to", "l"}), 2);
  EXPECT_THAT(messages_, testing::HasSubstr("\"revert\" must be a job's id"));
}

TEST_F(CommandLineTest, AJobThatTheQueueKnowsIsRevertedByItsIdAlone) {
  const char* job = "0192f0c1-7a5e-7cc3-8a44-1f2e3d4c5b6a";
  std::string asked;
  programs_.open_queue = [&](const std::string& state_dir) -> Result<std::unique_ptr<queue::JobStore>> {
    asked = state_dir;
    return Unavailable("no queue here");
  };
  EXPECT_EQ(Run({"--state", "/tmp/elsewhere", "ingest", "--revert", job}), 2);
  EXPECT_EQ(asked, "/tmp/elsewhere");
  EXPECT_THAT(messages_, testing::HasSubstr("no queue here"));
}

TEST_F(CommandLineTest, TheCommandLineWinsOverTheFile) {
  EXPECT_EQ(Run({"serve", "--listen", "127.0.0.1:9", "--state", "/tmp/elsewhere"}), 0);
  ASSERT_TRUE(served_.has_value());
  EXPECT_EQ(served_->listen, "127.0.0.1:9");
  EXPECT_EQ(served_->state_dir, "/tmp/elsewhere");
}

TEST_F(CommandLineTest, HelpIsNoError) {
  EXPECT_EQ(Run({"ingest", "--help"}), 0);
  EXPECT_THAT(out_, testing::HasSubstr("--if-exists"));
}

TEST_F(CommandLineTest, AFailedConnectionMakesTheDoctorEndBadly) {
  programs_.check_connections = [](const config::Config&) {
    return std::vector<CheckResult>{{"lake", "iceberg-sql", Ok(), "2 namespaces"},
                                    {"hive", "hive", Unavailable("no answer from thrift://h:9083"), ""}};
  };
  EXPECT_EQ(Run({"doctor"}), 11);
  EXPECT_THAT(out_, testing::HasSubstr("no answer from thrift://h:9083"));
}

TEST_F(CommandLineTest, ExplorePrintsWhatIsFoundForPeopleAndForMachines) {
  Explore({Json{{"table", "shop.a\x1b[2J"}}, Json{{"table", "shop.b"}}});
  EXPECT_EQ(Run({"explore", "tables", "lake", "shop"}), 0);
  EXPECT_EQ(out_, "shop.a?[2J\nshop.b\n");
  ASSERT_TRUE(explored_.has_value());
  EXPECT_EQ(explored_->view, browse::View::kTables);
  EXPECT_EQ(explored_->connection, "lake");
  EXPECT_EQ(explored_->name, "shop");
  EXPECT_EQ(Run({"--json", "explore", "tables", "lake", "shop"}), 0);
  EXPECT_EQ(out_, "{\"table\":\"shop.a\\u001b[2J\"}\n{\"table\":\"shop.b\"}\n");
}

TEST_F(CommandLineTest, ExploreNeedsNoConfigurationForAMetadataFile) {
  Explore({});
  std::filesystem::remove(folder_ / "lakeport.toml");
  EXPECT_EQ(Run({"explore", "checksum", "--metadata", "file:///t/v3.metadata.json", "--snapshot", "-7"}), 0)
      << messages_;
  EXPECT_EQ(explored_->metadata_location, "file:///t/v3.metadata.json");
  EXPECT_EQ(explored_->snapshot_id, -7);
  EXPECT_EQ(explored_with_, 0u);
  EXPECT_EQ(Run({"explore", "checksum", "lake", "shop.orders"}), 10);
  EXPECT_THAT(messages_, testing::HasSubstr("lakeport.toml"));
}

TEST_F(CommandLineTest, ExploreEndsWithTheErrorsCodeAndOneLine) {
  Explore({}, Unavailable("no answer from thrift://h:9083"));
  EXPECT_EQ(Run({"explore", "databases", "lake"}), 11);
  Explore({}, NotFound("no table shop.\n\x1b[31morders"));
  EXPECT_EQ(Run({"explore", "files", "lake", "shop.orders"}), 10);
  EXPECT_EQ(messages_, "error: NotFound: no table shop.??[31morders\n");
  Explore({}, Cancelled("stopped"));
  EXPECT_EQ(Run({"explore", "checksum", "lake", "shop.orders"}), 130);
}

TEST_F(CommandLineTest, ExploreThatCannotBeMeantIsWrongUsage) {
  Explore({});
  for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{
           {"explore"},
           {"explore", "everything"},
           {"explore", "databases"},
           {"explore", "tables", "lake"},
           {"explore", "table", "lake"},
           {"explore", "table", "lake", "orders"},
           {"explore", "table", "lake", "shop.orders", "--metadata", "file:///t/v3.metadata.json"},
           {"explore", "files", "lake", "shop.orders", "--snapshot", "newest"},
           {"explore", "snapshots", "lake", "shop.orders", "--snapshot", "7"}}) {
    EXPECT_EQ(Run(wrong), 2) << testing::PrintToString(wrong);
  }
  EXPECT_FALSE(explored_.has_value());
}

}  // namespace
}  // namespace lakeport::cli
