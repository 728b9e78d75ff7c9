#include "server/pages.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

namespace lakeport::server {
namespace {

class PagesTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(root_ / "pages/assets");
    std::ofstream(root_ / "pages/index.html") << "<h1>Lakeport</h1>";
    std::ofstream(root_ / "pages/assets/app-1a2b.js") << "run()";
    std::ofstream(root_ / "secret.txt") << "secret";
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  Response Get(std::vector<std::string> segments) {
    return Pages((root_ / "pages").string()).Get({.method = "GET", .segments = std::move(segments)});
  }

  std::filesystem::path root_ =
      std::filesystem::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(PagesTest, APageAddressGetsTheIndex) {
  EXPECT_EQ(Get({}).body, "<h1>Lakeport</h1>");
  EXPECT_EQ(Get({"jobs", "019a3f2e"}).body, "<h1>Lakeport</h1>");
}

TEST_F(PagesTest, AnAssetIsKeptByTheBrowserForGood) {
  Response response = Get({"assets", "app-1a2b.js"});
  EXPECT_EQ(response.body, "run()");
  EXPECT_THAT(response.headers, testing::Contains(testing::Pair("Cache-Control", testing::HasSubstr("immutable"))));
}

TEST_F(PagesTest, AMissingFileIsNotFound) {
  EXPECT_EQ(Get({"assets", "old.js"}).status, 404);
  EXPECT_EQ(Get({"favicon.ico"}).status, 404);
}

TEST_F(PagesTest, NothingOutsideTheDirectoryIsServed) {
  EXPECT_EQ(Get({"..", "secret.txt"}).status, 404);
  EXPECT_EQ(Get({"../secret.txt"}).status, 404);
  EXPECT_EQ(Get({std::string("index.html\0.js", 14)}).status, 404);
}

}  // namespace
}  // namespace lakeport::server
