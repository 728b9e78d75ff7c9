#include "config/example.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "base/testing/temp_dir.h"
#include "config/config.h"
#include "config/connection_types.h"

namespace lakeport::config {
namespace {

class ExampleTest : public testing::Test {
 protected:
  Result<Config> Load(const std::string& text) {
    std::ofstream(directory_.path("lakeport.toml")) << text;
    return LoadConfig(directory_.path("lakeport.toml"));
  }
  TempDir directory_;
};

TEST_F(ExampleTest, LoadsAsItIs) {
  auto config = Load(ExampleConfig());
  ASSERT_THAT(config, IsOk());
  EXPECT_THAT(config->GetConnection("warehouse"), IsOk());
  EXPECT_THAT(config->GetConnection("lake"), IsOk());
  EXPECT_EQ(config->connections.size(), 2u);
}

TEST_F(ExampleTest, LoadsWithEverythingInForce) {
  std::istringstream lines(ExampleConfig());
  std::string everything, line;
  while (std::getline(lines, line)) {
    bool off = line.size() > 1 && line[0] == '#' && line[1] != ' ';
    everything += (off ? line.substr(1) : line) + "\n";
  }
  std::ofstream(directory_.path(".env")) << ExampleEnvironment();
  auto config = Load(everything);
  ASSERT_THAT(config, IsOk());
  for (const auto& type : ConnectionTypes()) {
    auto connection = config->GetConnection(std::string(type.example_name));
    ASSERT_THAT(connection, IsOk());
    EXPECT_EQ(connection->type, type.name);
    EXPECT_EQ(connection->settings.size(), type.settings.size()) << type.name;
  }
}

}  // namespace
}  // namespace lakeport::config
