#include "server/router.h"

#include <gmock/gmock.h>

namespace lakeport::server {
namespace {

Router MakeRouter() {
  auto echo = [](const Request& request, const PathParameters& path) {
    return Response{.body = request.method + (path.contains("job") ? " " + path.at("job") : "")};
  };
  return Router({{"GET", "/api/v1/jobs", echo}, {"POST", "/api/v1/jobs", echo}, {"GET", "/api/v1/jobs/{job}", echo}});
}

Response Ask(const std::string& method, std::vector<std::string> segments) {
  return MakeRouter().Dispatch({.method = method, .segments = std::move(segments)});
}

TEST(RouterTest, FindsTheRouteAndItsParameters) {
  EXPECT_EQ(Ask("POST", {"api", "v1", "jobs"}).body, "POST");
  EXPECT_EQ(Ask("GET", {"api", "v1", "jobs", "a/b c"}).body, "GET a/b c");
}

TEST(RouterTest, HeadGoesWhereGetGoes) { EXPECT_EQ(Ask("HEAD", {"api", "v1", "jobs"}).status, 200); }

TEST(RouterTest, AnUnknownPathIsNotFound) {
  EXPECT_EQ(Ask("GET", {"api", "v1"}).status, 404);
  EXPECT_EQ(Ask("GET", {}).status, 404);
}

TEST(RouterTest, AWrongMethodSaysWhichOnesThereAre) {
  Response response = Ask("DELETE", {"api", "v1", "jobs"});
  EXPECT_EQ(response.status, 405);
  EXPECT_THAT(response.headers, testing::Contains(testing::Pair("Allow", "GET, POST")));
}

}  // namespace
}  // namespace lakeport::server
